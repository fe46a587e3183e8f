//! What became of alarms, as `DescribeAlarmHistory` tells it.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr};

use crate::clock::VirtualTime;

/// What kind of thing happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, EnumString)]
#[allow(missing_docs, reason = "the names are CloudWatch's own")]
pub enum HistoryKind {
    ConfigurationUpdate,
    StateUpdate,
    Action,
}

/// One thing that happened to an alarm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryItem {
    /// To which.
    pub alarm: String,
    /// When.
    pub time: VirtualTime,
    /// What kind.
    pub kind: HistoryKind,
    /// In words.
    pub summary: String,
    /// As JSON.
    pub data: String,
}
