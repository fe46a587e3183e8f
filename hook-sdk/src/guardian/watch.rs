//! What the guardian knows, and what it does about what happens. Pure: times come in, decisions go out.

use std::collections::VecDeque;
use std::time::Duration;

use super::death::Death;
use super::message::{FromWorker, InFlight, Known};
use crate::checks::while_running;
use crate::hook_report::{CheckReport, OutcomeKind};
use crate::outcome::Outcome;

/// How long the worker may take to cancel its validator, before the guardian takes it for blocked.
const GRACE_MILLISECONDS: u64 = 150;
/// Kept before the deadline when even the report of the worker hangs.
const LAST_MOMENT_MILLISECONDS: u64 = 30;
/// Outcomes of this many events are remembered for duplicates.
const MOST_KNOWN: usize = 32;

/// The guardian's view of its worker.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    current: Option<Current>,
    known: VecDeque<Known>,
    served: bool,
}

#[derive(Debug)]
struct Current {
    in_flight: Box<InFlight>,
    /// The names of the checks that have begun and not ended, with the instants.
    checks: Vec<(String, u64)>,
    outcome: Option<Outcome>,
    delivered: bool,
}

/// What has to be done in the worker's place.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Intervention {
    pub(crate) in_flight: Box<InFlight>,
    pub(crate) outcome: Outcome,
    /// CodeDeploy knows already: only the Runtime API waits for its answer.
    pub(crate) delivered: bool,
}

impl Watch {
    /// Takes what the worker says.
    pub(crate) fn hear(&mut self, message: FromWorker, now: u64) {
        match message {
            FromWorker::InFlight(in_flight) => {
                self.served = true;
                self.current = Some(Current { in_flight, checks: Vec::new(), outcome: None, delivered: false });
            }
            FromWorker::Target { function, version } => {
                if let Some(current) = &mut self.current {
                    current.in_flight.report.function = Some(function);
                    current.in_flight.report.target_version = Some(version);
                }
            }
            FromWorker::CheckBegan(name) => {
                if let Some(current) = &mut self.current {
                    current.checks.push((name, now));
                }
            }
            FromWorker::CheckEnded(check) => {
                if let Some(Current { in_flight, checks, .. }) = &mut self.current {
                    if let Some(at) = checks.iter().position(|(name, _)| *name == check.name) {
                        checks.remove(at);
                    }
                    in_flight.report.checks.push(check);
                }
            }
            FromWorker::Reached(outcome) => {
                if let Some(current) = &mut self.current {
                    Self::remember(
                        &mut self.known,
                        Known { event: current.in_flight.event.clone(), outcome: outcome.clone() },
                    );
                    current.outcome = Some(outcome);
                }
            }
            FromWorker::Delivered => {
                if let Some(current) = &mut self.current {
                    current.delivered = true;
                }
            }
            FromWorker::Settled => self.current = None,
        }
    }

    /// When the worker has to be looked after, in milliseconds since the Unix epoch.
    pub(crate) fn overdue_at(&self) -> Option<u64> {
        let Current { in_flight, outcome, delivered, .. } = self.current.as_ref()?;
        let last_moment = in_flight.deadline.saturating_sub(LAST_MOMENT_MILLISECONDS);
        // A worker that has its outcome reports by itself up to the deadline.
        let blocked = in_flight.validator_until + GRACE_MILLISECONDS;
        Some(if outcome.is_some() || *delivered { last_moment } else { blocked.min(last_moment) })
    }

    /// The worker has not moved on in time.
    pub(crate) fn overdue(&mut self, now: u64) -> Option<Intervention> {
        let current = self.current.as_ref()?;
        let seconds = seconds(current.in_flight.validator_until.saturating_sub(current.in_flight.began));
        self.intervene(&format!("the validator blocked its thread and ran out of time after {seconds} s"), now)
    }

    /// The worker has died.
    pub(crate) fn died(&mut self, death: Death, now: u64) -> Option<Intervention> {
        self.intervene(&death.to_string(), now)
    }

    /// The function has been told to shut down.
    pub(crate) fn told_to_stop(&mut self, now: u64) -> Option<Intervention> {
        self.intervene("the function was told to shut down (SIGTERM) while the validator ran", now)
    }

    /// A fresh worker takes over.
    pub(crate) const fn begin(&mut self) {
        self.served = false;
    }

    /// Whether this worker has got an event. One that dies before that would die again, for ever.
    pub(crate) const fn has_served(&self) -> bool {
        self.served
    }

    /// What a fresh worker has to know.
    pub(crate) fn known(&self) -> impl ExactSizeIterator<Item = &Known> {
        self.known.iter()
    }

    fn intervene(&mut self, cause: &str, now: u64) -> Option<Intervention> {
        let Current { mut in_flight, checks, outcome, delivered } = self.current.take()?;
        // An outcome that was reached counts, whatever became of the worker afterwards.
        let outcome = outcome.unwrap_or_else(|| {
            let running = while_running(checks.iter().map(|(name, _)| name.as_str()));
            let outcome = Outcome::failed(format!("{cause}{running}"));
            Self::remember(&mut self.known, Known { event: in_flight.event.clone(), outcome: outcome.clone() });
            outcome
        });
        in_flight.report.checks.extend(checks.into_iter().map(|(name, began)| {
            CheckReport::new(name, OutcomeKind::Failed, Duration::from_millis(now.saturating_sub(began)))
        }));
        Some(Intervention { in_flight, outcome, delivered })
    }

    fn remember(known: &mut VecDeque<Known>, outcome: Known) {
        if known.iter().any(|known| known.event == outcome.event) {
            return;
        }
        if known.len() == MOST_KNOWN {
            known.pop_front();
        }
        known.push_back(outcome);
    }
}

fn seconds(milliseconds: u64) -> String {
    format!("{}.{}", milliseconds / 1_000, milliseconds % 1_000 / 100)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::event::HookEvent;
    use crate::hook_report::HookReport;
    use crate::phase::Phase;

    fn in_flight() -> FromWorker {
        let event = json!({ "DeploymentId": "d-1", "LifecycleEventHookExecutionId": "e" });
        let event = HookEvent::from_json(&event).unwrap();
        let report = HookReport::begin(&event, Phase::PreTraffic, "hook", "r");
        let in_flight = InFlight { event, report, began: 1_000, validator_until: 3_000, deadline: 4_000 };
        FromWorker::InFlight(Box::new(in_flight))
    }

    #[test]
    fn an_idle_worker_is_never_overdue_and_its_death_concerns_nobody() {
        let mut watch = Watch::default();
        assert_eq!(watch.overdue_at(), None);
        assert_eq!(watch.died(Death::Exited(1), 2_000), None);
        assert!(!watch.has_served());
        watch.hear(in_flight(), 1_500);
        watch.hear(FromWorker::Settled, 1_500);
        assert_eq!((watch.overdue_at(), watch.died(Death::Exited(1), 2_000)), (None, None));
        assert!(watch.has_served());
        watch.begin();
        assert!(!watch.has_served());
    }

    #[test]
    fn a_death_before_the_outcome_is_a_failure_with_the_cause() {
        let mut watch = Watch::default();
        watch.hear(in_flight(), 1_500);
        watch.hear(FromWorker::Target { function: "orders".into(), version: "2".into() }, 1_500);
        let intervention = watch.died(Death::Signal(11), 2_000).unwrap();
        assert_eq!(intervention.outcome, Outcome::failed("the validator crashed with SIGSEGV (a segmentation fault)"));
        assert_eq!(intervention.in_flight.report.function.as_deref(), Some("orders"));
        assert!(!intervention.delivered);
        assert_eq!(watch.overdue_at(), None);
    }

    #[test]
    fn a_death_names_the_check_that_was_running_and_keeps_those_that_were_done() {
        let mut watch = Watch::default();
        watch.hear(in_flight(), 1_000);
        for name in ["prices", "stock"] {
            watch.hear(FromWorker::CheckBegan(name.into()), 1_200);
        }
        let done = CheckReport::new("prices".into(), OutcomeKind::Succeeded, Duration::from_millis(7));
        watch.hear(FromWorker::CheckEnded(done.clone()), 1_207);
        let intervention = watch.died(Death::Exited(0), 2_000).unwrap();
        assert_eq!(
            intervention.outcome.reasons(),
            [
                "the validator ended its process with exit status 0 instead of returning while the check `stock` was running"
            ]
        );
        let stock = CheckReport::new("stock".into(), OutcomeKind::Failed, Duration::from_millis(800));
        assert_eq!(intervention.in_flight.report.checks, [done, stock]);
    }

    #[test]
    fn an_outcome_that_was_reached_survives_the_death() {
        let mut watch = Watch::default();
        watch.hear(in_flight(), 1_500);
        watch.hear(FromWorker::Reached(Outcome::Succeeded), 1_500);
        assert_eq!(watch.died(Death::Exited(1), 2_000).unwrap().outcome, Outcome::Succeeded);
    }

    #[test]
    fn a_delivered_verdict_is_not_delivered_again() {
        let mut watch = Watch::default();
        watch.hear(in_flight(), 1_500);
        watch.hear(FromWorker::Reached(Outcome::Succeeded), 1_500);
        watch.hear(FromWorker::Delivered, 1_500);
        assert!(watch.died(Death::Exited(1), 2_000).unwrap().delivered);
    }

    #[test]
    fn a_worker_is_overdue_shortly_after_it_should_have_cancelled_and_before_the_deadline() {
        let mut watch = Watch::default();
        watch.hear(in_flight(), 1_500);
        assert_eq!(watch.overdue_at(), Some(3_150));
        watch.hear(FromWorker::Reached(Outcome::Succeeded), 1_500);
        assert_eq!(watch.overdue_at(), Some(3_970));
        let mut watch = Watch::default();
        watch.hear(in_flight(), 1_500);
        let blocked = watch.overdue(3_150).unwrap().outcome;
        assert_eq!(blocked, Outcome::failed("the validator blocked its thread and ran out of time after 2.0 s"));
    }

    #[test]
    fn outcomes_are_known_to_the_next_worker_in_bounded_number() {
        let mut watch = Watch::default();
        watch.hear(in_flight(), 1_500);
        watch.died(Death::Exited(0), 2_000);
        let known: Vec<&Known> = watch.known().collect();
        assert_eq!(known.len(), 1);
        assert_eq!(
            known[0].outcome.reasons(),
            ["the validator ended its process with exit status 0 instead of returning"]
        );
    }
}
