//! The names of CodeDeploy's resources (spec 3.1).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::error::CodeDeployError;

/// What all three kinds of names have in common.
pub(super) const NAME_RULE: &str = "it has 1 to 100 letters, digits and characters of `+=,.@_-`";

fn is_name(text: &str) -> bool {
    let is_name_byte = |byte: u8| byte.is_ascii_alphanumeric() || b"+=,.@_-".contains(&byte);
    (1..=100).contains(&text.len()) && text.bytes().all(is_name_byte)
}

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident, $refused:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Checks a name.
            ///
            /// # Errors
            /// When CodeDeploy would not take it.
            pub fn new(text: &str) -> Result<Self, CodeDeployError> {
                let refused: fn(String) -> CodeDeployError = $refused;
                if is_name(text) { Ok(Self(text.to_owned())) } else { Err(refused(text.to_owned())) }
            }

            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    )*};
}

names! {
    /// An application's name.
    ApplicationName, CodeDeployError::InvalidApplicationName;
    /// A deployment group's name.
    DeploymentGroupName, CodeDeployError::InvalidDeploymentGroupName;
    /// A deployment configuration's name.
    DeploymentConfigName, |name| {
        CodeDeployError::InvalidDeploymentConfigName(format!("`{name}` is no name of a deployment configuration: {NAME_RULE}"))
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_a_length_and_an_alphabet() {
        assert_eq!(ApplicationName::new("a+=,.@_-9").unwrap().as_str(), "a+=,.@_-9");
        for text in ["", "a b", "ä", &"x".repeat(101)] {
            assert_eq!(ApplicationName::new(text), Err(CodeDeployError::InvalidApplicationName(text.into())));
        }
        assert_eq!(DeploymentGroupName::new("/").unwrap_err().code(), "InvalidDeploymentGroupNameException");
        assert_eq!(DeploymentConfigName::new("/").unwrap_err().code(), "InvalidDeploymentConfigNameException");
    }
}
