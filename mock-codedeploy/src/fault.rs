//! Faults that the mock's faces show on demand: what a client meets when AWS or the network has a bad day.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The service whose face shows a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Service {
    /// CodeDeploy.
    CodeDeploy,
    /// Lambda.
    Lambda,
    /// CloudWatch.
    CloudWatch,
}

/// What a caller meets instead of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FaultKind {
    /// An error with this HTTP status and code.
    Error {
        /// The HTTP status.
        status: u16,
        /// The code, as clients parse it.
        code: String,
        /// The sentence for people; by default that it was asked for.
        message: Option<String>,
    },
    /// No answer, ever.
    Hang,
    /// The request is carried out, but the connection breaks in the middle of the answer.
    Reset,
    /// The request is carried out, but the answer is `200` with an empty body.
    Empty,
    /// Nothing but the fault's latency.
    Slow,
    /// Another payload than the function's (Lambda only).
    Payload(Vec<u8>),
    /// Another executed version than the one that ran (Lambda only).
    ExecutedVersion(String),
}

/// A fault that is met by the next calls of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Whose.
    pub service: Service,
    /// The operation's name in the API.
    pub operation: Cow<'static, str>,
    /// What is met.
    pub kind: FaultKind,
    /// How long every call that meets it waits first, in real time.
    pub latency: Duration,
    /// By how many calls.
    pub times: u32,
}

/// A fault as one call meets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Met {
    pub(crate) kind: FaultKind,
    pub(crate) latency: Duration,
}

/// The faults that have not been met yet.
#[derive(Debug, Default)]
pub(crate) struct Faults(Mutex<VecDeque<Fault>>);

impl Faults {
    pub(crate) fn add(&self, fault: Fault) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push_back(fault);
    }

    /// Forgets all of them.
    pub(crate) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Forgets those of one service.
    pub(crate) fn forget(&self, service: Service) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).retain(|fault| fault.service != service);
    }

    /// The fault that this call meets.
    pub(crate) fn meet(&self, service: Service, operation: &str) -> Option<Met> {
        let mut faults = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_mine = |fault: &Fault| fault.service == service && fault.operation == operation && fault.times > 0;
        let fault = faults.iter_mut().find(|fault| is_mine(fault))?;
        fault.times -= 1;
        let met = Met { kind: fault.kind.clone(), latency: fault.latency };
        faults.retain(|fault| fault.times > 0);
        Some(met)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_met_as_often_as_it_says_by_its_own_operation() {
        let faults = Faults::default();
        let (kind, latency) = (FaultKind::Hang, Duration::ZERO);
        let met = Some(Met { kind: kind.clone(), latency });
        faults.add(Fault { service: Service::Lambda, operation: "Invoke".into(), kind, latency, times: 2 });
        assert_eq!(faults.meet(Service::Lambda, "GetAlias"), None);
        assert_eq!(faults.meet(Service::CodeDeploy, "Invoke"), None);
        assert_eq!(faults.meet(Service::Lambda, "Invoke"), met.clone());
        assert_eq!(faults.meet(Service::Lambda, "Invoke"), met);
        assert_eq!(faults.meet(Service::Lambda, "Invoke"), None);
    }
}
