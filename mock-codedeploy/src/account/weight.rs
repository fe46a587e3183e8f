//! The part of an alias's traffic that the second version gets.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A part of the traffic, from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Weight(f64);

/// A weight outside 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
#[error("{0} is no weight: it has to be between 0.0 and 1.0")]
pub struct WeightError(f64);

impl Weight {
    /// No traffic.
    pub const NONE: Self = Self(0.0);
    /// All traffic.
    pub const ALL: Self = Self(1.0);

    /// A part between 0 and 1.
    ///
    /// # Errors
    /// When it is outside, or not a number.
    pub fn new(part: f64) -> Result<Self, WeightError> {
        if (0.0..=1.0).contains(&part) { Ok(Self(part)) } else { Err(WeightError(part)) }
    }

    /// A part in percent; more than 100 is all. The division keeps 30 % the `0.3` that people write.
    pub fn percent(percent: u8) -> Self {
        Self(f64::from(percent.min(100)) / 100.0)
    }

    /// The part between 0 and 1.
    pub const fn get(self) -> f64 {
        self.0
    }
}
