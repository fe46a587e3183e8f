//! How the account is driven: what is due, what has to run, and when time may jump.

use std::time::Duration;

use super::World;
use crate::account::{EventInvokeConfig, Qualifier};
use crate::clock::VirtualTime;
use crate::deployment::Assumptions;
use crate::engine::asynchronous::AsyncInvocation;
use crate::engine::lambda_metrics::EventMetric;

impl World {
    /// The asynchronous invocations that the driver has to run now, saying of each how it [ended](Self::invocation_ended).
    pub fn take_invocations(&mut self) -> Vec<AsyncInvocation> {
        let taken = std::mem::take(&mut self.to_invoke);
        if !taken.is_empty() {
            self.in_flight.extend(taken.iter().cloned());
            self.kept.progress_changed();
        }
        taken
    }

    /// Says that an attempt of an asynchronous invocation begins.
    pub(crate) fn invocation_begins(&mut self, invocation: &AsyncInvocation) {
        self.note_event(invocation, EventMetric::Age(self.now.since(invocation.accepted)));
    }

    /// Says how an asynchronous invocation went. A function error is tried again later, as the function's configuration says.
    pub fn invocation_ended(&mut self, invocation: &AsyncInvocation, function_error: bool) {
        self.left_the_queue(invocation);
        if function_error {
            let again = invocation.retry(&self.invoke_config(invocation), self.now);
            self.try_again_or_drop(invocation, again);
        }
    }

    /// Says that an asynchronous invocation could not run, since all that its function may use is in use. A function that may use
    /// nothing at all has its events dropped at once.
    pub(crate) fn invocation_throttled(&mut self, invocation: &AsyncInvocation) {
        self.left_the_queue(invocation);
        let function = self.functions.get(&invocation.function);
        let is_off = function.is_some_and(|function| function.reserved_concurrency == Some(0));
        let again = invocation.throttled(&self.invoke_config(invocation), self.now).filter(|_| !is_off);
        self.try_again_or_drop(invocation, again);
    }

    /// Says that an asynchronous invocation has come to nothing: its function is gone.
    pub(crate) fn invocation_dropped(&mut self, invocation: &AsyncInvocation) {
        self.left_the_queue(invocation);
        self.note_event(invocation, EventMetric::Dropped);
    }

    fn left_the_queue(&mut self, invocation: &AsyncInvocation) {
        let is_it =
            |other: &AsyncInvocation| other.request_id == invocation.request_id && other.attempt == invocation.attempt;
        if let Some(at) = self.in_flight.iter().position(is_it) {
            self.in_flight.swap_remove(at);
        }
        self.kept.progress_changed();
    }

    fn try_again_or_drop(&mut self, invocation: &AsyncInvocation, again: Option<(VirtualTime, AsyncInvocation)>) {
        match again {
            Some(again) => self.retries.push(again),
            None => self.note_event(invocation, EventMetric::Dropped),
        }
    }

    /// What was configured for the very qualifier that was called.
    fn invoke_config(&self, invocation: &AsyncInvocation) -> EventInvokeConfig {
        let function = self.functions.get(&invocation.function);
        let qualifier = Qualifier::key(invocation.qualifier.as_ref());
        let config = function.and_then(|function| function.invoke_configs.get(&qualifier)).cloned();
        config.unwrap_or_else(|| EventInvokeConfig::new(self.now))
    }

    /// When something happens next by itself; `None` when nothing is under way. Alarms alone do not keep a clock going.
    pub fn next_due(&self) -> Option<VirtualTime> {
        let retries = self.retries.iter().map(|(due, _)| *due);
        let pending = retries.chain(self.schedule.next()).min()?;
        Some(pending.min(self.next_evaluation().unwrap_or(pending)))
    }

    /// When alarms are evaluated next, if there are any.
    pub(crate) fn next_evaluation(&self) -> Option<VirtualTime> {
        self.monitor.next_evaluation(self.evaluated.unwrap_or(self.start))
    }

    /// Moves the clock forward to `time`, never back.
    pub fn jump(&mut self, time: VirtualTime) {
        self.now = self.now.max(time);
    }

    /// Lets everything happen that is due now.
    pub fn run_due(&mut self) {
        let now = self.now;
        self.evaluate_alarms();
        let (due, later) = std::mem::take(&mut self.retries).into_iter().partition(|(due, _)| *due <= now);
        self.retries = later;
        let due: Vec<(VirtualTime, AsyncInvocation)> = due;
        if !due.is_empty() {
            self.kept.progress_changed();
        }
        self.to_invoke.extend(due.into_iter().map(|(_, invocation)| invocation));
        // Rollbacks join the schedule while it is worked through, and begin in the same instant.
        while let Some(position) = self.schedule.due(now) {
            self.act(position);
        }
    }

    /// Evaluates alarms at every instant that was due since the last time, so that deployments poll what is true now.
    fn evaluate_alarms(&mut self) {
        let Assumptions { evaluation_range_surplus: more_points, metric_delay, .. } = self.rules.assumptions;
        // Who lets a clock stand for days does not want to know what the alarms would have said in between.
        let earliest = self.now.before(LONGEST_CATCH_UP);
        if self.evaluated.is_none_or(|evaluated| evaluated < earliest) {
            self.evaluated = Some(earliest.max(self.start));
        }
        // A clock at the end of its time would be due for ever.
        let is_due = |world: &Self, due: &VirtualTime| *due <= world.now && Some(*due) > world.evaluated;
        while let Some(due) = self.next_evaluation().filter(|due| is_due(self, due)) {
            self.monitor.evaluate(more_points, metric_delay, due);
            self.evaluated = Some(due);
        }
    }
}

const LONGEST_CATCH_UP: Duration = Duration::from_secs(3 * 3_600);
