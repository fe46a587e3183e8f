//! Why a signature is not accepted, in AWS's words.

use thiserror::Error;

/// Why a signature is not accepted.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(crate) enum SignatureError {
    /// Nothing in the request is a signature.
    #[error("Missing Authentication Token")]
    Missing,
    /// What should be a signature lacks a part, or has one that cannot be read.
    #[error("{0}")]
    Incomplete(String),
    /// The key is not known, or its session token is not the one that goes with it.
    #[error("The security token included in the request is invalid.")]
    UnknownKey,
    /// The signature is for something else: another body, service or day, or it was made with another secret.
    #[error("{0}")]
    Mismatch(String),
}
