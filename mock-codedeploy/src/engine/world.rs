//! Everything there is, and the rules by which it moves.

use std::collections::BTreeMap;
use std::time::Duration;

use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use serde_json::Value;
use thiserror::Error;

use super::asynchronous::{AsyncInvocation, RequestId};
use super::identity::Identities;
use super::timeline::{Happening, TimelineEntry};
use crate::account::{
    AliasName, Function, FunctionName, FunctionReference, PublishedVersion, Qualifier, Version, Weight,
};
use crate::clock::VirtualTime;
use crate::deployment::{
    Action, AppSpec, Creator, Deployment, DeploymentId, DeploymentStatus, ErrorCode, ErrorInformation, HookVerdict,
    LifecycleEventName, ReportRefused, Strategy,
};

/// The account with its deployments. Whoever drives it carries out its effects and says when time may jump.
#[derive(Debug)]
pub struct World {
    start: VirtualTime,
    now: VirtualTime,
    functions: BTreeMap<FunctionName, Function>,
    deployments: BTreeMap<DeploymentId, Deployment>,
    /// In the order in which they were made, which is the order in which they act within one instant.
    order: Vec<DeploymentId>,
    retries: Vec<(VirtualTime, AsyncInvocation)>,
    to_invoke: Vec<AsyncInvocation>,
    timeline: Vec<TimelineEntry>,
    identities: Identities,
    routing: ChaCha8Rng,
}

/// What a deployment is made from.
#[derive(Clone, Debug)]
pub struct NewDeployment {
    /// The guarded function.
    pub function: FunctionName,
    /// The alias that moves.
    pub alias: AliasName,
    /// Where it moves from.
    pub current_version: Version,
    /// Where it moves to.
    pub target_version: Version,
    /// How traffic shifts.
    pub strategy: Strategy,
    /// The hook before traffic shifts.
    pub before_allow_traffic: Option<FunctionName>,
    /// The hook after traffic has shifted.
    pub after_allow_traffic: Option<FunctionName>,
}

/// Where an invocation goes.
#[derive(Clone, Debug)]
pub struct Routed {
    /// The function.
    pub function: FunctionName,
    /// The version that was chosen; its code and configuration.
    pub version: PublishedVersion,
    /// What `X-Amz-Executed-Version` says.
    pub executed: String,
    /// The ARN as invoked, with the qualifier that the caller gave.
    pub invoked_arn: String,
    /// A draw from `[0, 1)` for a modelled error rate.
    pub draw: f64,
    /// The time since the start, for a behavior that changes over time.
    pub since_start: Duration,
}

/// A request that the account's rules refuse.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum WorldError {
    /// There is no such function, version or alias.
    #[error("{0} does not exist")]
    NotFound(String),
    /// There is no such deployment.
    #[error("deployment {0} does not exist")]
    UnknownDeployment(String),
    /// A report was refused.
    #[error(transparent)]
    Report(#[from] ReportRefused),
}

impl World {
    /// An empty account.
    pub fn new(start: VirtualTime, seed: u64) -> Self {
        Self {
            start,
            now: start,
            functions: BTreeMap::new(),
            deployments: BTreeMap::new(),
            order: Vec::new(),
            retries: Vec::new(),
            to_invoke: Vec::new(),
            timeline: Vec::new(),
            identities: Identities::new(seed),
            // A stream of its own: how often an alias is called must not change the ids.
            routing: ChaCha8Rng::seed_from_u64(seed ^ 0x5afe_de91),
        }
    }

    /// What time it is.
    pub const fn now(&self) -> VirtualTime {
        self.now
    }

    /// Adds or replaces a function.
    pub fn put_function(&mut self, function: Function) {
        self.functions.insert(function.name().clone(), function);
    }

    /// A function.
    ///
    /// # Errors
    /// When there is none of that name.
    pub fn function(&self, name: &FunctionName) -> Result<&Function, WorldError> {
        self.functions.get(name).ok_or_else(|| not_found(&arn(name, None)))
    }

    /// A function, to change it.
    ///
    /// # Errors
    /// When there is none of that name.
    pub fn function_mut(&mut self, name: &FunctionName) -> Result<&mut Function, WorldError> {
        self.functions.get_mut(name).ok_or_else(|| not_found(&arn(name, None)))
    }

    /// A deployment.
    ///
    /// # Errors
    /// When there is none with that id.
    pub fn deployment(&self, id: &str) -> Result<&Deployment, WorldError> {
        self.deployments
            .values()
            .find(|deployment| deployment.id().as_str() == id)
            .ok_or_else(|| WorldError::UnknownDeployment(id.to_owned()))
    }

    /// All deployments, in the order in which they were made.
    pub fn deployments(&self) -> impl Iterator<Item = &Deployment> {
        self.order.iter().filter_map(|id| self.deployments.get(id))
    }

    /// Makes a deployment. It begins in the next [`run_due`](Self::run_due).
    pub fn create_deployment(&mut self, new: NewDeployment) -> DeploymentId {
        let id = self.identities.deployment();
        let executions = [self.identities.hook_execution(), self.identities.hook_execution()];
        let app_spec = AppSpec {
            function: new.function,
            alias: new.alias,
            current_version: new.current_version,
            target_version: new.target_version,
            before_allow_traffic: new.before_allow_traffic,
            after_allow_traffic: new.after_allow_traffic,
        };
        self.add(Deployment::new(id.clone(), app_spec, new.strategy, executions, self.now), None);
        id
    }

    /// Takes a hook's report.
    ///
    /// # Errors
    /// When the deployment is unknown, or does not wait for this report.
    pub fn report(&mut self, deployment_id: &str, execution_id: &str, verdict: HookVerdict) -> Result<(), WorldError> {
        let now = self.now;
        let id = self.deployment(deployment_id)?.id().clone();
        let Some(deployment) = self.deployments.get_mut(&id) else {
            return Err(WorldError::UnknownDeployment(deployment_id.to_owned()));
        };
        let actions = deployment.report(execution_id, verdict, now)?;
        self.carry_out(&id, actions);
        Ok(())
    }

    /// Asks for a function to be run asynchronously.
    pub fn invoke_asynchronously(&mut self, function: FunctionName, payload: Value) {
        let request_id = self.request_id();
        self.to_invoke.push(AsyncInvocation { function, payload, request_id, attempt: 0 });
    }

    /// The asynchronous invocations that the driver has to run now, saying of each how it [ended](Self::invocation_ended).
    pub fn take_invocations(&mut self) -> Vec<AsyncInvocation> {
        std::mem::take(&mut self.to_invoke)
    }

    /// Says how an asynchronous invocation went. A function error is tried again later.
    pub fn invocation_ended(&mut self, invocation: &AsyncInvocation, function_error: bool) {
        if let Some((wait, next)) = invocation.retry().filter(|_| function_error) {
            self.retries.push((self.now + wait, next));
        }
    }

    /// When something happens next by itself.
    pub fn next_due(&self) -> Option<VirtualTime> {
        let deployments = self.deployments.values().filter_map(Deployment::due);
        let retries = self.retries.iter().map(|(due, _)| *due);
        deployments.chain(retries).min()
    }

    /// Moves the clock forward to `time`, never back.
    pub fn jump(&mut self, time: VirtualTime) {
        self.now = self.now.max(time);
    }

    /// Lets everything happen that is due now.
    pub fn run_due(&mut self) {
        let now = self.now;
        let (due, later) = std::mem::take(&mut self.retries).into_iter().partition(|(due, _)| *due <= now);
        self.retries = later;
        let due: Vec<(VirtualTime, AsyncInvocation)> = due;
        self.to_invoke.extend(due.into_iter().map(|(_, invocation)| invocation));

        // Rollbacks join the list while it is worked through, and begin in the same instant.
        let mut position = 0;
        while let Some(id) = self.order.get(position).cloned() {
            position += 1;
            let is_due = self.deployments.get(&id).and_then(Deployment::due).is_some_and(|due| due <= now);
            if is_due && let Some(deployment) = self.deployments.get_mut(&id) {
                let created = deployment.status() == DeploymentStatus::Created;
                let actions = match created.then(|| Self::alias_mismatch(&self.functions, deployment)).flatten() {
                    Some(error) => deployment.abort(error, now),
                    None => deployment.advance(now),
                };
                self.carry_out(&id, actions);
            }
        }
    }

    /// Chooses the version that serves an invocation.
    ///
    /// # Errors
    /// When the function, version or alias does not exist.
    pub fn route(&mut self, reference: &FunctionReference) -> Result<Routed, WorldError> {
        let routing_draw: f64 = self.routing.random();
        let draw: f64 = self.routing.random();
        let function = self.functions.get(&reference.name).ok_or_else(|| not_found(&arn(&reference.name, None)))?;
        let (version, executed, qualifier) = match &reference.qualifier {
            None => (function.latest(), "$LATEST".to_owned(), None),
            Some(Qualifier::Latest) => (function.latest(), "$LATEST".to_owned(), Some("$LATEST".to_owned())),
            Some(Qualifier::Version(version)) => (*version, version.to_string(), Some(version.to_string())),
            Some(Qualifier::Alias(name)) => {
                let missing = || not_found(&arn(&reference.name, Some(name.as_str())));
                let version = function.alias(name).ok_or_else(missing)?.route(routing_draw);
                (version, version.to_string(), Some(name.to_string()))
            }
        };
        let invoked_arn = arn(&reference.name, qualifier.as_deref());
        let version = function.version(version).ok_or_else(|| not_found(&invoked_arn))?.clone();
        let since_start = self.now.since(self.start);
        Ok(Routed { function: reference.name.clone(), version, executed, invoked_arn, draw, since_start })
    }

    /// A new request id.
    pub fn request_id(&mut self) -> RequestId {
        RequestId::new(self.identities.request())
    }

    /// What has happened, oldest first.
    pub fn timeline(&self) -> &[TimelineEntry] {
        &self.timeline
    }

    fn add(&mut self, deployment: Deployment, rollback_of: Option<DeploymentId>) {
        let id = deployment.id().clone();
        let (from, to) = (deployment.app_spec().current_version, deployment.app_spec().target_version);
        self.deployments.insert(id.clone(), deployment);
        self.order.push(id.clone());
        self.happened(&id, Happening::Created { rollback_of, from, to });
    }

    fn carry_out(&mut self, id: &DeploymentId, actions: Vec<Action>) {
        for action in actions {
            let carried_out = match action {
                Action::Observed(event, status) => {
                    self.happened(id, Happening::LifecycleEvent(event, status));
                    Ok(())
                }
                Action::Shift(weight) => self.shift(id, weight),
                Action::CallHook { hook, event, lifecycle_event } => {
                    self.call_hook(id, hook, event.to_json(), lifecycle_event)
                }
                Action::End(status) => {
                    self.happened(id, Happening::Ended(status));
                    if status == DeploymentStatus::Failed {
                        self.roll_back(id);
                    }
                    Ok(())
                }
            };
            if let Err(error) = carried_out {
                // The rest of the actions assumed that this one would succeed.
                let now = self.now;
                let aborted = self.deployments.get_mut(id).map(|deployment| deployment.abort(error, now));
                return self.carry_out(id, aborted.unwrap_or_default());
            }
        }
    }

    fn call_hook(
        &mut self,
        id: &DeploymentId,
        hook: FunctionName,
        payload: Value,
        event: LifecycleEventName,
    ) -> Result<(), ErrorInformation> {
        if !self.functions.contains_key(&hook) {
            let message = format!("The {} hook function {hook} does not exist.", event.as_str());
            return Err(ErrorInformation { code: ErrorCode::InvalidLambdaFunction, message });
        }
        self.happened(id, Happening::HookCalled { hook: hook.clone(), event });
        self.invoke_asynchronously(hook, payload);
        Ok(())
    }

    /// Moves the alias: the weights up to the last step, the alias itself with it (spec 4.4).
    fn shift(&mut self, id: &DeploymentId, weight: Weight) -> Result<(), ErrorInformation> {
        let Some(deployment) = self.deployments.get(id) else { return Ok(()) };
        let app_spec = deployment.app_spec().clone();
        let invalid = |message: String| ErrorInformation { code: ErrorCode::InvalidLambdaConfiguration, message };
        let alias = self
            .functions
            .get_mut(&app_spec.function)
            .and_then(|function| function.alias_mut(&app_spec.alias))
            .ok_or_else(|| invalid(format!("The alias {}:{} does not exist.", app_spec.function, app_spec.alias)))?;
        if weight == Weight::ALL {
            alias.point_to(app_spec.target_version);
        } else {
            alias.weigh(app_spec.target_version, weight).map_err(|error| invalid(error.to_string()))?;
        }
        self.happened(id, Happening::Shifted { version: app_spec.target_version, weight });
        Ok(())
    }

    /// The alias has to point to the AppSpec's current version when a deployment begins (spec 3.3). A rollback comes from anywhere.
    fn alias_mismatch(
        functions: &BTreeMap<FunctionName, Function>,
        deployment: &Deployment,
    ) -> Option<ErrorInformation> {
        let app_spec = deployment.app_spec();
        let function = functions.get(&app_spec.function);
        let alias = function.and_then(|function| function.alias(&app_spec.alias)).copied();
        let is_rollback = deployment.creator() == Creator::CodeDeployRollback;
        let has_target = function.is_some_and(|function| function.version(app_spec.target_version).is_some());
        let message = match alias {
            _ if is_rollback => return None,
            None => format!("The alias {}:{} does not exist.", app_spec.function, app_spec.alias),
            Some(_) if !has_target => {
                format!("The version {}:{} does not exist.", app_spec.function, app_spec.target_version)
            }
            Some(alias) if alias.version() != app_spec.current_version => format!(
                "The AppSpec file is missing or invalid: the alias {}:{} points to version {}, the AppSpec's current version is {}.",
                app_spec.function,
                app_spec.alias,
                alias.version(),
                app_spec.current_version
            ),
            Some(_) => return None,
        };
        Some(ErrorInformation { code: ErrorCode::InvalidLambdaConfiguration, message })
    }

    /// A failed deployment is rolled back by a new one in the same instant; a failed rollback is not (spec 3.5).
    fn roll_back(&mut self, id: &DeploymentId) {
        let Some(failed) = self.deployments.get(id) else { return };
        if failed.creator() == Creator::CodeDeployRollback {
            return;
        }
        let rollback_id = self.identities.deployment();
        let executions = [self.identities.hook_execution(), self.identities.hook_execution()];
        let rollback = Deployment::rollback_of(failed, rollback_id.clone(), executions, self.now);
        if let Some(failed) = self.deployments.get_mut(id) {
            failed.rolled_back_by(rollback_id);
        }
        self.add(rollback, Some(id.clone()));
    }

    fn happened(&mut self, id: &DeploymentId, happening: Happening) {
        let Some(deployment) = self.deployments.get(id) else { return };
        let app_spec = deployment.app_spec();
        let entry = TimelineEntry {
            time: self.now,
            deployment_id: id.clone(),
            function: app_spec.function.clone(),
            alias: app_spec.alias.clone(),
            happening,
        };
        self.timeline.push(entry);
    }
}

/// The ARN of a function, as seen in the mock's own region and account.
pub(crate) fn arn(name: &FunctionName, qualifier: Option<&str>) -> String {
    let arn = format!("arn:aws:lambda:{}:{}:function:{name}", crate::account::REGION, crate::account::ACCOUNT_ID);
    match qualifier {
        Some(qualifier) => format!("{arn}:{qualifier}"),
        None => arn,
    }
}

fn not_found(arn: &str) -> WorldError {
    WorldError::NotFound(arn.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::{Alias, Code, Configuration};

    fn name(text: &str) -> FunctionName {
        FunctionName::new(text).unwrap()
    }

    fn live() -> AliasName {
        AliasName::new("live").unwrap()
    }

    fn world(strategy: Strategy, hooks: bool) -> (World, DeploymentId) {
        let mut world = World::new(VirtualTime::START, 1);
        let mut orders = Function::new(name("orders"), Configuration::default(), Code::Model);
        orders.publish(Configuration::default(), Code::Model);
        orders.set_alias(live(), Alias::to(Version::FIRST));
        world.put_function(orders);
        world.put_function(Function::new(name("hook"), Configuration::default(), Code::Model));
        let hook = hooks.then(|| name("hook"));
        let id = world.create_deployment(NewDeployment {
            function: name("orders"),
            alias: live(),
            current_version: Version::FIRST,
            target_version: Version::FIRST.next(),
            strategy,
            before_allow_traffic: hook.clone(),
            after_allow_traffic: hook,
        });
        (world, id)
    }

    fn alias(world: &World) -> Alias {
        *world.function(&name("orders")).unwrap().alias(&live()).unwrap()
    }

    fn execution_id(invocations: &[AsyncInvocation]) -> String {
        let [invocation] = invocations else { panic!("{invocations:?}") };
        invocation.payload["LifecycleEventHookExecutionId"].as_str().unwrap().to_owned()
    }

    /// Lets time pass until a function has to be run.
    fn play(world: &mut World) -> Vec<AsyncInvocation> {
        loop {
            world.run_due();
            let invocations = world.take_invocations();
            let Some(due) = world.next_due().filter(|_| invocations.is_empty()) else { return invocations };
            world.jump(due);
        }
    }

    #[test]
    fn a_linear_deployment_moves_the_alias_in_ten_steps() {
        let (mut world, id) = world(Strategy::linear(10, 10).unwrap(), false);
        world.run_due();
        assert_eq!(alias(&world).additional(), Some((Version::FIRST.next(), Weight::percent(10))));
        assert!(play(&mut world).is_empty());
        assert_eq!(alias(&world), Alias::to(Version::FIRST.next()));
        assert_eq!(world.now() - VirtualTime::START, Duration::from_secs(5_400));
        assert_eq!(world.deployment(id.as_str()).unwrap().status(), DeploymentStatus::Succeeded);
    }

    #[test]
    fn a_refusal_after_the_shift_brings_the_alias_back_by_a_rollback_deployment() {
        let (mut world, id) = world(Strategy::canary(10, 5).unwrap(), true);
        let before = execution_id(&play(&mut world));
        assert_eq!(world.report(id.as_str(), &before, HookVerdict::Succeeded), Ok(()));
        let after = execution_id(&play(&mut world));
        assert_eq!(alias(&world), Alias::to(Version::FIRST.next()));
        world.report(id.as_str(), &after, HookVerdict::Failed).unwrap();
        assert!(play(&mut world).is_empty());
        assert_eq!(alias(&world), Alias::to(Version::FIRST));
        let all: Vec<_> = world.deployments().map(|deployment| (deployment.creator(), deployment.status())).collect();
        assert_eq!(
            all,
            [(Creator::User, DeploymentStatus::Failed), (Creator::CodeDeployRollback, DeploymentStatus::Succeeded),]
        );
    }

    #[test]
    fn a_hook_that_does_not_exist_fails_the_deployment() {
        let (mut world, _) = world(Strategy::AllAtOnce, false);
        let id = world.create_deployment(NewDeployment {
            function: name("orders"),
            alias: live(),
            current_version: Version::FIRST,
            target_version: Version::FIRST.next(),
            strategy: Strategy::AllAtOnce,
            before_allow_traffic: Some(name("nobody")),
            after_allow_traffic: None,
        });
        // The first deployment has moved the alias away when the second begins, in the same instant.
        world.run_due();
        let error = world.deployment(id.as_str()).unwrap().error().unwrap().clone();
        assert_eq!(error.code, ErrorCode::InvalidLambdaConfiguration);
        world.function_mut(&name("orders")).unwrap().set_alias(live(), Alias::to(Version::FIRST));
        let (mut other, _) = self::world(Strategy::AllAtOnce, true);
        other.functions.remove(&name("hook"));
        other.run_due();
        let error = other.deployments().next().unwrap().error().unwrap().clone();
        assert_eq!(error.code, ErrorCode::InvalidLambdaFunction);
        assert_eq!(error.message, "The BeforeAllowTraffic hook function hook does not exist.");
    }

    #[test]
    fn a_failing_hook_function_is_called_three_times_and_then_waited_for() {
        let (mut world, id) = world(Strategy::AllAtOnce, true);
        let mut times = Vec::new();
        loop {
            let invocations = play(&mut world);
            let [invocation] = invocations.as_slice() else { break };
            times.push((world.now() - VirtualTime::START).as_secs());
            world.invocation_ended(invocation, true);
        }
        assert_eq!(times, [0, 60, 180]);
        assert_eq!(world.deployment(id.as_str()).unwrap().status(), DeploymentStatus::Failed);
        assert_eq!((world.now() - VirtualTime::START).as_secs(), 3_600);
    }

    #[test]
    fn the_same_seed_routes_the_same_way() {
        let route = |seed: u64| {
            let (mut world, _) = world(Strategy::canary(50, 5).unwrap(), false);
            world.routing = ChaCha8Rng::seed_from_u64(seed);
            world.run_due();
            let reference = FunctionReference::parse("orders:live", None).unwrap();
            (0..50).map(|_| world.route(&reference).unwrap().executed).collect::<String>()
        };
        assert_eq!(route(1), route(1));
        assert_ne!(route(1), route(2));
        assert!(route(1).contains('1') && route(1).contains('2'));
    }
}
