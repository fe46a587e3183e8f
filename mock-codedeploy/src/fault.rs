//! Faults that the mock's faces show on demand: what a client meets when AWS or the network has a bad day.

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
    },
    /// No answer, ever.
    Hang,
    /// The request is carried out, but the connection breaks in the middle of the answer.
    Reset,
    /// The request is carried out, but the answer is `200` with an empty body.
    Empty,
    /// The answer comes late.
    Slow(Duration),
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
    pub operation: &'static str,
    /// What is met.
    pub kind: FaultKind,
    /// By how many calls.
    pub times: u32,
}

/// The faults that have not been met yet.
#[derive(Debug, Default)]
pub(crate) struct Faults(Mutex<VecDeque<Fault>>);

impl Faults {
    pub(crate) fn add(&self, fault: Fault) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push_back(fault);
    }

    /// The fault that this call meets.
    pub(crate) fn meet(&self, service: Service, operation: &str) -> Option<FaultKind> {
        let mut faults = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_mine = |fault: &Fault| fault.service == service && fault.operation == operation && fault.times > 0;
        let fault = faults.iter_mut().find(|fault| is_mine(fault))?;
        fault.times -= 1;
        let kind = fault.kind.clone();
        faults.retain(|fault| fault.times > 0);
        Some(kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_met_as_often_as_it_says_by_its_own_operation() {
        let faults = Faults::default();
        let kind = FaultKind::Hang;
        faults.add(Fault { service: Service::Lambda, operation: "Invoke", kind: kind.clone(), times: 2 });
        assert_eq!(faults.meet(Service::Lambda, "GetAlias"), None);
        assert_eq!(faults.meet(Service::CodeDeploy, "Invoke"), None);
        assert_eq!(faults.meet(Service::Lambda, "Invoke"), Some(kind.clone()));
        assert_eq!(faults.meet(Service::Lambda, "Invoke"), Some(kind));
        assert_eq!(faults.meet(Service::Lambda, "Invoke"), None);
    }
}
