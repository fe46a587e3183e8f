//! A file that is left and opened again, against an account that was never left.

use std::time::Duration;

use proptest::prelude::*;
use serde_json::json;
use tempfile::TempDir;

use super::*;
use crate::account::{Alias, AliasName, Code, CodeArchive, Configuration, Function, FunctionName, Version};
use crate::cloudwatch::{AlarmState, Dimensions, Metric, Statistics};
use crate::deployment::{HookVerdict, Strategy as Shifting};
use crate::engine::{AsyncInvocation, NewDeployment};

const FUNCTIONS: usize = 3;

fn name(text: &str) -> FunctionName {
    FunctionName::new(text).unwrap()
}

fn orders(number: usize) -> FunctionName {
    name(&format!("orders-{number}"))
}

fn live() -> AliasName {
    AliasName::new("live").unwrap()
}

/// An account as somebody drives it, in a file or in memory only.
struct Driven {
    regions: Regions,
    file: Option<StateFile>,
    running: Vec<(Region, AsyncInvocation)>,
}

/// What can be done to it.
#[derive(Clone, Debug)]
enum Step {
    Publish(usize),
    Deploy(usize),
    Report(usize, HookVerdict),
    HookFails(usize),
    Stop(usize),
    Alarm(AlarmState),
    Sample(u8),
    Wait(u64),
    Route(usize),
}

impl Driven {
    fn new(mut file: Option<StateFile>) -> Self {
        let kept = file.as_mut().and_then(|file| file.account(1, &Rules::default()).unwrap());
        let regions = kept.unwrap_or_else(|| {
            let mut regions = Regions::new(VirtualTime::START, 1, Rules::default());
            if file.is_some() {
                regions.track();
            }
            regions
        });
        let mut driven = Self { regions, file: file.take(), running: Vec::new() };
        if driven.world().functions().next().is_none() {
            driven.set_up();
        }
        driven.keep();
        driven
    }

    fn set_up(&mut self) {
        let world = self.world();
        for number in 0..FUNCTIONS {
            let code = Code::Archive(CodeArchive::new(vec![b'z'; 3].into()));
            let mut function = Function::new(orders(number), Configuration::default(), code);
            function.publish(Configuration::default(), Code::Archive(CodeArchive::new(vec![b'y'; 3].into())));
            function.set_alias(live(), Alias::to(Version::FIRST));
            world.put_function(function);
        }
        world.put_function(Function::new(name("hook"), Configuration::default(), Code::Model));
    }

    fn world(&mut self) -> &mut World {
        self.regions.world(&Region::default())
    }

    fn keep(&mut self) {
        if let Some(file) = &mut self.file {
            file.write(&mut self.regions, true).unwrap();
        }
    }

    fn run_due(&mut self) {
        let invocations = self.regions.run_due();
        self.running.extend(invocations);
    }

    fn take(&mut self, step: &Step) {
        match step {
            Step::Publish(number) => {
                let function = self.world().function_mut(&orders(*number)).unwrap();
                function.publish(Configuration::default(), Code::Model);
            }
            Step::Deploy(number) => {
                let world = self.world();
                let alias = *world.function(&orders(*number)).unwrap().alias(&live()).unwrap();
                let target = if alias.version() == Version::FIRST { Version::FIRST.next() } else { Version::FIRST };
                // Refused while another one is active.
                let _ = world.create_deployment(&NewDeployment {
                    function: orders(*number),
                    alias: live(),
                    current_version: alias.version(),
                    target_version: target,
                    strategy: Shifting::canary(10, 5).unwrap(),
                    before_allow_traffic: Some(name("hook")),
                    after_allow_traffic: Some(name("hook")),
                });
            }
            Step::Report(at, verdict) => {
                if let Some((_, invocation)) = self.pick(*at) {
                    let id = |member: &str| invocation.payload[member].as_str().unwrap().to_owned();
                    let (deployment, execution) = (id("DeploymentId"), id("LifecycleEventHookExecutionId"));
                    let _ = self.world().report(&deployment, &execution, *verdict);
                    self.world().invocation_ended(&invocation, false);
                }
            }
            Step::HookFails(at) => {
                if let Some((_, invocation)) = self.pick(*at) {
                    self.world().invocation_ended(&invocation, true);
                }
            }
            Step::Stop(at) => {
                let ids: Vec<_> = self.world().deployments().map(|deployment| deployment.id().clone()).collect();
                if let Some(id) = ids.get(*at) {
                    let _ = self.world().stop_deployment(id.as_str(), None);
                }
            }
            Step::Alarm(state) => {
                let now = self.regions.now();
                self.world().monitor_mut().set_alarm_state("errors", *state, "drill", None, now);
            }
            Step::Sample(value) => {
                let (now, dimensions) = (self.regions.now(), Dimensions::new());
                let metric = Metric { namespace: "Shop".into(), name: "Orders".into(), dimensions };
                let statistics = Statistics::of(f64::from(*value), 1.0);
                self.world().monitor_mut().metrics.record(metric, now, statistics, "Count");
            }
            Step::Wait(seconds) => {
                let until = self.regions.now() + Duration::from_secs(*seconds);
                while let Some(due) = self.regions.next_due().filter(|due| *due <= until) {
                    self.regions.jump(due);
                    self.run_due();
                    self.keep();
                }
                self.regions.jump(until);
            }
            Step::Route(number) => {
                let reference = crate::account::FunctionReference::parse(&format!("{}:live", orders(*number)), None);
                // The draw itself is not worth a write: what is compared afterwards must not depend on it.
                let _ = self.world().route(&reference.unwrap());
                let request = self.world().request_id();
                assert_eq!(request.as_str().len(), 36);
                self.world().put_function(Function::new(name("drawn"), Configuration::default(), Code::Model));
            }
        }
        self.run_due();
        self.keep();
    }

    /// One of what runs, in an order that does not depend on when it was started.
    fn pick(&mut self, at: usize) -> Option<(Region, AsyncInvocation)> {
        self.running.sort_by(|(_, a), (_, b)| a.request_id.as_str().cmp(b.request_id.as_str()));
        (!self.running.is_empty()).then(|| self.running.remove(at % self.running.len()))
    }

    /// What anybody can see of it.
    fn seen(&mut self) -> String {
        let now = self.regions.now();
        let world = self.world();
        let functions: Vec<_> = world.functions().collect();
        let records: Vec<_> = world.records().collect();
        let alarms: Vec<_> = world.monitor().alarms().collect();
        let history: Vec<_> = world.monitor().history().collect();
        let metrics: Vec<_> = world.monitor().metrics.all();
        let samples: Vec<_> = metrics
            .iter()
            .map(|metric| world.monitor().metrics.within(metric, 0, u64::MAX, None).map(|found| format!("{found:?}")))
            .collect();
        let resources = world.resources();
        format!(
            "{now:?} {functions:#?} {records:#?} {alarms:?} {history:?} {metrics:?} {samples:?} {:?} {:?} {:#?}",
            resources.applications().collect::<Vec<_>>(),
            resources.config_names().collect::<Vec<_>>(),
            world.timeline()
        )
    }
}

fn step() -> impl Strategy<Value = Step> {
    let verdict = prop_oneof![Just(HookVerdict::Succeeded), Just(HookVerdict::Failed)];
    let state = prop_oneof![Just(AlarmState::Alarm), Just(AlarmState::Ok)];
    prop_oneof![
        (0..FUNCTIONS).prop_map(Step::Publish),
        (0..FUNCTIONS).prop_map(Step::Deploy),
        (0..FUNCTIONS).prop_map(Step::Deploy),
        (0..4_usize, verdict).prop_map(|(at, verdict)| Step::Report(at, verdict)),
        (0..4_usize).prop_map(Step::HookFails),
        (0..6_usize).prop_map(Step::Stop),
        state.prop_map(Step::Alarm),
        any::<u8>().prop_map(Step::Sample),
        (1..5_000_u64).prop_map(Step::Wait),
        (0..FUNCTIONS).prop_map(Step::Route),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// The file is left after any step and opened again: the account goes on as one that was never left.
    #[test]
    fn an_account_that_was_left_goes_on_as_if_it_had_not_been(steps in prop::collection::vec((step(), any::<bool>()), 1..25)) {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("account.state");
        let mut memory = Driven::new(None);
        let mut kept = Driven::new(Some(StateFile::open(&path).unwrap()));
        for (step, leaves) in &steps {
            memory.take(step);
            kept.take(step);
            if *leaves {
                drop(kept);
                kept = Driven::new(Some(StateFile::open(&path).unwrap()));
                // What ran is run again.
                kept.run_due();
            }
            prop_assert_eq!(memory.seen(), kept.seen(), "after {:?}", step);
        }
    }
}

fn opened(path: &Path) -> StateError {
    StateFile::open(path).unwrap_err()
}

#[test]
fn a_change_writes_only_the_rows_that_it_touches() {
    let mut regions = Regions::new(VirtualTime::START, 1, Rules::default());
    regions.track();
    let world = regions.world(&Region::default());
    for number in 0..100 {
        world.put_function(Function::new(orders(number), Configuration::default(), Code::Model));
    }
    let rows = |regions: &mut Regions| -> Vec<Row> {
        let changes = regions.take_changes().into_iter().flat_map(|(_, changes)| changes.rows);
        changes.map(|(row, _)| row).collect()
    };
    assert_eq!(rows(&mut regions).len(), 101);
    assert_eq!(rows(&mut regions), []);
    let world = regions.world(&Region::default());
    world.function(&orders(7)).unwrap();
    assert_eq!(rows(&mut regions), [], "a look is no change");
    let world = regions.world(&Region::default());
    world.function_mut(&orders(7)).unwrap().publish(Configuration::default(), Code::Model);
    assert_eq!(rows(&mut regions), [Row::Function(orders(7)), Row::Progress]);
}

#[test]
fn code_is_kept_once_and_comes_back_with_its_functions() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("account.state");
    let mut kept = Driven::new(Some(StateFile::open(&path).unwrap()));
    assert_eq!(kept.file.as_ref().unwrap().code.len(), 2, "three functions have the same two archives");
    drop(kept);
    kept = Driven::new(Some(StateFile::open(&path).unwrap()));
    let function = kept.world().function(&orders(2)).unwrap();
    let Code::Archive(archive) = &function.latest().code else { panic!("{function:?}") };
    assert_eq!(archive.bytes(), &vec![b'y'; 3]);
}

#[test]
fn code_whose_functions_are_gone_leaves_the_file_at_the_next_start() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("account.state");
    let mut kept = Driven::new(Some(StateFile::open(&path).unwrap()));
    for number in 0..FUNCTIONS {
        kept.world().remove_function(&orders(number)).unwrap();
    }
    kept.keep();
    drop(kept);
    let kept = Driven::new(Some(StateFile::open(&path).unwrap()));
    assert_eq!(kept.file.as_ref().unwrap().code.len(), 0);
    drop(kept);
    assert_eq!(StateFile::open(&path).unwrap().code.len(), 0, "in the file too");
}

#[test]
fn an_emptied_account_stays_empty() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("account.state");
    let mut kept = Driven::new(Some(StateFile::open(&path).unwrap()));
    kept.file.as_mut().unwrap().clear().unwrap();
    drop(kept);
    let mut file = StateFile::open(&path).unwrap();
    assert!(file.account(1, &Rules::default()).unwrap().is_none());
}

#[test]
fn a_file_in_use_or_of_another_kind_is_refused_and_stays_as_it_is() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("account.state");
    let first = StateFile::open(&path).unwrap();
    assert_eq!(opened(&path).to_string(), format!("the state file {} is in use by another process", path.display()));
    drop(first);
    let template = folder.path().join("template.yaml");
    std::fs::write(&template, "Resources: {}\n".repeat(1_000)).unwrap();
    let error = opened(&template);
    assert!(error.is_about_content(), "{error:?}");
    assert_eq!(error.to_string(), format!("{} is no state file of this version", template.display()));
    assert_eq!(std::fs::read_to_string(&template).unwrap(), "Resources: {}\n".repeat(1_000));
    let nowhere = folder.path().join("no/such/folder");
    assert!(matches!(opened(&nowhere), StateError::Create { .. }));
}

#[test]
fn only_the_owner_may_read_the_file() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("account.state");
    drop(StateFile::open(&path).unwrap());
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_row_that_cannot_be_understood_is_an_error_and_not_a_loss() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("account.state");
    let mut file = StateFile::open(&path).unwrap();
    let mut regions = Regions::new(VirtualTime::START, 1, Rules::default());
    regions.track();
    regions.world(&Region::default());
    file.write(&mut regions, true).unwrap();
    let row = written(&Row::Function(orders(0)));
    file.transaction(|transaction, _| {
        let mut table = transaction.open_table(ROWS)?;
        table.insert(("us-east-1", &row[..]), &written(&json!({ "name": 1 }))[..])?;
        Ok(())
    })
    .unwrap();
    let error = file.account(1, &Rules::default()).unwrap_err();
    assert!(error.is_about_content(), "{error:?}");
    assert!(error.to_string().contains("orders-0"), "{error}");
}
