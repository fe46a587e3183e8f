//! Names that must not be mixed up.

use std::borrow::Borrow;
use std::fmt;

/// The name of a resource inside of its template; not the name that AWS will give it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LogicalId(String);

impl LogicalId {
    /// The logical id with this text.
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether CloudFormation takes it: letters and digits only.
    pub(crate) fn is_legal(id: &str) -> bool {
        !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
    }
}

impl fmt::Display for LogicalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Borrow<str> for LogicalId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// The name of a Lambda alias, such as `live`: letters, digits, `-` and `_`, and not digits alone (that is a version).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AliasName(String);

impl AliasName {
    /// The name, when Lambda takes it.
    ///
    /// ```
    /// use template_transform::model::AliasName;
    ///
    /// assert!(AliasName::new("live-2").is_some());
    /// assert!(AliasName::new("2").is_none());
    /// ```
    pub fn new(name: &str) -> Option<Self> {
        let letters = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
        let a_version = name.chars().all(|c| c.is_ascii_digit());
        (letters && !a_version).then(|| Self(name.to_owned()))
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AliasName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
