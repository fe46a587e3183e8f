//! How asynchronous invocations are tried again, and where their outcomes go (spec 5.3).

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::clock::VirtualTime;

/// How asynchronous invocations are tried again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventInvokeConfig {
    /// How often a function error is tried again, at most twice.
    pub maximum_retry_attempts: u32,
    /// How long an event may wait in the queue.
    pub maximum_event_age: Duration,
    /// Where outcomes go, as it was given; nobody is told here.
    pub destinations: Option<Value>,
    /// When it was last changed.
    pub modified: VirtualTime,
}

impl EventInvokeConfig {
    /// Lambda's defaults: two more attempts, six hours.
    pub const fn new(modified: VirtualTime) -> Self {
        Self { maximum_retry_attempts: 2, maximum_event_age: Duration::from_secs(21_600), destinations: None, modified }
    }
}
