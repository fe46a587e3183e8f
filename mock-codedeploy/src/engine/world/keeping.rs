//! What has to be kept of an account so that it can go on after the program has ended: its rows, those that have changed, and the way
//! back from them.

use bytes::Bytes;
use rand_chacha::ChaCha8Rng;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Rules, World};
use crate::account::{CodeArchive, FunctionName};
use crate::clock::VirtualTime;
use crate::cloudwatch::Metric;
use crate::codedeploy::{ApplicationName, DeploymentConfigName};
use crate::engine::asynchronous::AsyncInvocation;
use crate::engine::identity::Identities;
use crate::engine::region::Region;
use crate::engine::schedule::Position;

/// The key of one thing that is kept. What an account holds grows; what one call changes is a few of these.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum Row {
    Progress,
    Function(FunctionName),
    Application(ApplicationName),
    Config(DeploymentConfigName),
    Deployment(usize),
    Happening(usize),
    Alarm(String),
    AlarmHistory(u64),
    AlarmTags(String),
    Samples(Metric, u64),
}

/// What has changed since the last time.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    /// Rows with what they say now; `None` for what is gone.
    pub(crate) rows: Vec<(Row, Option<Vec<u8>>)>,
    /// The archives of the functions among them. A function's row has only their hashes.
    pub(crate) code: Vec<CodeArchive>,
}

/// Why an account cannot be made from rows.
#[derive(Debug, Error)]
pub(crate) enum RestoreError {
    #[error("{row} cannot be read: {why}")]
    Row { row: String, why: String },
    #[error("the code {sha256} of the function {function} is missing")]
    Code { function: FunctionName, sha256: String },
    #[error("the region {0} has no row for its progress")]
    NoProgress(Region),
}

/// What is kept besides what has a name.
#[derive(Serialize, Deserialize)]
struct Progress {
    evaluated: Option<VirtualTime>,
    retries: Vec<(VirtualTime, AsyncInvocation)>,
    /// To be run, or running: Lambda's queue hands an event out again when nobody says that it was handled.
    queue: Vec<AsyncInvocation>,
    identities: Identities,
    routing: ChaCha8Rng,
}

/// How much of a world has been kept.
#[derive(Debug, Default)]
pub(super) struct Kept {
    is_wanted: bool,
    progress_changed: bool,
    happenings: usize,
}

impl Kept {
    pub(super) const fn progress_changed(&mut self) {
        self.progress_changed = true;
    }
}

impl World {
    /// Notes changes from here on.
    pub(crate) fn track(&mut self) {
        self.kept.is_wanted = true;
        // A region that nobody has changed yet is kept too: with it, what it draws next.
        self.kept.progress_changed();
        self.functions.track();
        self.records.track();
        self.resources.applications.track();
        self.resources.configs.track();
        self.monitor.alarms.track();
        self.monitor.history.track();
        self.monitor.tags.track();
        self.monitor.metrics.track();
    }

    /// What has changed since the last time.
    pub(crate) fn take_changes(&mut self) -> Changes {
        let mut changes = Changes::default();
        if !self.kept.is_wanted {
            return changes;
        }
        let Changes { rows, code } = &mut changes;
        for name in self.functions.take_changed() {
            let function = self.functions.get(&name);
            code.extend(function.into_iter().flat_map(crate::account::Function::archives).cloned());
            rows.push((Row::Function(name), function.map(written)));
        }
        for name in self.resources.applications.take_changed() {
            let value = self.resources.applications.get(&name).map(written);
            rows.push((Row::Application(name), value));
        }
        for name in self.resources.configs.take_changed() {
            let value = self.resources.configs.get(&name).map(written);
            rows.push((Row::Config(name), value));
        }
        for position in self.records.take_changed() {
            rows.push((Row::Deployment(position.0), self.records.get(&position).map(written)));
        }
        for (number, happening) in self.timeline.iter().enumerate().skip(self.kept.happenings) {
            rows.push((Row::Happening(number), Some(written(happening))));
        }
        self.kept.happenings = self.timeline.len();
        for name in self.monitor.alarms.take_changed() {
            let value = self.monitor.alarms.get(&name).map(written);
            rows.push((Row::Alarm(name), value));
        }
        for number in self.monitor.history.take_changed() {
            rows.push((Row::AlarmHistory(number), self.monitor.history.get(&number).map(written)));
        }
        for arn in self.monitor.tags.take_changed() {
            let value = self.monitor.tags.get(&arn).map(written);
            rows.push((Row::AlarmTags(arn), value));
        }
        for (metric, second) in self.monitor.metrics.take_changed() {
            let value = self.monitor.metrics.samples(&metric, second).map(written);
            rows.push((Row::Samples(metric, second), value));
        }
        if !rows.is_empty() || self.kept.progress_changed {
            self.kept.progress_changed = false;
            let progress = Progress {
                evaluated: self.evaluated,
                retries: self.retries.clone(),
                queue: self.in_flight.iter().chain(&self.to_invoke).cloned().collect(),
                identities: self.identities.clone(),
                routing: self.routing.clone(),
            };
            rows.push((Row::Progress, Some(written(&progress))));
        }
        changes
    }

    /// The world of which these are the rows. What ran when it was left is run again.
    pub(crate) fn restored(
        region: Region,
        start: VirtualTime,
        rules: Rules,
        rows: Vec<(Row, Vec<u8>)>,
        code: &dyn Fn(&str) -> Option<Bytes>,
    ) -> Result<Self, RestoreError> {
        let mut world = Self::in_region(region, start, 0, rules);
        let mut has_progress = false;
        let mut happenings = std::collections::BTreeMap::new();
        for (row, bytes) in rows {
            match &row {
                Row::Progress => {
                    let progress: Progress = read(&row, &bytes)?;
                    world.evaluated = progress.evaluated;
                    world.retries = progress.retries;
                    world.to_invoke = progress.queue;
                    world.identities = progress.identities;
                    world.routing = progress.routing;
                    has_progress = true;
                }
                Row::Function(name) => {
                    let mut function: crate::account::Function = read(&row, &bytes)?;
                    for archive in function.archives_mut() {
                        let sha256 = archive.sha256().to_owned();
                        let missing = || RestoreError::Code { function: name.clone(), sha256: sha256.clone() };
                        *archive = CodeArchive::new(code(&sha256).ok_or_else(missing)?);
                    }
                    world.functions.insert(name.clone(), function);
                }
                Row::Application(name) => {
                    world.resources.applications.insert(name.clone(), read(&row, &bytes)?);
                }
                Row::Config(name) => {
                    world.resources.configs.insert(name.clone(), read(&row, &bytes)?);
                }
                Row::Deployment(position) => {
                    world.records.insert(Position(*position), read(&row, &bytes)?);
                }
                Row::Happening(number) => {
                    happenings.insert(*number, read(&row, &bytes)?);
                }
                Row::Alarm(name) => {
                    world.monitor.alarms.insert(name.clone(), read(&row, &bytes)?);
                }
                Row::AlarmHistory(number) => {
                    world.monitor.history.insert(*number, read(&row, &bytes)?);
                }
                Row::AlarmTags(arn) => {
                    world.monitor.tags.insert(arn.clone(), read(&row, &bytes)?);
                }
                Row::Samples(metric, second) => {
                    world.monitor.metrics.restore(metric.clone(), *second, read(&row, &bytes)?);
                }
            }
        }
        if !has_progress {
            return Err(RestoreError::NoProgress(world.region));
        }
        world.timeline = happenings.into_values().collect();
        world.kept.happenings = world.timeline.len();
        let records = std::mem::take(&mut world.records);
        for (position, record) in records.iter() {
            world.index(*position, record);
        }
        world.records = records;
        world.track();
        Ok(world)
    }
}

/// A value as it is kept: CBOR.
pub(crate) fn written<T: Serialize + ?Sized>(value: &T) -> Vec<u8> {
    let mut bytes = Vec::new();
    // Writing to memory does not fail, and nothing here refuses to be written.
    if let Err(error) = ciborium::into_writer(value, &mut bytes) {
        unreachable!("what is kept can be written: {error}");
    }
    bytes
}

fn read<T: DeserializeOwned>(row: &Row, bytes: &[u8]) -> Result<T, RestoreError> {
    ciborium::from_reader(bytes).map_err(|error| RestoreError::Row { row: format!("{row:?}"), why: error.to_string() })
}
