//! Time as a value: the deployment's clock never ticks by itself.

use std::fmt;
use std::ops::{Add, Sub};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

/// An instant of the deployment's clock, in microseconds since the Unix epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct VirtualTime(u64);

impl VirtualTime {
    /// Where the clock of a simulation starts: 2026-01-01 00:00:00 UTC.
    pub const START: Self = Self(1_767_225_600_000_000);

    /// An instant of the machine's own clock; before 1970 it is 1970.
    pub fn of_system(time: SystemTime) -> Self {
        let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Self(0) + since
    }

    /// So long after 1970.
    pub fn of_epoch(since: Duration) -> Self {
        Self(0) + since
    }

    /// As the API writes it: epoch seconds with a fraction.
    #[expect(
        clippy::cast_precision_loss,
        reason = "microseconds of this century fit the 53 bits of the API's JSON numbers"
    )]
    pub fn epoch_seconds(self) -> f64 {
        self.0 as f64 / 1e6
    }

    /// As whole epoch seconds, for what is counted in seconds.
    pub const fn epoch_whole_seconds(self) -> u64 {
        self.0 / 1_000_000
    }

    /// The minute that it lies in.
    #[must_use]
    pub const fn whole_minute(self) -> Self {
        Self(self.0 - self.0 % 60_000_000)
    }

    /// The time since 1970.
    pub const fn since_epoch(self) -> Duration {
        Duration::from_micros(self.0)
    }

    /// The instant so long before this one, not before 1970.
    #[must_use]
    pub fn before(self, duration: Duration) -> Self {
        Self(0) + self.since_epoch().saturating_sub(duration)
    }

    /// How long after `earlier` this instant is; zero when it is before.
    pub const fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(self.0.saturating_sub(earlier.0))
    }
}

impl Add<Duration> for VirtualTime {
    type Output = Self;

    fn add(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)))
    }
}

impl Sub for VirtualTime {
    type Output = Duration;

    fn sub(self, earlier: Self) -> Duration {
        self.since(earlier)
    }
}

impl fmt::Display for VirtualTime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.epoch_seconds())
    }
}
