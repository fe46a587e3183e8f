//! Faults as verbs: what a service does to the next calls of one of its operations.

use std::borrow::Cow;
use std::time::Duration;

use super::Mock;
use crate::api;
use crate::fault::{Fault, FaultKind, Faults, Service};

/// What a service does to the next calls of one of its operations: `aws.codedeploy().throttles(3)`.
///
/// Without [`on`](Self::on) it is the operation that hooks call: `PutLifecycleEventHookExecutionStatus` of CodeDeploy, `Invoke` of
/// Lambda, `GetMetricData` of CloudWatch. Without [`times`](Self::times) it is the next call only. Faults of one operation are met in
/// the order in which they were asked for.
///
/// ```
/// use std::time::Duration;
///
/// use mock_codedeploy::{Mock, Settings};
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let aws = Mock::start(Settings::default()).await.unwrap();
/// aws.codedeploy().throttles(3);
/// aws.codedeploy().on("GetDeployment").after(Duration::from_millis(20)).fails(500, "InternalFailure");
/// aws.lambda().resets();
/// aws.cloudwatch().always().hangs();
/// aws.cloudwatch().recovers();
/// # });
/// ```
#[derive(Debug)]
#[must_use = "a verb, such as `hangs()`, lets the fault be met"]
pub struct ServiceFaults<'a> {
    faults: &'a Faults,
    service: Service,
    operation: Cow<'static, str>,
    latency: Duration,
    times: u32,
}

impl Mock {
    /// CodeDeploy, to let it misbehave.
    pub fn codedeploy(&self) -> ServiceFaults<'_> {
        ServiceFaults::new(&self.shared.faults, Service::CodeDeploy, "PutLifecycleEventHookExecutionStatus")
    }

    /// Lambda, to let it misbehave.
    pub fn lambda(&self) -> ServiceFaults<'_> {
        ServiceFaults::new(&self.shared.faults, Service::Lambda, "Invoke")
    }

    /// CloudWatch, to let it misbehave.
    pub fn cloudwatch(&self) -> ServiceFaults<'_> {
        ServiceFaults::new(&self.shared.faults, Service::CloudWatch, "GetMetricData")
    }
}

impl<'a> ServiceFaults<'a> {
    const fn new(faults: &'a Faults, service: Service, operation: &'static str) -> Self {
        Self { faults, service, operation: Cow::Borrowed(operation), latency: Duration::ZERO, times: 1 }
    }

    /// Another operation, by its name in the API.
    ///
    /// # Panics
    /// When the service has no such operation here: the fault would never be met.
    pub fn on(self, operation: &str) -> Self {
        let service = self.service;
        assert!(api::has_operation(service, operation), "{service:?} has no operation `{operation}` to misbehave");
        Self { operation: Cow::Owned(operation.to_owned()), ..self }
    }

    /// So many calls instead of one.
    pub fn times(self, times: u32) -> Self {
        Self { times, ..self }
    }

    /// Every call, until the service [recovers](Self::recovers).
    pub fn always(self) -> Self {
        self.times(u32::MAX)
    }

    /// The calls wait so long first, in real time.
    pub fn after(self, latency: Duration) -> Self {
        Self { latency, ..self }
    }

    /// The next `times` calls are throttled, with the error that the service has for it.
    pub fn throttles(self, times: u32) {
        let (status, code) = match self.service {
            Service::CodeDeploy => (400, "ThrottlingException"),
            Service::Lambda => (429, "TooManyRequestsException"),
            Service::CloudWatch => (400, "Throttling"),
        };
        self.times(times).fails(status, code);
    }

    /// Answers an error and does nothing.
    pub fn fails(self, status: u16, code: &str) {
        self.meet(FaultKind::Error { status, code: code.to_owned(), message: None });
    }

    /// Never answers, and does nothing.
    pub fn hangs(self) {
        self.meet(FaultKind::Hang);
    }

    /// Does what is asked, and breaks the connection in the middle of the answer.
    pub fn resets(self) {
        self.meet(FaultKind::Reset);
    }

    /// Does what is asked, and answers `200` with an empty body.
    pub fn answers_nothing(self) {
        self.meet(FaultKind::Empty);
    }

    /// Does what is asked and answers well, but late.
    pub fn is_slow(self, latency: Duration) {
        self.after(latency).meet(FaultKind::Slow);
    }

    /// Forgets all faults of the service that have not been met, of all its operations.
    pub fn recovers(self) {
        self.faults.forget(self.service);
    }

    fn meet(self, kind: FaultKind) {
        let Self { faults, service, operation, latency, times } = self;
        faults.add(Fault { service, operation, kind, latency, times });
    }
}
