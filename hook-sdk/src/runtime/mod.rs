//! One hook event from its arrival to the reported verdict, whatever the validator does.

mod lambda;
mod outcomes;
mod selection;
mod time_budget;

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use serde_json::Value;
use thiserror::Error;
use tokio::time::{Instant, timeout_at};

pub use lambda::run_with;

use crate::definition::HookDefinition;
use crate::delivery::{self, DeliveryError};
use crate::deployment_lookup::DeploymentLookup;
use crate::environment::Environment;
use crate::error::with_causes;
use crate::event::{EventError, HookEvent};
use crate::guardian::{FromWorker, GuardianLink, Known};
use crate::hook::Hook;
use crate::hook_report::HookReport;
use crate::invoke::Invoker;
use crate::outcome::Outcome;
use crate::phase::Phase;
use crate::report::Reporter;
use crate::target;
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
    guardian: GuardianLink,
    outcomes: Outcomes,
}

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
        Self { services, environment, guardian: GuardianLink::default(), outcomes: Outcomes::default() }
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
        Self { services, environment, guardian, outcomes }
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
        let start = Instant::now();
        let event = HookEvent::from_json(&invocation.event)?;
        let budget = TimeBudget::new(start, invocation.time_left, settings.timeout, settings.reserve);
        let mut report = HookReport::begin(&event, settings.phase, &settings.name, &invocation.request_id);
        self.guardian.tell(|| budget.in_flight(event.clone(), report.clone()));

        let outcome = match self.outcomes.of(&event) {
            Some(outcome) => outcome,
            None => {
                let outcome = self.outcome(settings, validate, &event, &budget, &mut report).await.bounded();
                self.outcomes.remember(event.clone(), outcome.clone());
                outcome
            }
        };
        report.reached(&outcome);
        self.guardian.tell(|| FromWorker::Reached(outcome.clone()));

        let delivered = delivery::deliver(&*self.services.reporter, &event, outcome.verdict(), budget.deadline()).await;
        report.milliseconds = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
        match delivered {
            Ok(delivered) => {
                self.guardian.tell(|| FromWorker::Delivered);
                report.report_attempts = delivered.attempts;
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
    ) -> Outcome {
        let resolving = target::resolve(&self.environment, &event.deployment_id, &*self.services.deployments);
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

        let hook = Hook::new(
            settings.phase,
            event.deployment_id.clone(),
            target,
            budget.validator_until(),
            Arc::clone(&self.services.invoker),
        );
        // The call is inside the guarded future too: a validator may panic before its first await.
        let validator = AssertUnwindSafe(async move { validate(hook).await }).catch_unwind();
        match timeout_at(budget.validator_until(), validator).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(panic)) => Outcome::failed(format!("the validator panicked: {}", panic_message(&*panic))),
            Err(_) => Outcome::failed(format!("the validator ran out of time {}", budget.explanation())),
        }
    }
}

fn panic_message(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("(the panic carries no text)")
}
