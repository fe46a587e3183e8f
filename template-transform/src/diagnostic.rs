//! What is wrong with a template, where, and how to mend it.

use std::fmt;
use std::sync::Arc;

use serde::{Serialize, Serializer};

/// One finding about a template.
///
/// ```
/// use template_transform::{Diagnostic, Location};
///
/// let found = Diagnostic::error("unknown-hook", Location::new("template.yaml", 4, 9), "no function is called `Cheks`")
///     .with_help("did you mean `Checks`?");
/// assert_eq!(found.to_string(), "template.yaml:4:9: no function is called `Cheks`");
/// assert_eq!(serde_json::to_value(&found)?["line"], 4);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// A stable name of the rule, in kebab case.
    pub code: &'static str,
    /// What is wrong and why it matters.
    pub message: String,
    /// How to mend it.
    pub help: Option<String>,
    /// The logical id of the resource that it is about.
    pub resource: Option<String>,
    /// The place to look at.
    #[serde(flatten)]
    pub location: Location,
}

impl Diagnostic {
    /// A finding that makes the template unfit.
    pub fn error(code: &'static str, location: Location, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, location, message.into())
    }

    /// A finding to know about, which stops nothing.
    pub fn warning(code: &'static str, location: Location, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, location, message.into())
    }

    pub(crate) fn new(severity: Severity, code: &'static str, location: Location, message: String) -> Self {
        Self { severity, code, message, help: None, resource: None, location }
    }

    /// The same finding with a way to mend it.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same finding, about the resource with this logical id.
    #[must_use]
    pub fn about(mut self, resource: impl Into<String>) -> Self {
        self.resource = Some(resource.into());
        self
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.location, self.message)
    }
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The template is unfit.
    Error,
    /// Worth mending; nothing stops.
    Warning,
    /// Worth knowing; there is nothing to mend.
    Note,
}

/// A place in a file, as an editor shows it: line and column count from 1, the column in characters.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Location {
    /// The file, as the caller named it.
    pub file: FileName,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
}

impl Location {
    /// The place at this line and column of this file.
    pub fn new(file: impl Into<FileName>, line: u32, column: u32) -> Self {
        Self { file: file.into(), line, column }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// The name of a template's file; cheap to copy into every location.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FileName(Arc<str>);

impl FileName {
    /// The name as the caller gave it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<T: AsRef<str>> From<T> for FileName {
    fn from(name: T) -> Self {
        Self(Arc::from(name.as_ref()))
    }
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for FileName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diagnostic_is_flat_in_json() {
        let found = Diagnostic::warning("w", Location::new("t.yaml", 2, 3), "odd").with_help("mend").about("Orders");
        assert_eq!(
            serde_json::to_value(found).unwrap(),
            serde_json::json!({
                "severity": "warning", "code": "w", "message": "odd", "help": "mend", "resource": "Orders",
                "file": "t.yaml", "line": 2, "column": 3
            })
        );
    }

    #[test]
    fn what_a_diagnostic_lacks_is_null_in_json() {
        let found = serde_json::to_value(Diagnostic::error("e", Location::new("t", 1, 1), "bad")).unwrap();
        assert_eq!(found["severity"], "error");
        assert!(found["help"].is_null() && found["resource"].is_null());
    }
}
