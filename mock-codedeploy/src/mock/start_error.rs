//! Why a mock cannot start.

use thiserror::Error;

use crate::state::StateError;

/// Why a mock cannot start.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum StartError {
    /// Its port cannot be had.
    #[error("cannot listen: {0}")]
    Listen(#[source] std::io::Error),
    /// Its state file is of no use.
    #[error(transparent)]
    State(#[from] StateError),
}
