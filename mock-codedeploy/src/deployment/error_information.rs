//! Why a deployment ended badly, in the API's words (spec 3.4).

/// CodeDeploy's error codes, as far as a deployment here can end with them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorCode {
    /// A hook reported `Failed`, or nothing within the hour.
    HookExecutionFailure,
    /// The hook's function does not exist.
    InvalidLambdaFunction,
    /// The alias does not point to the AppSpec's current version, or cannot be moved.
    InvalidLambdaConfiguration,
}

/// Why a deployment ended badly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorInformation {
    /// The code.
    pub code: ErrorCode,
    /// The sentence for people.
    pub message: String,
}

impl ErrorCode {
    /// The API's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::HookExecutionFailure => "HOOK_EXECUTION_FAILURE",
            Self::InvalidLambdaFunction => "INVALID_LAMBDA_FUNCTION",
            Self::InvalidLambdaConfiguration => "INVALID_LAMBDA_CONFIGURATION",
        }
    }
}
