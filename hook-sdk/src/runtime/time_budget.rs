//! How an invocation's time is shared between the validator and the report.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::time::Instant;

use crate::event::HookEvent;
use crate::guardian::{FromWorker, InFlight};
use crate::hook_report::HookReport;

/// The default reserve, unless a third of the time is less.
const RESERVE: Duration = Duration::from_secs(30);
/// Kept at the very end, so that the answer leaves before Lambda ends the process.
const MARGIN: Duration = Duration::from_millis(50);

#[derive(Clone, Copy, Debug)]
pub(crate) struct TimeBudget {
    start: Instant,
    validator_until: Instant,
    deadline: Instant,
    limited_by_timeout: bool,
}

impl TimeBudget {
    pub(crate) fn new(
        start: Instant,
        time_left: Duration,
        timeout: Option<Duration>,
        reserve: Option<Duration>,
    ) -> Self {
        let usable = time_left.saturating_sub(MARGIN);
        // A reserve that is larger than what is left would leave nothing to validate with: it gives way down to half.
        let reserve = reserve.unwrap_or_else(|| RESERVE.min(usable / 3)).min(usable / 2);
        let by_invocation = usable.saturating_sub(reserve);
        let limited_by_timeout = timeout.is_some_and(|timeout| timeout < by_invocation);
        let for_validator = timeout.map_or(by_invocation, |timeout| timeout.min(by_invocation));
        Self { start, validator_until: start + for_validator, deadline: start + usable, limited_by_timeout }
    }

    /// When the validator is cancelled.
    pub(crate) const fn validator_until(&self) -> Instant {
        self.validator_until
    }

    /// When the report has to be out.
    pub(crate) const fn deadline(&self) -> Instant {
        self.deadline
    }

    /// The event as the guardian sees it, with instants of the wall clock.
    pub(crate) fn in_flight(&self, event: HookEvent, report: HookReport) -> FromWorker {
        let began = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let at = |instant: Instant| {
            let since_epoch = began + instant.saturating_duration_since(self.start);
            u64::try_from(since_epoch.as_millis()).unwrap_or(u64::MAX)
        };
        FromWorker::InFlight(Box::new(InFlight {
            event,
            report,
            began: at(self.start),
            validator_until: at(self.validator_until),
            deadline: at(self.deadline + MARGIN),
        }))
    }

    /// Why the validator had no more time.
    pub(crate) fn explanation(&self) -> String {
        let allowed = (self.validator_until - self.start).as_secs_f64();
        if self.limited_by_timeout {
            format!("after {allowed:.1} s (the attribute's `timeout`)")
        } else {
            let kept = (self.deadline - self.validator_until).as_secs_f64();
            format!("after {allowed:.1} s (the function's timeout, less {kept:.1} s kept for the report)")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn budget(left: f64, timeout: Option<f64>, reserve: Option<f64>) -> (f64, f64) {
        let start = Instant::now();
        let budget = TimeBudget::new(
            start,
            Duration::from_secs_f64(left),
            timeout.map(Duration::from_secs_f64),
            reserve.map(Duration::from_secs_f64),
        );
        ((budget.validator_until() - start).as_secs_f64(), (budget.deadline() - start).as_secs_f64())
    }

    #[test]
    fn thirty_seconds_are_kept_of_a_long_invocation_and_a_third_of_a_short_one() {
        assert_eq!(budget(300.05, None, None), (270.0, 300.0));
        assert_eq!(budget(3.05, None, None), (2.0, 3.0));
    }

    #[test]
    fn the_attribute_sets_timeout_and_reserve_within_what_there_is() {
        assert_eq!(budget(60.05, Some(10.0), None), (10.0, 60.0));
        assert_eq!(budget(60.05, Some(600.0), Some(10.0)), (50.0, 60.0));
        assert_eq!(budget(4.05, None, Some(10.0)), (2.0, 4.0));
        assert_eq!(budget(0.0, None, None), (0.0, 0.0));
    }
}
