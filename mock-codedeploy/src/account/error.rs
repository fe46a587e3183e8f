//! The rules of the Lambda API that a request can break.

use strum::IntoStaticStr;
use thiserror::Error;

/// Why Lambda refuses a request (spec, Appendix B). Each variant is named as the API's exception, without the `Exception`.
#[derive(Clone, Debug, PartialEq, Eq, Error, IntoStaticStr)]
#[allow(missing_docs, reason = "the names are the API's own")]
#[non_exhaustive]
pub enum LambdaError {
    #[error("{0}")]
    ResourceNotFound(String),
    #[error("{0}")]
    ResourceConflict(String),
    #[error("The RevisionId provided does not match the latest RevisionId: read {0} again, then try once more")]
    PreconditionFailed(String),
    #[error("{0}")]
    InvalidParameterValue(String),
    #[error("{0}")]
    Validation(String),
    #[error("{0}")]
    InvalidZipFile(String),
    #[error("{0}")]
    InvalidRequestContent(String),
    #[error("{0}")]
    RequestTooLarge(String),
    #[error("{0}")]
    AccessDenied(String),
    #[error("Rate Exceeded.")]
    TooManyRequests,
}

impl LambdaError {
    /// The API's code.
    pub fn code(&self) -> String {
        format!("{}Exception", <&str>::from(self))
    }

    /// The HTTP status.
    pub const fn status(&self) -> u16 {
        match self {
            Self::AccessDenied(_) => 403,
            Self::ResourceNotFound(_) => 404,
            Self::ResourceConflict(_) => 409,
            Self::PreconditionFailed(_) => 412,
            Self::RequestTooLarge(_) => 413,
            Self::TooManyRequests => 429,
            Self::InvalidZipFile(_) => 502,
            Self::InvalidParameterValue(_) | Self::Validation(_) | Self::InvalidRequestContent(_) => 400,
        }
    }
}
