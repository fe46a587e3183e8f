//! What has happened in a mock.

use serde_json::Value;

use crate::account::FunctionName;
use crate::clock::VirtualTime;
use crate::engine::TimelineEntry;

/// What has happened in a mock.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// What happened to deployments, oldest first.
    pub timeline: Vec<TimelineEntry>,
    /// The reports that hooks printed.
    pub hook_reports: Vec<Value>,
    /// The asynchronous invocations that ended with a function error.
    pub hook_errors: Vec<HookError>,
}

/// An asynchronous invocation that ended with a function error.
#[derive(Clone, Debug, PartialEq)]
pub struct HookError {
    /// The function.
    pub function: FunctionName,
    /// What it was sent.
    pub payload: Value,
    /// The error object.
    pub error: Value,
    /// The end of its log.
    pub log_tail: String,
    /// When.
    pub time: VirtualTime,
}
