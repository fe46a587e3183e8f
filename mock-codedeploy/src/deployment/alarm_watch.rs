//! The alarms that a deployment polls from its start to its end (spec 4.5).

use serde::{Deserialize, Serialize};

/// What a deployment polls.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlarmWatch {
    /// The alarms' names; none, and nothing is polled.
    pub alarms: Vec<String>,
    /// Whether the deployment goes on when an alarm cannot be read.
    pub ignore_failures: bool,
}

/// What polling one alarm gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AlarmReading {
    /// It is in the state `ALARM`.
    Active,
    /// It is `OK`, or has insufficient data, which both let a deployment go on.
    Inactive,
    /// It could not be read, for example because there is none of this name.
    Unreadable,
}
