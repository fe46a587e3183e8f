//! What the guardian knows, and what it does about what happens. Pure: times come in, decisions go out.

use std::collections::VecDeque;

use super::death::Death;
use super::message::{FromWorker, InFlight, Known};
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
    pub(crate) fn hear(&mut self, message: FromWorker) {
        match message {
            FromWorker::InFlight(in_flight) => {
                self.served = true;
                self.current = Some(Current { in_flight, outcome: None, delivered: false });
            }
            FromWorker::Target { function, version } => {
                if let Some(current) = &mut self.current {
                    current.in_flight.report.function = Some(function);
                    current.in_flight.report.target_version = Some(version);
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
        let Current { in_flight, outcome, delivered } = self.current.as_ref()?;
        let last_moment = in_flight.deadline.saturating_sub(LAST_MOMENT_MILLISECONDS);
        // A worker that has its outcome reports by itself up to the deadline.
        let blocked = in_flight.validator_until + GRACE_MILLISECONDS;
        Some(if outcome.is_some() || *delivered { last_moment } else { blocked.min(last_moment) })
    }

    /// The worker has not moved on in time.
    pub(crate) fn overdue(&mut self) -> Option<Intervention> {
        let current = self.current.as_ref()?;
        let seconds = seconds(current.in_flight.validator_until.saturating_sub(current.in_flight.began));
        let reason = format!("the validator blocked its thread and ran out of time after {seconds} s");
        self.intervene(reason)
    }

    /// The worker has died.
    pub(crate) fn died(&mut self, death: Death) -> Option<Intervention> {
        self.intervene(death.to_string())
    }

    /// The function has been told to shut down.
    pub(crate) fn told_to_stop(&mut self) -> Option<Intervention> {
        self.intervene("the function was told to shut down (SIGTERM) while the validator ran".into())
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

    fn intervene(&mut self, reason: String) -> Option<Intervention> {
        let Current { in_flight, outcome, delivered } = self.current.take()?;
        // An outcome that was reached counts, whatever became of the worker afterwards.
        let outcome = outcome.unwrap_or_else(|| {
            let outcome = Outcome::failed(reason);
            Self::remember(&mut self.known, Known { event: in_flight.event.clone(), outcome: outcome.clone() });
            outcome
        });
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
        assert_eq!(watch.died(Death::Exited(1)), None);
        assert!(!watch.has_served());
        watch.hear(in_flight());
        watch.hear(FromWorker::Settled);
        assert_eq!((watch.overdue_at(), watch.died(Death::Exited(1))), (None, None));
        assert!(watch.has_served());
        watch.begin();
        assert!(!watch.has_served());
    }

    #[test]
    fn a_death_before_the_outcome_is_a_failure_with_the_cause() {
        let mut watch = Watch::default();
        watch.hear(in_flight());
        watch.hear(FromWorker::Target { function: "orders".into(), version: "2".into() });
        let intervention = watch.died(Death::Signal(11)).unwrap();
        assert_eq!(intervention.outcome, Outcome::failed("the validator crashed with SIGSEGV (a segmentation fault)"));
        assert_eq!(intervention.in_flight.report.function.as_deref(), Some("orders"));
        assert!(!intervention.delivered);
        assert_eq!(watch.overdue_at(), None);
    }

    #[test]
    fn an_outcome_that_was_reached_survives_the_death() {
        let mut watch = Watch::default();
        watch.hear(in_flight());
        watch.hear(FromWorker::Reached(Outcome::Succeeded));
        assert_eq!(watch.died(Death::Exited(1)).unwrap().outcome, Outcome::Succeeded);
    }

    #[test]
    fn a_delivered_verdict_is_not_delivered_again() {
        let mut watch = Watch::default();
        watch.hear(in_flight());
        watch.hear(FromWorker::Reached(Outcome::Succeeded));
        watch.hear(FromWorker::Delivered);
        assert!(watch.died(Death::Exited(1)).unwrap().delivered);
    }

    #[test]
    fn a_worker_is_overdue_shortly_after_it_should_have_cancelled_and_before_the_deadline() {
        let mut watch = Watch::default();
        watch.hear(in_flight());
        assert_eq!(watch.overdue_at(), Some(3_150));
        watch.hear(FromWorker::Reached(Outcome::Succeeded));
        assert_eq!(watch.overdue_at(), Some(3_970));
        let mut watch = Watch::default();
        watch.hear(in_flight());
        let blocked = watch.overdue().unwrap().outcome;
        assert_eq!(blocked, Outcome::failed("the validator blocked its thread and ran out of time after 2.0 s"));
    }

    #[test]
    fn outcomes_are_known_to_the_next_worker_in_bounded_number() {
        let mut watch = Watch::default();
        watch.hear(in_flight());
        watch.died(Death::Exited(0));
        let known: Vec<&Known> = watch.known().collect();
        assert_eq!(known.len(), 1);
        assert_eq!(
            known[0].outcome.reasons(),
            ["the validator ended its process with exit status 0 instead of returning"]
        );
    }
}
