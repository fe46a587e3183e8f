//! The id of a deployment.

use std::borrow::Borrow;
use std::fmt;

use serde::{Deserialize, Serialize};

/// `d-` and nine of `[A-Z0-9]`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DeploymentId(String);

impl DeploymentId {
    pub(crate) const fn new(text: String) -> Self {
        Self(text)
    }

    /// Whether CodeDeploy would call this text an id at all. It is lenient: letters, digits and dashes.
    pub fn is_well_formed(text: &str) -> bool {
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DeploymentId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Borrow<str> for DeploymentId {
    fn borrow(&self) -> &str {
        &self.0
    }
}
