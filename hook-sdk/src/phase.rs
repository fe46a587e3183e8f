//! The two moments at which a validator runs.

use std::fmt;

use serde::{Deserialize, Serialize};

/// When a validator runs. CodeDeploy calls the two moments `BeforeAllowTraffic` and `AfterAllowTraffic`.
///
/// The hook event does not name its phase, so a validator's attribute does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Phase {
    /// Before the new version gets any traffic.
    PreTraffic,
    /// After the new version has got all traffic.
    PostTraffic,
}

impl Phase {
    /// CodeDeploy's name for the lifecycle event of this phase.
    ///
    /// ```
    /// assert_eq!(hook_sdk::Phase::PreTraffic.lifecycle_event(), "BeforeAllowTraffic");
    /// assert_eq!(hook_sdk::Phase::PostTraffic.lifecycle_event(), "AfterAllowTraffic");
    /// ```
    pub const fn lifecycle_event(self) -> &'static str {
        match self {
            Self::PreTraffic => "BeforeAllowTraffic",
            Self::PostTraffic => "AfterAllowTraffic",
        }
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::PreTraffic => "PreTraffic",
            Self::PostTraffic => "PostTraffic",
        })
    }
}
