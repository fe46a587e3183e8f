//! The outcomes that this process has reached, for events that come again.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use crate::event::HookEvent;
use crate::outcome::Outcome;

/// An environment serves few deployments in its life; older events do not come again.
const MOST: usize = 32;

/// The last outcomes, by event. The pair of ids is the key (spec 1.2).
#[derive(Debug, Default)]
pub(super) struct Outcomes(Mutex<VecDeque<(HookEvent, Outcome)>>);

impl Outcomes {
    pub(super) fn of(&self, event: &HookEvent) -> Option<Outcome> {
        let outcomes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        outcomes.iter().find(|(known, _)| known == event).map(|(_, outcome)| outcome.clone())
    }

    pub(super) fn remember(&self, event: HookEvent, outcome: Outcome) {
        let mut outcomes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if outcomes.len() == MOST {
            outcomes.pop_front();
        }
        outcomes.push_back((event, outcome));
    }
}
