//! The handle that a validator gets.

use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use tokio::time::Instant;

use crate::event::DeploymentId;
use crate::invoke::{self, Answer, InvokeError, Invoker};
use crate::phase::Phase;
use crate::target::TargetVersion;

/// What a validator works with: the version under test, and ways to call it. Cheap to clone.
#[derive(Clone)]
pub struct Hook(Arc<Inner>);

struct Inner {
    phase: Phase,
    deployment: DeploymentId,
    target: TargetVersion,
    until: Instant,
    invoker: Arc<dyn Invoker>,
}

impl Hook {
    pub(crate) fn new(
        phase: Phase,
        deployment: DeploymentId,
        target: TargetVersion,
        until: Instant,
        invoker: Arc<dyn Invoker>,
    ) -> Self {
        Self(Arc::new(Inner { phase, deployment, target, until, invoker }))
    }

    /// When this validator runs.
    pub fn phase(&self) -> Phase {
        self.0.phase
    }

    /// The deployment that waits for the verdict.
    pub fn deployment_id(&self) -> &DeploymentId {
        &self.0.deployment
    }

    /// The version under test.
    pub fn target(&self) -> &TargetVersion {
        &self.0.target
    }

    /// How long the validator may still run before it is cancelled and the hook reports `Failed`.
    pub fn remaining(&self) -> Duration {
        self.0.until.saturating_duration_since(Instant::now())
    }

    /// Calls the version under test and waits for its answer.
    ///
    /// ```no_run
    /// # async fn example(hook: hook_sdk::Hook) -> hook_sdk::Result<()> {
    /// let answer = hook.invoke(&serde_json::json!({ "order": 1 })).await?;
    /// let order: serde_json::Value = answer.json()?;
    /// hook_sdk::ensure!(order["total"].as_i64() > Some(0), "order 1 has no price: {order}");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// A function error is an error with the function's own message and the end of its log. That another version ran than the one
    /// under test is an error too, since nothing would be proved.
    pub async fn invoke<P: Serialize + ?Sized>(&self, payload: &P) -> Result<Answer, InvokeError> {
        let payload = serde_json::to_vec(payload).map_err(InvokeError::Payload)?;
        let answer = self.0.invoker.invoke(&self.0.target, payload).await?;
        invoke::check_executed_version(&self.0.target, answer)
    }
}

impl std::fmt::Debug for Hook {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Hook")
            .field("phase", &self.0.phase)
            .field("deployment", &self.0.deployment)
            .field("target", &self.0.target)
            .finish_non_exhaustive()
    }
}
