//! One call of a hook: its event, its capability, its verdict.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use thiserror::Error;

use super::id::DeploymentId;

/// The capability of one hook call: opaque, base64, some 300 characters.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct HookExecutionId(String);

/// What CodeDeploy sends to a hook function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HookEvent {
    /// The deployment.
    pub deployment_id: DeploymentId,
    /// The capability.
    pub execution_id: HookExecutionId,
}

/// The two statuses that a hook may report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum HookVerdict {
    /// The deployment goes on.
    Succeeded,
    /// The deployment fails.
    Failed,
}

/// Why a report was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ReportRefused {
    /// The capability is not one of this deployment.
    #[error("the lifecycle event hook execution id does not belong to this deployment")]
    InvalidExecutionId,
    /// The lifecycle event has its final status already.
    #[error("the lifecycle event is already completed")]
    AlreadyCompleted,
}

impl HookExecutionId {
    pub(crate) const fn new(text: String) -> Self {
        Self(text)
    }

    /// The whole id.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for HookExecutionId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("HookExecutionId(…)")
    }
}

impl HookEvent {
    /// The event's JSON, exactly two members (spec 1.1).
    pub fn to_json(&self) -> Value {
        json!({
            "DeploymentId": self.deployment_id.as_str(),
            "LifecycleEventHookExecutionId": self.execution_id.expose(),
        })
    }
}

impl HookVerdict {
    /// Reads the API's word; case matters.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "Succeeded" => Some(Self::Succeeded),
            "Failed" => Some(Self::Failed),
            _ => None,
        }
    }
}
