//! Requests that the account's rules refuse.

use thiserror::Error;

use crate::codedeploy::CodeDeployError;
use crate::deployment::ReportRefused;

/// A request that the account's rules refuse.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum WorldError {
    /// There is no such function, version or alias.
    #[error("{0} does not exist")]
    NotFound(String),
    /// CodeDeploy refuses it.
    #[error(transparent)]
    CodeDeploy(#[from] CodeDeployError),
}

impl From<ReportRefused> for CodeDeployError {
    fn from(refused: ReportRefused) -> Self {
        match refused {
            ReportRefused::InvalidExecutionId => Self::InvalidLifecycleEventHookExecutionId,
            ReportRefused::AlreadyCompleted => Self::LifecycleEventAlreadyCompleted,
        }
    }
}
