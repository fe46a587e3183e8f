//! The handle that a validator gets.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde::Serialize;
use tokio::time::Instant;

use crate::checks::Checks;
use crate::deferral::DeferralToken;
use crate::deployment::Deployment;
use crate::deployment_lookup::LookupError;
use crate::error::{Error, Result};
use crate::event::{DeploymentId, HookEvent};
use crate::hook_report::OutcomeKind;
use crate::invoke::{self, Answer, InvokeError, Invoker};
use crate::phase::Phase;
use crate::target::FunctionVersion;

/// What a validator works with: the version under test, and ways to call it. Cheap to clone.
#[derive(Clone)]
pub struct Hook(Arc<Inner>);

/// What a hook is made of.
pub(crate) struct Inner {
    pub(crate) event: HookEvent,
    pub(crate) phase: Phase,
    pub(crate) name: String,
    pub(crate) deployment: Deployment,
    pub(crate) target: FunctionVersion,
    pub(crate) began: SystemTime,
    pub(crate) until: Instant,
    pub(crate) invoker: Arc<dyn Invoker>,
    pub(crate) checks: Checks,
}

impl Hook {
    pub(crate) fn new(inner: Arc<Inner>) -> Self {
        Self(inner)
    }

    /// When this validator runs.
    pub fn phase(&self) -> Phase {
        self.0.phase
    }

    /// The deployment that waits for the verdict.
    pub fn deployment_id(&self) -> &DeploymentId {
        &self.0.deployment.id
    }

    /// The version under test.
    pub fn target(&self) -> &FunctionVersion {
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
        self.call(&self.0.target, payload).await
    }

    /// The current version: the old one, which the deployment replaces. CodeDeploy is asked for it, at most once.
    ///
    /// Beware of the words: the environment variable `CurrentVersion` names the version under test, [`target`](Self::target).
    ///
    /// # Errors
    /// When CodeDeploy could not be asked: the hook's role needs `codedeploy:GetDeployment` and `codedeploy:GetApplicationRevision`.
    pub async fn current(&self) -> Result<FunctionVersion, LookupError> {
        let app_spec = self.0.deployment.app_spec().await?;
        Ok(FunctionVersion::new(app_spec.function.clone(), app_spec.current_version))
    }

    /// Calls the current version, to hold the new one's answer against the old one's.
    ///
    /// ```no_run
    /// # async fn example(hook: hook_sdk::Hook) -> hook_sdk::Result<()> {
    /// let order = serde_json::json!({ "order": 1 });
    /// let (new, old) = (hook.invoke(&order).await?, hook.invoke_current(&order).await?);
    /// hook_sdk::ensure!(new.bytes() == old.bytes(), "order 1 costs something else now");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of [`current`](Self::current) and of [`invoke`](Self::invoke).
    pub async fn invoke_current<P: Serialize + ?Sized>(&self, payload: &P) -> Result<Answer> {
        let current = self.current().await?;
        Ok(self.call(&current, payload).await?)
    }

    /// Runs a named check. The hook report lists it with its outcome and its time; when the validator runs out of time, or crashes, the
    /// reason says which check was running.
    ///
    /// ```no_run
    /// # async fn example(hook: hook_sdk::Hook) -> hook_sdk::Result<()> {
    /// hook.check("tea has a price", async {
    ///     let order: serde_json::Value = hook.invoke(&serde_json::json!({ "order": 1 })).await?.json()?;
    ///     hook_sdk::ensure!(order["total"].as_i64() > Some(0), "it costs {}", order["total"]);
    ///     Ok(())
    /// })
    /// .await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The check's own, with the check's name before it.
    pub async fn check<T>(&self, name: impl Into<String>, check: impl Future<Output = Result<T>>) -> Result<T> {
        let name = name.into();
        let running = self.0.checks.begin(name.clone());
        let result = check.await;
        running.end(if result.is_ok() { OutcomeKind::Succeeded } else { OutcomeKind::Failed });
        result.map_err(|error| Error::from(format!("{name}: {error}")))
    }

    /// A token with which another program brings the verdict, for checks that outgrow one function.
    ///
    /// Give the token to that program, then return [`Outcome::Deferred`](crate::Outcome::Deferred) with it. The other program has until
    /// [`expires_at`](DeferralToken::expires_at), 55 minutes from now; a deployment that hears nothing within the hour fails.
    ///
    /// ```no_run
    /// # async fn start_the_approval(_: serde_json::Value) -> hook_sdk::Result<()> { Ok(()) }
    /// use hook_sdk::{Hook, Outcome, Result, pre_traffic};
    ///
    /// #[pre_traffic]
    /// async fn somebody_approves(hook: Hook) -> Result<Outcome> {
    ///     let token = hook.defer();
    ///     start_the_approval(token.to_json()).await?;
    ///     Ok(Outcome::Deferred(token))
    /// }
    /// ```
    pub fn defer(&self) -> DeferralToken {
        let Inner { event, phase, name, target, began, .. } = &*self.0;
        let target = (target.function().bare().to_owned(), target.version().to_string());
        DeferralToken::new(event.clone(), *phase, name.clone(), Some(target), *began)
    }

    async fn call<P: Serialize + ?Sized>(&self, version: &FunctionVersion, payload: &P) -> Result<Answer, InvokeError> {
        let payload = serde_json::to_vec(payload).map_err(InvokeError::Payload)?;
        let running = self.0.checks.call(version);
        let answer = self.0.invoker.invoke(version, payload).await;
        drop(running);
        invoke::check_executed_version(version, answer?)
    }
}

impl std::fmt::Debug for Hook {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Hook")
            .field("phase", &self.0.phase)
            .field("deployment", &self.0.deployment.id)
            .field("target", &self.0.target)
            .finish_non_exhaustive()
    }
}
