//! The harness for tests of hooks: a validator runs in the test's own process, against a real mock, through real AWS clients.

use std::time::Duration;

use hook_sdk::embed::{Connection, Environment, HookSettings, Invocation, RunError, Runtime, connect};
use hook_sdk::{Hook, HookReport, IntoOutcome, Phase};
use serde_json::{Value, json};

pub use hook_sdk::HookStatus;

use crate::account::{
    Alias, AliasName, Behavior, Changing, Code, Configuration, Function, FunctionName, NameError, REGION, Version,
};
use crate::deployment::{DeploymentId, LifecycleEventName, LifecycleEventStatus, Strategy};
use crate::engine::NewDeployment;
use crate::mock::{Mock, ServiceFaults, Settings};

/// How long a hook may run here, unless the test says otherwise.
const TIMEOUT: Duration = Duration::from_secs(60);

/// A CodeDeploy for the tests of a hook, with a function under test that answers what the test says.
///
/// ```
/// use hook_sdk::{Hook, Result, pre_traffic};
/// use mock_codedeploy::{HookStatus, MockCodeDeploy};
/// use serde_json::{Value, json};
///
/// #[pre_traffic]
/// async fn orders_are_priced(hook: Hook) -> Result<()> {
///     let order: Value = hook.invoke(&json!({ "order": 1 })).await?.json()?;
///     hook_sdk::ensure!(order["total"].as_i64() > Some(0), "order 1 has no price: {order}");
///     Ok(())
/// }
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let aws = MockCodeDeploy::start().await;
/// aws.target().answers(json!({ "total": 0 }));
///
/// let run = aws.run(orders_are_priced).await;
///
/// assert_eq!(run.status(), HookStatus::Failed);
/// assert!(run.reasons()[0].contains("no price"));
/// # });
/// ```
#[derive(Debug)]
pub struct MockCodeDeploy {
    mock: Mock,
    names: Names,
}

/// The function under test: version 2 of it, which a deployment moves the alias `live` to.
#[derive(Debug)]
pub struct Target<'a>(&'a MockCodeDeploy);

/// What one run of a hook came to.
#[derive(Clone, Debug)]
pub struct Run {
    status: HookStatus,
    report: HookReport,
    invocation_error: Option<String>,
}

#[derive(Debug)]
struct Names {
    target: FunctionName,
    hook: FunctionName,
    alias: AliasName,
}

impl MockCodeDeploy {
    /// Starts a mock with a function under test that answers `null` until it is told otherwise.
    ///
    /// # Panics
    /// When this machine has no free loopback port.
    pub async fn start() -> Self {
        let mock = match Mock::start(Settings::default()).await {
            Ok(mock) => mock,
            Err(error) => panic!("MockCodeDeploy needs a loopback port: {error}"),
        };
        let names = match Names::new() {
            Ok(names) => names,
            Err(error) => unreachable!("the harness's own names are good: {error}"),
        };
        let mut target = Function::new(names.target.clone(), Configuration::default(), Code::Model);
        target.publish(Configuration::default(), Code::Model);
        mock.put_function(target);
        let configuration = Configuration { timeout: TIMEOUT, ..Configuration::default() };
        mock.put_function(Function::new(names.hook.clone(), configuration, Code::InProcess));
        let aws = Self { mock, names };
        aws.target().answers(Value::Null);
        aws
    }

    /// The function under test, to say how it behaves.
    pub const fn target(&self) -> Target<'_> {
        Target(self)
    }

    /// CodeDeploy, to let it misbehave towards the hook.
    ///
    /// ```
    /// use hook_sdk::Outcome;
    /// use mock_codedeploy::{HookStatus, MockCodeDeploy};
    ///
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let aws = MockCodeDeploy::start().await;
    /// aws.codedeploy().throttles(3);
    ///
    /// let run = aws.run(async |_| Outcome::Succeeded).await;
    ///
    /// assert_eq!(run.status(), HookStatus::Succeeded);
    /// assert_eq!(run.report().report_attempts, 4);
    /// # });
    /// ```
    pub fn codedeploy(&self) -> ServiceFaults<'_> {
        self.mock.codedeploy()
    }

    /// Lambda, to let it misbehave towards the hook.
    pub fn lambda(&self) -> ServiceFaults<'_> {
        self.mock.lambda()
    }

    /// CloudWatch, to let it misbehave towards the hook.
    pub fn cloudwatch(&self) -> ServiceFaults<'_> {
        self.mock.cloudwatch()
    }

    /// Where AWS clients find the mock (`AWS_ENDPOINT_URL`).
    pub fn url(&self) -> String {
        self.mock.url()
    }

    /// Runs a validator as the pre-traffic hook of a deployment, in this process.
    ///
    /// Everything but Lambda is real: the event comes from the deployment, the runtime finds version 2 by `CurrentVersion`, the AWS
    /// clients speak HTTP.
    pub async fn run<F, O>(&self, validator: F) -> Run
    where
        F: AsyncFnOnce(Hook) -> O + 'static,
        O: IntoOutcome,
    {
        self.run_in(Phase::PreTraffic, validator).await
    }

    /// Runs a validator as the post-traffic hook of a deployment, in this process.
    pub async fn run_after_traffic<F, O>(&self, validator: F) -> Run
    where
        F: AsyncFnOnce(Hook) -> O + 'static,
        O: IntoOutcome,
    {
        self.run_in(Phase::PostTraffic, validator).await
    }

    async fn run_in<F, O>(&self, phase: Phase, validator: F) -> Run
    where
        F: AsyncFnOnce(Hook) -> O + 'static,
        O: IntoOutcome,
    {
        let (current, target) = (Version::FIRST, Version::FIRST.next());
        let Names { target: function, hook, alias } = &self.names;
        let hook_of = |asked| (phase == asked).then(|| hook.clone());
        let id = self.mock.with_world(|world| {
            // A hook that deferred or said nothing has left its deployment waiting; there is one at a time.
            let waiting = world.deployments().filter(|deployment| deployment.completed().is_none());
            let waiting: Vec<DeploymentId> = waiting.map(|deployment| deployment.id().clone()).collect();
            for id in waiting {
                let _ = world.stop_deployment(id.as_str(), Some(false));
            }
            if let Ok(function) = world.function_mut(function) {
                function.set_alias(alias.clone(), Alias::to(current));
            }
            world.create_deployment(&NewDeployment {
                function: function.clone(),
                alias: alias.clone(),
                current_version: current,
                target_version: target,
                strategy: Strategy::AllAtOnce,
                before_allow_traffic: hook_of(Phase::PreTraffic),
                after_allow_traffic: hook_of(Phase::PostTraffic),
            })
        });
        let id = match id {
            Ok(id) => id,
            Err(error) => unreachable!("the harness's own deployment is good: {error}"),
        };
        let Some(call) = self.mock.next_in_process().await else {
            unreachable!("the mock runs as long as the harness does")
        };
        let arn = self.mock.with_world(|world| world.arn(function, Some(&target.to_string())));
        let runtime = Runtime::new(
            connect(Connection::to_mock(&self.mock.url(), REGION)),
            Environment::with_current_version(arn),
        );
        let settings = HookSettings { name: last_segment::<F>(), phase, timeout: None, reserve: None };
        let invocation = Invocation {
            event: serde_json::from_slice(&call.payload).unwrap_or_default(),
            request_id: call.request_id.to_string(),
            time_left: call.timeout,
        };
        let validate = |hook| -> futures_util::future::LocalBoxFuture<'static, _> {
            Box::pin(async move { validator(hook).await.into_outcome() })
        };
        let handled = runtime.handle(&settings, validate, invocation).await;

        // Looked at before the call ends: afterwards the clock moves on, and an hour of silence is a failure too.
        let event = match phase {
            Phase::PreTraffic => LifecycleEventName::BeforeAllowTraffic,
            Phase::PostTraffic => LifecycleEventName::AfterAllowTraffic,
        };
        let status = self.mock.deployment(&id).ok().and_then(|deployment| {
            deployment.lifecycle_events().iter().find(|candidate| candidate.name == event).map(|event| event.status)
        });
        drop(call);
        let status = match status {
            Some(LifecycleEventStatus::Succeeded) => HookStatus::Succeeded,
            Some(LifecycleEventStatus::Failed | LifecycleEventStatus::Skipped) => HookStatus::Failed,
            _ => HookStatus::InProgress,
        };
        match handled {
            Ok(report) => Run { status, report, invocation_error: None },
            Err(error) => {
                let invocation_error = Some(error.to_string());
                match error {
                    RunError::Delivery { report, .. } => Run { status, report: *report, invocation_error },
                    other => unreachable!("the mock's own event is a hook event: {other}"),
                }
            }
        }
    }
}

impl Target<'_> {
    /// Answers every invocation with this JSON.
    pub fn answers(&self, answer: impl Into<Value>) {
        self.behaves(Behavior { answers: Changing::constant(answer.into()), ..Behavior::default() });
    }

    /// Fails every invocation with this function error.
    pub fn fails(&self, error_type: &str, message: &str) {
        self.behaves(Behavior {
            error_rate: Changing::constant(1.0),
            error: Some(json!({ "errorType": error_type, "errorMessage": message })),
            ..Behavior::default()
        });
    }

    /// Behaves as in a scenario.
    pub fn behaves(&self, behavior: Behavior) {
        self.0.mock.with_world(|world| {
            let function = world.function_mut(&self.0.names.target).ok();
            if let Some(version) = function.and_then(|function| function.version_mut(Version::FIRST.next())) {
                version.behavior = Some(behavior);
            }
        });
    }
}

impl Run {
    /// What CodeDeploy holds for the hook. [`HookStatus::InProgress`] means that it was told nothing.
    pub const fn status(&self) -> HookStatus {
        self.status
    }

    /// Why, one entry for each thing found; empty when the validator succeeded.
    pub fn reasons(&self) -> &[String] {
        &self.report.reasons
    }

    /// The run's report, as it goes to the log.
    pub const fn report(&self) -> &HookReport {
        &self.report
    }

    /// What Lambda would have heard, when the verdict could not be delivered.
    pub fn invocation_error(&self) -> Option<&str> {
        self.invocation_error.as_deref()
    }
}

impl Names {
    fn new() -> Result<Self, NameError> {
        Ok(Self {
            target: FunctionName::new("target")?,
            hook: FunctionName::new("CodeDeployHook_under_test")?,
            alias: AliasName::new("live")?,
        })
    }
}

/// The function's name from the path that the compiler gives its type.
fn last_segment<F>() -> String {
    let path = std::any::type_name::<F>();
    let mut segments = path.rsplit("::");
    let last = segments.next().unwrap_or(path);
    if last == "{{closure}}" { segments.next().unwrap_or(last).to_owned() } else { last.to_owned() }
}

#[cfg(test)]
mod tests {
    use hook_sdk::{Outcome, Result, pre_traffic};

    use super::*;

    #[pre_traffic]
    async fn the_total_is_positive(hook: Hook) -> Result<()> {
        let order: Value = hook.invoke(&json!({ "order": 1 })).await?.json()?;
        hook_sdk::ensure!(order["total"].as_i64() > Some(0), "order 1 has no price: {order}");
        Ok(())
    }

    #[tokio::test]
    async fn a_good_version_succeeds_and_a_bad_one_fails_with_the_validators_words() {
        let aws = MockCodeDeploy::start().await;
        aws.target().answers(json!({ "total": 5 }));
        let run = aws.run(the_total_is_positive).await;
        assert_eq!(run.status(), HookStatus::Succeeded);
        assert_eq!(run.report().hook, "the_total_is_positive");
        assert_eq!(run.report().function.as_deref(), Some("target"));
        assert_eq!(run.report().target_version.as_deref(), Some("2"));

        aws.target().answers(json!({ "total": 0 }));
        let run = aws.run(the_total_is_positive).await;
        assert_eq!(run.status(), HookStatus::Failed);
        assert_eq!(run.reasons(), ["order 1 has no price: {\"total\":0}"]);
    }

    #[tokio::test]
    async fn a_function_error_fails_with_the_functions_own_words() {
        let aws = MockCodeDeploy::start().await;
        aws.target().fails("PriceMissing", "no price for tea");
        let run = aws.run(the_total_is_positive).await;
        assert_eq!(run.status(), HookStatus::Failed);
        assert_eq!(run.reasons(), ["target:2 failed with PriceMissing: no price for tea"]);
    }

    #[tokio::test]
    async fn a_panic_fails_with_its_message() {
        let aws = MockCodeDeploy::start().await;
        let run = aws.run(async |_: Hook| -> Result<()> { panic!("order {} is lost", 7) }).await;
        assert_eq!(run.status(), HookStatus::Failed);
        assert_eq!(run.reasons(), ["the validator panicked: order 7 is lost"]);
    }

    #[tokio::test]
    async fn a_report_goes_through_when_codedeploy_throttles_and_breaks_connections() {
        let aws = MockCodeDeploy::start().await;
        aws.codedeploy().throttles(2);
        let run = aws.run(async |_: Hook| Outcome::Succeeded).await;
        assert_eq!((run.status(), run.report().report_attempts), (HookStatus::Succeeded, 3));
        aws.codedeploy().resets();
        let run = aws.run(async |_: Hook| Outcome::Succeeded).await;
        assert_eq!((run.status(), run.invocation_error()), (HookStatus::Succeeded, None));
    }

    #[tokio::test]
    async fn a_version_that_lambda_does_not_run_has_not_passed() {
        let aws = MockCodeDeploy::start().await;
        aws.target().answers(json!({ "total": 5 }));
        aws.lambda().always().fails(500, "ServiceException");
        let run = aws.run(the_total_is_positive).await;
        assert_eq!(run.status(), HookStatus::Failed);
        aws.lambda().recovers();
        assert_eq!(aws.run(the_total_is_positive).await.status(), HookStatus::Succeeded);
    }

    #[tokio::test]
    async fn a_validator_may_run_after_traffic() {
        let aws = MockCodeDeploy::start().await;
        let run = aws
            .run_after_traffic(async |hook: Hook| {
                assert_eq!(hook.phase(), Phase::PostTraffic);
                Outcome::Succeeded
            })
            .await;
        assert_eq!(run.status(), HookStatus::Succeeded);
        assert_eq!(run.report().phase, Phase::PostTraffic);
    }
}
