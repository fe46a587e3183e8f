//! One hook event from its arrival to the reported verdict, whatever the validator does.

mod lambda;
mod outcomes;
mod selection;
mod time_budget;

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use serde_json::Value;
use thiserror::Error;
use tokio::time::{Instant, timeout, timeout_at};
use tracing::Instrument as _;

pub use lambda::run_with;

use crate::checks::Checks;
use crate::definition::HookDefinition;
use crate::delivery::{self, DeliveryError};
use crate::deployment::Deployment;
use crate::deployment_lookup::DeploymentLookup;
use crate::environment::Environment;
use crate::error::with_causes;
use crate::event::{EventError, HookEvent};
use crate::guardian::{FromWorker, GuardianLink, Known};
use crate::hook::{Hook, Inner};
use crate::hook_report::HookReport;
use crate::invoke::Invoker;
use crate::outcome::{Outcome, Verdict};
use crate::phase::Phase;
use crate::report::Reporter;
use crate::target::{self, Mixup};
use outcomes::Outcomes;
use time_budget::TimeBudget;

/// Whom a hook talks to. Each can be replaced on its own.
#[derive(Clone)]
pub struct Services {
    /// Tells CodeDeploy the verdict.
    pub reporter: Arc<dyn Reporter>,
    /// Calls the version under test.
    pub invoker: Arc<dyn Invoker>,
    /// Asks CodeDeploy what is deployed, when the environment does not say.
    pub deployments: Arc<dyn DeploymentLookup>,
}

/// Runs validators on hook events. [`main!`](crate::main) makes one in a hook function; a test harness makes its own.
pub struct Runtime {
    services: Services,
    environment: Environment,
    guardian: Arc<GuardianLink>,
    outcomes: Outcomes,
}

/// After the verdict is out, CodeDeploy gets this long to say whether the version that was tested is the one that it deploys.
const AFTERTHOUGHT: Duration = Duration::from_secs(2);

/// One invocation of the hook function.
#[derive(Clone, Debug)]
pub struct Invocation {
    /// The event's JSON.
    pub event: Value,
    /// Lambda's request id.
    pub request_id: String,
    /// How long Lambda lets the invocation run from now on.
    pub time_left: Duration,
}

/// What a hook is called and how long its validator may run, without the validator itself.
#[derive(Clone, Debug)]
pub struct HookSettings {
    /// The name in the report.
    pub name: String,
    /// When the hook runs.
    pub phase: Phase,
    /// How long the validator may run.
    pub timeout: Option<Duration>,
    /// How much time is kept for the report.
    pub reserve: Option<Duration>,
}

/// Why an event ended without CodeDeploy knowing the verdict. Lambda hears it as a function error and tries again.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RunError {
    /// Without the two ids there is nobody to report to.
    #[error("this is no hook event of CodeDeploy: {0}")]
    Event(#[from] EventError),
    /// The outcome is known, but not to CodeDeploy.
    #[error("{source}; the outcome was {}", .report.outcome)]
    Delivery {
        /// What happened to the last attempt.
        source: DeliveryError,
        /// The run's record.
        report: Box<HookReport>,
    },
}

impl From<&HookDefinition> for HookSettings {
    fn from(definition: &HookDefinition) -> Self {
        Self {
            name: definition.name.to_owned(),
            phase: definition.phase,
            timeout: definition.timeout,
            reserve: definition.reserve,
        }
    }
}

impl Runtime {
    /// A runtime with the given services and environment.
    pub fn new(services: Services, environment: Environment) -> Self {
        Self { services, environment, guardian: Arc::default(), outcomes: Outcomes::default() }
    }

    /// A runtime that is watched over, with the outcomes that an earlier worker has reached.
    pub(crate) fn guarded(
        services: Services,
        environment: Environment,
        guardian: GuardianLink,
        known: Vec<Known>,
    ) -> Self {
        let outcomes = Outcomes::default();
        for Known { event, outcome } in known {
            outcomes.remember(event, outcome);
        }
        Self { services, environment, guardian: Arc::new(guardian), outcomes }
    }

    /// Reads the event, finds the version under test, runs the validator and reports its verdict.
    ///
    /// The validator's `Err`, its panic and its running out of time are all reported as `Failed`. An event that comes again is answered
    /// with its first outcome; the validator does not run twice.
    ///
    /// # Errors
    /// Only when CodeDeploy could not be told: the event has no ids, or no attempt to report succeeded.
    pub async fn handle(
        &self,
        settings: &HookSettings,
        validate: impl FnOnce(Hook) -> LocalBoxFuture<'static, Outcome>,
        invocation: Invocation,
    ) -> Result<HookReport, RunError> {
        let event = HookEvent::from_json(&invocation.event)?;
        let span = tracing::info_span!(
            "hook",
            deployment_id = event.deployment_id.as_str(),
            phase = %settings.phase,
            hook = settings.name,
            request_id = invocation.request_id,
        );
        self.handle_event(settings, validate, event, &invocation).instrument(span).await
    }

    async fn handle_event(
        &self,
        settings: &HookSettings,
        validate: impl FnOnce(Hook) -> LocalBoxFuture<'static, Outcome>,
        event: HookEvent,
        invocation: &Invocation,
    ) -> Result<HookReport, RunError> {
        let start = Instant::now();
        let budget = TimeBudget::new(start, invocation.time_left, settings.timeout, settings.reserve);
        let mut report = HookReport::begin(&event, settings.phase, &settings.name, &invocation.request_id);
        self.guardian.tell(|| budget.in_flight(event.clone(), report.clone()));

        let mut tested = None;
        let outcome = match self.outcomes.of(&event) {
            Some(outcome) => {
                tracing::warn!(
                    "this event has come before: its first outcome counts, the validator does not run again"
                );
                outcome
            }
            None => {
                let outcome = self.outcome(settings, validate, &event, &budget, &mut report, &mut tested).await;
                let outcome = outcome.reportable(&event);
                self.outcomes.remember(event.clone(), outcome.clone());
                outcome
            }
        };
        report.reached(&outcome);
        self.guardian.tell(|| FromWorker::Reached(outcome.clone()));

        let delivered = match outcome.verdict() {
            Some(verdict) => delivery::deliver(&*self.services.reporter, &event, verdict, budget.deadline())
                .await
                .map(|it| it.attempts),
            None => Ok(0),
        };
        report.milliseconds = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
        match delivered {
            Ok(attempts) => {
                self.guardian.tell(|| FromWorker::Delivered);
                report.report_attempts = attempts;
                if let Some(tested) = tested {
                    warn_of_a_mixup(&tested, budget.deadline()).await;
                }
                Ok(report)
            }
            Err(source) => {
                report.report_attempts = source.attempts;
                Err(RunError::Delivery { source, report: Box::new(report) })
            }
        }
    }

    /// The invocation has its answer.
    pub(crate) fn settled(&self) {
        self.guardian.tell(|| FromWorker::Settled);
    }

    async fn outcome(
        &self,
        settings: &HookSettings,
        validate: impl FnOnce(Hook) -> LocalBoxFuture<'static, Outcome>,
        event: &HookEvent,
        budget: &TimeBudget,
        report: &mut HookReport,
        tested: &mut Option<Arc<Inner>>,
    ) -> Outcome {
        let began = SystemTime::now();
        let deployment = Deployment::new(event.deployment_id.clone(), Arc::clone(&self.services.deployments));
        let resolving = target::resolve(&self.environment, &deployment);
        let target = match timeout_at(budget.validator_until(), resolving).await {
            Ok(Ok(target)) => target,
            Ok(Err(error)) => return Outcome::failed(with_causes(&error)),
            Err(_) => return Outcome::failed("the time was over before CodeDeploy said which version is under test"),
        };
        report.function = Some(target.function().bare().to_owned());
        report.target_version = Some(target.version().to_string());
        self.guardian.tell(|| FromWorker::Target {
            function: target.function().bare().to_owned(),
            version: target.version().to_string(),
        });

        let checks = Checks::new(Arc::clone(&self.guardian));
        let hook = Arc::new(Inner {
            event: event.clone(),
            phase: settings.phase,
            name: settings.name.clone(),
            deployment,
            target,
            began,
            until: budget.validator_until(),
            invoker: Arc::clone(&self.services.invoker),
            checks: checks.clone(),
        });
        *tested = Some(Arc::clone(&hook));
        // The call is inside the guarded future too: a validator may panic before its first await.
        let mut validator = pin!(AssertUnwindSafe(async move { validate(Hook::new(hook)).await }).catch_unwind());
        let outcome = match timeout_at(budget.validator_until(), validator.as_mut()).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(panic)) => Outcome::failed(format!("the validator panicked: {}", panic_message(&*panic))),
            Err(_) => {
                Outcome::failed(format!("the validator ran out of time {}{}", budget.explanation(), checks.under_way()))
            }
        };
        report.checks = checks.reports();
        match tested.as_deref().map(mixup) {
            // A validator that asked for the current version has shown which one it tested itself.
            Some(Err(mixup)) if outcome.verdict() != Some(Verdict::Failed) => Outcome::failed(mixup.to_string()),
            _ => outcome,
        }
    }
}

/// Says in the log that the version that was tested is not the one that is deployed.
///
/// The environment is believed so far, since asking costs two calls and two more permissions; when they are given, a wrong environment
/// variable is found here, before it lets a bad version pass for the second time.
async fn warn_of_a_mixup(tested: &Inner, deadline: Instant) {
    if tested.deployment.known_app_spec().is_none() {
        let left = deadline.saturating_duration_since(Instant::now());
        let _ = timeout(AFTERTHOUGHT.min(left), tested.deployment.app_spec()).await;
    }
    if let Err(mixup) = mixup(tested) {
        tracing::warn!(%mixup, "this hook did not test the version that is deployed");
    }
}

/// Whether the version that was tested is the one that is deployed, as far as CodeDeploy has been asked.
fn mixup(tested: &Inner) -> Result<(), Mixup> {
    tested.deployment.known_app_spec().map_or(Ok(()), |app_spec| target::compare(&tested.target, app_spec))
}

fn panic_message(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("(the panic carries no text)")
}
