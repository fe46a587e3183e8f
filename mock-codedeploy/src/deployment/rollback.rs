//! A rollback is a deployment of its own; the two know of each other by this (spec 3.5).

use serde::{Deserialize, Serialize};

use super::id::DeploymentId;

/// How a deployment and its rollback are tied together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RollbackInfo {
    /// This deployment ended badly and that one rolls it back.
    RolledBackBy(DeploymentId),
    /// This deployment rolls back that one.
    RollbackOf(DeploymentId),
}

impl RollbackInfo {
    /// The sentence that the API shows on `this` deployment.
    pub fn message(&self, this: &DeploymentId) -> String {
        match self {
            Self::RolledBackBy(rollback) => {
                format!(
                    "Deployment {this} was terminated. Deployment {rollback} was triggered automatically to roll it back."
                )
            }
            Self::RollbackOf(failed) => {
                format!("This deployment was triggered automatically to roll back deployment {failed}.")
            }
        }
    }
}
