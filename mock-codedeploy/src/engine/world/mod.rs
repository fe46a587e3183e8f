//! Everything there is, and the rules by which it moves.

mod deploying;
mod driving;
mod keeping;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::time::Duration;

use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;
use serde_json::Value;

use super::Routed;
use super::asynchronous::{AsyncInvocation, RequestId};
use super::identity::Identities;
use super::lambda_metrics::EventMetric;
use super::record::Record;
use super::region::Region;
use super::schedule::{Position, Schedule};
use super::service_role::{RoleAction, RoleRefusal, RoleRefusals};
use super::timeline::TimelineEntry;
use crate::account::{ACCOUNT_ID, Activity, Function, FunctionName, FunctionReference, LambdaError, Snapshot};
use crate::clock::VirtualTime;
use crate::cloudwatch::Monitor;
use crate::codedeploy::{ApplicationName, CodeDeployError, DeploymentGroupName, Resources};
use crate::deployment::{Assumptions, Creator, Deployment, DeploymentId};
use crate::tracked_map::TrackedMap;
use keeping::Kept;
pub(crate) use keeping::{Changes, Row, written};

/// The account with its deployments. Whoever drives it carries out its effects and says when time may jump.
#[derive(Debug)]
pub struct World {
    region: Region,
    pub(super) start: VirtualTime,
    pub(super) now: VirtualTime,
    pub(super) functions: TrackedMap<FunctionName, Function>,
    pub(super) routing: ChaCha8Rng,
    resources: Resources,
    /// In the order in which they were made.
    records: TrackedMap<Position, Record>,
    by_id: HashMap<DeploymentId, Position>,
    /// By the UUID of the group.
    by_group: HashMap<String, Vec<Position>>,
    /// When the newest deployment of a function was made; rollbacks do not count.
    deployed: HashMap<FunctionName, VirtualTime>,
    schedule: Schedule,
    retries: Vec<(VirtualTime, AsyncInvocation)>,
    to_invoke: Vec<AsyncInvocation>,
    /// What was taken to be run and has not ended.
    in_flight: Vec<AsyncInvocation>,
    timeline: Vec<TimelineEntry>,
    kept: Kept,
    identities: Identities,
    rules: Rules,
    role_refusals: RoleRefusals,
    /// How many invocations of a function are under way.
    in_use: HashMap<FunctionName, u32>,
    monitor: Monitor,
    /// When alarms were evaluated last.
    evaluated: Option<VirtualTime>,
}

/// By which rules an account moves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// The answers to what is not known of CodeDeploy.
    pub assumptions: Assumptions,
    /// Whether a hook is called only if its name begins with `CodeDeployHook_`, as the managed policies of the service role have it.
    pub enforce_hook_prefix: bool,
    /// How long Lambda takes to make or change a function, on the deployment's clock: `Pending` before `Active`.
    pub activation: Duration,
    /// Whether callers may write metrics into AWS's own namespaces, which AWS refuses.
    pub accepts_aws_metrics: bool,
}

impl World {
    /// An empty account.
    pub fn new(start: VirtualTime, seed: u64) -> Self {
        Self::in_region(Region::default(), start, seed, Rules::default())
    }

    /// An empty account that moves by other rules.
    pub fn with_rules(start: VirtualTime, seed: u64, rules: Rules) -> Self {
        Self::in_region(Region::default(), start, seed, rules)
    }

    /// An empty account in one region, with rules of its own. What is random there does not repeat in another.
    pub(super) fn in_region(region: Region, start: VirtualTime, seed: u64, rules: Rules) -> Self {
        let seed = if region == Region::default() { seed } else { seed ^ hash_of(region.as_str()) };
        Self {
            region,
            start,
            now: start,
            functions: TrackedMap::default(),
            resources: Resources::default(),
            records: TrackedMap::default(),
            by_id: HashMap::new(),
            by_group: HashMap::new(),
            deployed: HashMap::new(),
            schedule: Schedule::default(),
            retries: Vec::new(),
            to_invoke: Vec::new(),
            in_flight: Vec::new(),
            timeline: Vec::new(),
            kept: Kept::default(),
            identities: Identities::new(seed),
            // A stream of its own: how often an alias is called must not change the ids.
            routing: ChaCha8Rng::seed_from_u64(seed ^ 0x5afe_de91),
            rules,
            role_refusals: RoleRefusals::default(),
            in_use: HashMap::new(),
            monitor: Monitor::default(),
            evaluated: None,
        }
    }

    /// Its region.
    pub const fn region(&self) -> &Region {
        &self.region
    }

    /// The ARN of a function in this region.
    pub fn arn(&self, name: &FunctionName, qualifier: Option<&str>) -> String {
        let arn = format!("arn:aws:lambda:{}:{ACCOUNT_ID}:function:{name}", self.region);
        match qualifier {
            Some(qualifier) => format!("{arn}:{qualifier}"),
            None => arn,
        }
    }

    /// What time it is.
    pub const fn now(&self) -> VirtualTime {
        self.now
    }

    /// By which rules it moves.
    pub const fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Metrics and alarms.
    pub const fn monitor(&self) -> &Monitor {
        &self.monitor
    }

    /// Metrics and alarms, to change them.
    pub const fn monitor_mut(&mut self) -> &mut Monitor {
        &mut self.monitor
    }

    /// The ARN of an alarm in this region.
    pub fn alarm_arn(&self, name: &str) -> String {
        format!("arn:aws:cloudwatch:{}:{ACCOUNT_ID}:alarm:{name}", self.region)
    }

    /// Adds or replaces a function.
    pub fn put_function(&mut self, mut function: Function) {
        // A function that is put in again under its name is another one: it must not meet the old one's processes.
        if function.latest().revision_id.is_empty() {
            let revision_id = self.uuid();
            function.mark(&revision_id);
        }
        self.functions.insert(function.name().clone(), function);
    }

    /// A function.
    ///
    /// # Errors
    /// When there is none of that name.
    pub fn function(&self, name: &FunctionName) -> Result<&Function, LambdaError> {
        self.functions.get(name).ok_or_else(|| self.no_function(name))
    }

    /// A function, to change it.
    ///
    /// # Errors
    /// When there is none of that name.
    pub fn function_mut(&mut self, name: &FunctionName) -> Result<&mut Function, LambdaError> {
        let missing = self.no_function(name);
        self.functions.get_mut(name).ok_or(missing)
    }

    /// All functions, by name.
    pub fn functions(&self) -> impl Iterator<Item = &Function> {
        self.functions.values()
    }

    /// What Lambda is doing with a state of a function.
    pub(crate) fn activity(&self, snapshot: &Snapshot) -> Activity {
        snapshot.activity(self.now, self.rules.activation)
    }

    /// Whether the unpublished state may be changed or published now.
    pub(crate) fn check_idle(&self, function: &Function) -> Result<(), LambdaError> {
        let state = match self.activity(function.latest()) {
            Activity::Active => return Ok(()),
            Activity::Pending => "The function is currently in the following state: Pending",
            Activity::Updating => "An update is in progress",
        };
        let arn = self.arn(function.name(), None);
        Err(LambdaError::ResourceConflict(format!("The operation cannot be performed at this time. {state}: {arn}")))
    }

    /// Takes a function away, with all its versions and aliases.
    pub(crate) fn remove_function(&mut self, name: &FunctionName) -> Result<(), LambdaError> {
        let missing = self.no_function(name);
        self.functions.remove(name).map(drop).ok_or(missing)
    }

    fn no_function(&self, name: &FunctionName) -> LambdaError {
        LambdaError::ResourceNotFound(format!("Function not found: {}", self.arn(name, None)))
    }

    /// Applications, deployment groups and configurations.
    pub const fn resources(&self) -> &Resources {
        &self.resources
    }

    /// Applications, deployment groups and configurations, to change them.
    pub const fn resources_mut(&mut self) -> &mut Resources {
        &mut self.resources
    }

    /// A deployment.
    ///
    /// # Errors
    /// When there is none with that id.
    pub fn deployment(&self, id: &str) -> Result<&Deployment, CodeDeployError> {
        self.record(id).map(|record| &record.deployment)
    }

    /// A deployment with what it was made from.
    ///
    /// # Errors
    /// When there is none with that id.
    pub fn record(&self, id: &str) -> Result<&Record, CodeDeployError> {
        self.position(id)
            .and_then(|position| self.at(position))
            .ok_or_else(|| CodeDeployError::DeploymentDoesNotExist(id.to_owned()))
    }

    /// All deployments, in the order in which they were made.
    pub fn deployments(&self) -> impl DoubleEndedIterator<Item = &Deployment> {
        self.records.values().map(|record| &record.deployment)
    }

    /// All deployments with what they were made from, in the order in which they were made.
    pub fn records(&self) -> impl DoubleEndedIterator<Item = &Record> {
        self.records.values()
    }

    /// The deployments of a group, in the order in which they were made.
    pub fn records_of(
        &self,
        application: &ApplicationName,
        group: &DeploymentGroupName,
    ) -> impl DoubleEndedIterator<Item = &Record> + use<'_> {
        let group = self.resources.application(application).ok().and_then(|application| application.group(group).ok());
        let positions = group.and_then(|group| self.by_group.get(&group.id));
        positions.into_iter().flatten().filter_map(|position| self.at(*position))
    }

    /// Gives an application another name, with all that refers to it.
    pub(crate) fn rename_application(
        &mut self,
        name: &ApplicationName,
        new: &ApplicationName,
    ) -> Result<(), CodeDeployError> {
        self.resources.rename_application(name, new.clone())?;
        self.records.change_each(|_, record| {
            let is_its = record.origin.application == *name;
            if is_its {
                record.origin.application = new.clone();
            }
            is_its
        });
        Ok(())
    }

    /// Gives a group another name, with all that refers to it.
    pub(crate) fn rename_group(
        &mut self,
        application: &ApplicationName,
        name: &DeploymentGroupName,
        new: &DeploymentGroupName,
    ) -> Result<(), CodeDeployError> {
        let owner = self.resources.application_mut(application)?;
        if name == new {
            return Ok(());
        }
        if owner.groups.contains_key(new) {
            let (application, group) = (application.to_string(), new.to_string());
            return Err(CodeDeployError::DeploymentGroupAlreadyExists { application, group });
        }
        let mut group = owner.groups.remove(name).ok_or_else(|| owner.no_group(name))?;
        group.name = new.clone();
        let positions = self.by_group.get(&group.id);
        owner.groups.insert(new.clone(), group);
        for position in positions.into_iter().flatten() {
            if let Some(record) = self.records.get_mut(position) {
                record.origin.group = new.clone();
            }
        }
        Ok(())
    }

    /// Takes a place for an invocation, which has to be [given back](Self::end_invocation); `false` when the function's reserved
    /// concurrency is all in use.
    pub(crate) fn begin_invocation(&mut self, routed: &Routed) -> bool {
        let reserved = self.functions.get(&routed.function).and_then(|function| function.reserved_concurrency);
        let in_use = self.in_use.entry(routed.function.clone()).or_default();
        if reserved.is_some_and(|reserved| *in_use >= reserved) {
            self.note_throttle(routed);
            return false;
        }
        *in_use += 1;
        let of_function = *in_use;
        self.note_concurrency(&routed.function, of_function, self.in_use.values().sum());
        true
    }

    /// Gives the place of an invocation back.
    pub(crate) fn end_invocation(&mut self, function: &FunctionName) {
        let Some(in_use) = self.in_use.get_mut(function) else { return };
        *in_use = in_use.saturating_sub(1);
        if *in_use == 0 {
            self.in_use.remove(function);
        }
    }

    /// Asks for a function to be run asynchronously, and says by which id.
    pub fn invoke_asynchronously(
        &mut self,
        FunctionReference { name, qualifier }: FunctionReference,
        payload: Value,
    ) -> RequestId {
        let request_id = self.request_id();
        let accepted = self.now;
        let invocation = AsyncInvocation {
            function: name,
            qualifier,
            payload,
            request_id: request_id.clone(),
            attempt: 0,
            accepted,
        };
        self.note_event(&invocation, EventMetric::Received);
        self.to_invoke.push(invocation);
        self.kept.progress_changed();
        request_id
    }

    /// A new request id.
    pub fn request_id(&mut self) -> RequestId {
        RequestId::new(self.identities.request())
    }

    /// A new UUID, for what has one.
    pub(crate) fn uuid(&mut self) -> String {
        self.identities.uuid()
    }

    /// Lets CodeDeploy's service role meet a refusal the next `times` times that it does this.
    pub fn refuse_role(&mut self, action: RoleAction, refusal: RoleRefusal, times: u32) {
        self.role_refusals.add(action, refusal, times);
    }

    /// Lets the service role do everything again.
    pub(crate) fn allow_role(&mut self) {
        self.role_refusals.clear();
    }

    /// Takes another answer to an open question.
    #[cfg(test)]
    pub(crate) fn assume(&mut self, text: &str) -> Result<(), crate::deployment::AssumptionError> {
        self.rules.assumptions.assume(text)
    }

    /// What has happened, oldest first.
    pub fn timeline(&self) -> &[TimelineEntry] {
        &self.timeline
    }

    /// Makes a deployment known by its id, its group and its function.
    fn index(&mut self, position: Position, record: &Record) {
        let Record { deployment, origin } = record;
        self.by_id.insert(deployment.id().clone(), position);
        self.by_group.entry(origin.group_id.clone()).or_default().push(position);
        if let Some(app_spec) = deployment.app_spec().filter(|_| deployment.creator() == Creator::User) {
            self.deployed.insert(app_spec.function.clone(), deployment.created());
        }
        self.schedule.set(position, deployment.due());
    }

    /// How long the newest deployment of a function is under way or over; without one, how old the account is.
    pub(super) fn since_deployed(&self, function: &FunctionName) -> Duration {
        self.now.since(self.deployed.get(function).copied().unwrap_or(self.start))
    }

    fn position(&self, id: &str) -> Option<Position> {
        self.by_id.get(id).copied()
    }

    fn at(&self, position: Position) -> Option<&Record> {
        self.records.get(&position)
    }
}

/// The same number for the same text, everywhere.
fn hash_of(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
