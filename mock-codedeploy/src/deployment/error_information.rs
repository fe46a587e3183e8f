//! Why a deployment ended badly, in the API's words (spec 3.4).

use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

/// CodeDeploy's error codes, as far as a deployment here can end with them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ErrorCode {
    /// A hook reported `Failed`, or nothing within the hour.
    HookExecutionFailure,
    /// The hook's function does not exist.
    InvalidLambdaFunction,
    /// The AppSpec cannot be read.
    InvalidRevision,
    /// The alias does not point to the AppSpec's current version, or cannot be moved.
    InvalidLambdaConfiguration,
    /// An alarm stopped it.
    AlarmActive,
    /// Somebody stopped it.
    ManualStop,
    /// The service role does not exist.
    IamRoleMissing,
    /// The service role may not do what the deployment needs.
    IamRolePermissions,
    /// Time ran out.
    Timeout,
    /// Lambda refused a call because there were too many.
    Throttled,
}

/// Why a deployment ended badly.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorInformation {
    /// The code.
    pub code: ErrorCode,
    /// The sentence for people.
    pub message: String,
}

impl ErrorCode {
    /// The API's word.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

impl ErrorInformation {
    /// A code with its sentence.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_written_as_the_api_does() {
        assert_eq!(ErrorCode::HookExecutionFailure.as_str(), "HOOK_EXECUTION_FAILURE");
        assert_eq!(ErrorCode::IamRolePermissions.as_str(), "IAM_ROLE_PERMISSIONS");
        assert_eq!(ErrorCode::AlarmActive.as_str(), "ALARM_ACTIVE");
    }
}
