//! How the deployment's clock goes.

use std::fmt;
use std::str::FromStr;
use std::time::{Duration, Instant};

use crate::clock::VirtualTime;

/// How the deployment's clock goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ClockMode {
    /// It jumps to the next event when no hook runs and nobody holds it, and stands still otherwise.
    Virtual,
    /// So many times as fast as real time; 1 is real time.
    Scaled(f64),
}

impl ClockMode {
    /// Whether it goes as fast as real time.
    #[expect(clippy::float_cmp, reason = "real time is exactly this scale")]
    pub(crate) const fn is_real(self) -> bool {
        matches!(self, Self::Scaled(factor) if factor == 1.0)
    }
}

/// A clock that goes by itself, or one that does not.
#[derive(Debug)]
pub(crate) struct Clock {
    mode: ClockMode,
    /// When it began to go; `None` while it is stopped.
    began: Option<Instant>,
    /// What it showed then, and what it was put forward since.
    origin: VirtualTime,
}

impl Clock {
    pub(crate) fn new(mode: ClockMode, origin: VirtualTime) -> Self {
        Self { mode, began: Some(Instant::now()), origin }
    }

    pub(crate) const fn mode(&self) -> ClockMode {
        self.mode
    }

    /// What it shows, if it goes by itself.
    pub(crate) fn now(&self) -> Option<VirtualTime> {
        match self.mode {
            ClockMode::Virtual => None,
            ClockMode::Scaled(factor) => {
                let gone = self.began.map_or(Duration::ZERO, |began| began.elapsed().mul_f64(factor));
                Some(self.origin + gone)
            }
        }
    }

    /// How long to wait, in real time, until it shows `time`; `None` if it will not by itself.
    pub(crate) fn until(&self, time: VirtualTime) -> Option<Duration> {
        match self.mode {
            ClockMode::Scaled(factor) if self.began.is_some() => Some((time - self.now()?).div_f64(factor)),
            _ => None,
        }
    }

    /// Stops a clock that goes by itself, or lets it go on.
    pub(crate) fn hold(&mut self, held: bool) {
        if held {
            self.origin = self.now().unwrap_or(self.origin);
            self.began = None;
        } else if self.began.is_none() {
            self.began = Some(Instant::now());
        }
    }

    /// Puts it forward.
    pub(crate) fn put_forward(&mut self, by: Duration) {
        self.origin = self.origin + by;
    }
}

impl FromStr for ClockMode {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let factor =
            |text: &str| text.parse().ok().filter(|factor: &f64| factor.is_finite() && *factor > 0.0 && *factor <= 1e6);
        match text {
            "virtual" => Ok(Self::Virtual),
            "real" => Ok(Self::Scaled(1.0)),
            other => other
                .strip_prefix('x')
                .and_then(factor)
                .map(Self::Scaled)
                .ok_or_else(|| format!("`{other}` is no clock: it is virtual, real, or a scale such as x60")),
        }
    }
}

impl fmt::Display for ClockMode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Virtual => formatter.write_str("virtual"),
            Self::Scaled(_) if self.is_real() => formatter.write_str("real"),
            Self::Scaled(factor) => write!(formatter, "x{factor}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_are_read_and_written_alike() {
        for text in ["virtual", "real", "x60", "x0.5"] {
            assert_eq!(text.parse::<ClockMode>().unwrap().to_string(), text);
        }
        for text in ["", "x", "x0", "x-1", "xinf", "60", "Virtual"] {
            assert!(text.parse::<ClockMode>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_scaled_clock_goes_faster_and_can_be_put_forward() {
        let mut clock = Clock::new(ClockMode::Scaled(1_000.0), VirtualTime::START);
        clock.put_forward(Duration::from_secs(3_600));
        let now = clock.now().unwrap();
        assert!(now >= VirtualTime::START + Duration::from_secs(3_600));
        let wait = clock.until(now + Duration::from_secs(1_000)).unwrap();
        assert!(wait <= Duration::from_secs(1), "{wait:?}");
        assert_eq!(Clock::new(ClockMode::Virtual, VirtualTime::START).now(), None);
    }

    #[test]
    fn a_scaled_clock_that_is_held_stands_still_until_it_is_put_forward_or_let_go() {
        let mut clock = Clock::new(ClockMode::Scaled(1e6), VirtualTime::START);
        clock.hold(true);
        let held = clock.now().unwrap();
        clock.hold(true);
        assert_eq!((clock.now(), clock.until(held + Duration::from_secs(1))), (Some(held), None));
        clock.put_forward(Duration::from_secs(60));
        assert_eq!(clock.now(), Some(held + Duration::from_secs(60)));
        clock.hold(false);
        assert!(clock.until(held + Duration::from_secs(1_000)).is_some());
    }
}
