//! One fault, and what has to come of it.

use std::time::Duration;

use mock_codedeploy::{Fault, FaultKind, Service};
use safe_deploy_tests::TARGET;
use serde_json::{Value, json};

/// A fault with the verdict that CodeDeploy has to hear.
#[derive(Clone)]
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) hook: &'static str,
    pub(crate) build: Build,
    pub(crate) staging: Staging,
    /// The function's timeout.
    pub(crate) timeout: Duration,
    pub(crate) faults: Vec<Fault>,
    pub(crate) environment: Vec<(&'static str, &'static str)>,
    pub(crate) version: Version,
    pub(crate) heard: Heard,
    /// What the hook report's only reason contains; empty for a success.
    pub(crate) reason: &'static str,
    /// How many hook reports there are.
    pub(crate) reports: usize,
    /// The longest time that CodeDeploy may wait.
    pub(crate) within: f64,
}

/// How the hook's binary is built.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Build {
    Unwinding,
    Aborting,
}

/// How the hook comes to its event.
#[derive(Clone, Copy)]
pub(crate) enum Staging {
    /// CodeDeploy calls it.
    Called,
    /// It gets a deployment's event, changed.
    Sent(fn(Value) -> Vec<u8>),
    /// It gets the same event twice, in one environment after the other.
    Twice,
    /// It gets the same event twice, in two environments at once.
    AtOnce,
    /// Somebody else has reported before.
    Completed,
}

/// The version under test.
#[derive(Clone)]
pub(crate) enum Version {
    Answers(Value),
    Fails(&'static str),
}

/// What CodeDeploy hears of a hook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Heard {
    Succeeded,
    Failed,
    /// Nothing, for an hour.
    Nothing,
}

impl Row {
    /// The hook fails with this reason, or succeeds when that is empty.
    pub(crate) fn new(name: &'static str, hook: &'static str, reason: &'static str) -> Self {
        Self {
            name,
            hook,
            build: Build::Unwinding,
            staging: Staging::Called,
            timeout: Duration::from_secs(12),
            faults: Vec::new(),
            environment: vec![("CurrentVersion", TARGET)],
            version: Version::Answers(json!({ "total": 900 })),
            heard: if reason.is_empty() { Heard::Succeeded } else { Heard::Failed },
            reason,
            reports: 1,
            within: 2.0,
        }
    }

    /// An event that is none: there is no id to report with.
    pub(crate) fn no_event(name: &'static str, event: fn(Value) -> Vec<u8>) -> Self {
        let row = Self::new(name, "checks_the_total", "").sent(event);
        Self { heard: Heard::Nothing, reports: 0, ..row }
    }

    pub(crate) fn timeout(mut self, seconds: f64) -> Self {
        self.timeout = Duration::from_secs_f64(seconds);
        self
    }

    pub(crate) const fn within(mut self, seconds: f64) -> Self {
        self.within = seconds;
        self
    }

    pub(crate) fn environment(mut self, environment: Vec<(&'static str, &'static str)>) -> Self {
        self.environment = environment;
        self
    }

    pub(crate) fn version(mut self, version: Version) -> Self {
        self.version = version;
        self
    }

    pub(crate) const fn sent(mut self, event: fn(Value) -> Vec<u8>) -> Self {
        self.staging = Staging::Sent(event);
        self
    }

    pub(crate) const fn staged(mut self, staging: Staging, reports: usize) -> Self {
        self.staging = staging;
        self.reports = reports;
        self
    }

    pub(crate) const fn built(mut self, build: Build) -> Self {
        self.build = build;
        self
    }

    pub(crate) fn report_meets(self, kind: FaultKind, times: u32) -> Self {
        self.meets(Service::CodeDeploy, "PutLifecycleEventHookExecutionStatus", kind, times)
    }

    pub(crate) fn invoke_meets(self, kind: FaultKind, times: u32) -> Self {
        self.meets(Service::Lambda, "Invoke", kind, times)
    }

    pub(crate) fn meets(mut self, service: Service, operation: &'static str, kind: FaultKind, times: u32) -> Self {
        self.faults.push(Fault { service, operation: operation.into(), kind, latency: Duration::ZERO, times });
        self
    }
}
