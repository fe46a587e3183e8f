//! The named checks of one run: what is done, and what is running.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::guardian::{FromWorker, GuardianLink};
use crate::hook_report::{CheckReport, OutcomeKind};
use crate::target::FunctionVersion;

/// A report that lists more would be cut by CloudWatch.
const MOST_REPORTED: usize = 200;
const LONGEST_NAME: usize = 200;

/// Follows the checks of one validator, and tells the guardian.
#[derive(Clone)]
pub(crate) struct Checks(Arc<Inner>);

struct Inner {
    guardian: Arc<GuardianLink>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    done: Vec<CheckReport>,
    running: Vec<(u64, Doing)>,
    begun: u64,
}

/// What a validator may be busy with.
enum Doing {
    Check { name: String, since: Instant },
    Call(FunctionVersion),
}

/// A check or a call under way. Dropped without an end it was cancelled, or it panicked.
pub(crate) struct Running {
    checks: Checks,
    id: u64,
}

impl Checks {
    pub(crate) fn new(guardian: Arc<GuardianLink>) -> Self {
        Self(Arc::new(Inner { guardian, state: Mutex::default() }))
    }

    pub(crate) fn begin(&self, mut name: String) -> Running {
        let end = name.floor_char_boundary(LONGEST_NAME);
        name.truncate(end);
        self.0.guardian.tell(|| FromWorker::CheckBegan(name.clone()));
        self.start(Doing::Check { name, since: Instant::now() })
    }

    pub(crate) fn call(&self, version: &FunctionVersion) -> Running {
        self.start(Doing::Call(version.clone()))
    }

    /// What the validator is busy with, in words for a reason: empty, or with a space before it.
    pub(crate) fn under_way(&self) -> String {
        let state = self.state();
        let names = state.running.iter().filter_map(|(_, doing)| match doing {
            Doing::Check { name, .. } => Some(name.as_str()),
            Doing::Call(_) => None,
        });
        let calls = state.running.iter().filter_map(|(_, doing)| match doing {
            Doing::Call(version) => Some(version.to_string()),
            Doing::Check { .. } => None,
        });
        let mut words = while_running(names);
        let mut calls: Vec<String> = calls.collect();
        calls.dedup();
        if !calls.is_empty() {
            words.push_str(if words.is_empty() { " while it waited for " } else { ", which waited for " });
            words.push_str(&calls.join(" and "));
        }
        words
    }

    /// All checks so far. What is still running has failed: the time is over.
    pub(crate) fn reports(&self) -> Vec<CheckReport> {
        let mut state = self.state();
        while let Some((id, _)) = state.running.first() {
            let id = *id;
            self.finish(&mut state, id, OutcomeKind::Failed);
        }
        state.done.clone()
    }

    fn start(&self, doing: Doing) -> Running {
        let mut state = self.state();
        state.begun += 1;
        let id = state.begun;
        state.running.push((id, doing));
        Running { checks: self.clone(), id }
    }

    fn finish(&self, state: &mut State, id: u64, outcome: OutcomeKind) {
        let Some(at) = state.running.iter().position(|(running, _)| *running == id) else { return };
        let Doing::Check { name, since } = state.running.remove(at).1 else { return };
        let report = CheckReport::new(name, outcome, since.elapsed());
        tracing::info!(check = report.name, outcome = %report.outcome, milliseconds = report.milliseconds, "check done");
        self.0.guardian.tell(|| FromWorker::CheckEnded(report.clone()));
        if state.done.len() < MOST_REPORTED {
            state.done.push(report);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Running {
    pub(crate) fn end(self, outcome: OutcomeKind) {
        let checks = self.checks.clone();
        checks.finish(&mut checks.state(), self.id, outcome);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let outcome = if std::thread::panicking() { OutcomeKind::Failed } else { OutcomeKind::Inconclusive };
        self.checks.finish(&mut self.checks.state(), self.id, outcome);
    }
}

impl CheckReport {
    pub(crate) fn new(name: String, outcome: OutcomeKind, took: Duration) -> Self {
        let milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        Self { name, outcome, value: None, threshold: None, n: None, milliseconds }
    }
}

/// ` while the check `a` was running`; empty without names.
pub(crate) fn while_running<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    match names.as_slice() {
        [] => String::new(),
        [only] => format!(" while the check {only} was running"),
        several => format!(" while the checks {} were running", several.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::TargetReference;

    fn outcomes(checks: &Checks) -> Vec<(String, OutcomeKind)> {
        checks.reports().into_iter().map(|check| (check.name, check.outcome)).collect()
    }

    #[test]
    fn what_is_under_way_is_told_in_words() {
        let checks = Checks::new(Arc::default());
        assert_eq!(checks.under_way(), "");
        let Ok(TargetReference::Version(orders)) = "orders:2".parse() else { unreachable!() };
        let call = checks.call(&orders);
        assert_eq!(checks.under_way(), " while it waited for orders:2");
        let prices = checks.begin("prices".into());
        assert_eq!(checks.under_way(), " while the check `prices` was running, which waited for orders:2");
        drop(call);
        let stock = checks.begin("stock".into());
        assert_eq!(checks.under_way(), " while the checks `prices`, `stock` were running");
        drop((prices, stock));
        assert_eq!(checks.under_way(), "");
    }

    #[test]
    fn a_check_that_ends_is_done_a_dropped_one_inconclusive_and_a_running_one_failed() {
        let checks = Checks::new(Arc::default());
        checks.begin("a".into()).end(OutcomeKind::Succeeded);
        drop(checks.begin("b".into()));
        let c = checks.begin("c".into());
        let expected = [
            ("a".to_owned(), OutcomeKind::Succeeded),
            ("b".to_owned(), OutcomeKind::Inconclusive),
            ("c".to_owned(), OutcomeKind::Failed),
        ];
        assert_eq!(outcomes(&checks), expected);
        drop(c);
        assert_eq!(outcomes(&checks), expected);
    }

    #[test]
    fn names_and_numbers_are_bounded() {
        let checks = Checks::new(Arc::default());
        for _ in 0..300 {
            checks.begin("ä".repeat(500)).end(OutcomeKind::Succeeded);
        }
        let reports = checks.reports();
        assert_eq!((reports.len(), reports[0].name.chars().count()), (200, 100));
    }
}
