//! How the account is driven: what is due, what has to run, and when time may jump.

use super::World;
use crate::clock::VirtualTime;
use crate::engine::asynchronous::AsyncInvocation;

impl World {
    /// The asynchronous invocations that the driver has to run now, saying of each how it [ended](Self::invocation_ended).
    pub fn take_invocations(&mut self) -> Vec<AsyncInvocation> {
        std::mem::take(&mut self.to_invoke)
    }

    /// Says how an asynchronous invocation went. A function error is tried again later.
    pub fn invocation_ended(&mut self, invocation: &AsyncInvocation, function_error: bool) {
        if let Some((wait, next)) = invocation.retry().filter(|_| function_error) {
            self.retries.push((self.now + wait, next));
        }
    }

    /// When something happens next by itself.
    pub fn next_due(&self) -> Option<VirtualTime> {
        let retries = self.retries.iter().map(|(due, _)| *due);
        retries.chain(self.schedule.next()).min()
    }

    /// Moves the clock forward to `time`, never back.
    pub fn jump(&mut self, time: VirtualTime) {
        self.now = self.now.max(time);
    }

    /// Lets everything happen that is due now.
    pub fn run_due(&mut self) {
        let now = self.now;
        let (due, later) = std::mem::take(&mut self.retries).into_iter().partition(|(due, _)| *due <= now);
        self.retries = later;
        let due: Vec<(VirtualTime, AsyncInvocation)> = due;
        self.to_invoke.extend(due.into_iter().map(|(_, invocation)| invocation));
        // Rollbacks join the schedule while it is worked through, and begin in the same instant.
        while let Some(position) = self.schedule.due(now) {
            self.act(position);
        }
    }
}
