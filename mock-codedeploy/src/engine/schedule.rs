//! When which deployment next does something by itself, found without looking at all of them.

use std::collections::{BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use crate::clock::VirtualTime;

/// A place in the order in which deployments were made; within one instant they act in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Position(pub(super) usize);

/// The next instant of every deployment that has one.
#[derive(Debug, Default)]
pub(super) struct Schedule {
    by_time: BTreeSet<(VirtualTime, Position)>,
    by_position: HashMap<Position, VirtualTime>,
}

impl Schedule {
    /// Notes when a deployment is due next; `None` when it no longer is.
    pub(super) fn set(&mut self, position: Position, due: Option<VirtualTime>) {
        if let Some(before) = self.by_position.remove(&position) {
            self.by_time.remove(&(before, position));
        }
        if let Some(due) = due {
            self.by_position.insert(position, due);
            self.by_time.insert((due, position));
        }
    }

    /// The first instant at which any deployment is due.
    pub(super) fn next(&self) -> Option<VirtualTime> {
        self.by_time.first().map(|(due, _)| *due)
    }

    /// The deployment that is due first, if it is due by `now`.
    pub(super) fn due(&self, now: VirtualTime) -> Option<Position> {
        self.by_time.first().filter(|(due, _)| *due <= now).map(|(_, position)| *position)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn what_is_due_comes_by_time_and_then_in_the_order_of_creation() {
        let at = |seconds| VirtualTime::START + Duration::from_secs(seconds);
        let mut schedule = Schedule::default();
        schedule.set(Position(2), Some(at(5)));
        schedule.set(Position(1), Some(at(5)));
        schedule.set(Position(3), Some(at(9)));
        schedule.set(Position(3), Some(at(1)));
        assert_eq!(schedule.next(), Some(at(1)));
        assert_eq!(schedule.due(at(0)), None);
        let mut order = Vec::new();
        while let Some(position) = schedule.due(at(5)) {
            order.push(position.0);
            schedule.set(position, None);
        }
        assert_eq!(order, [3, 1, 2]);
        assert_eq!(schedule.next(), None);
    }
}
