//! The three lifecycle events that the API shows of a Lambda deployment (spec 1.3).

use serde::{Deserialize, Serialize};

use crate::clock::VirtualTime;

/// Which event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum LifecycleEventName {
    /// The pre-traffic hook runs.
    BeforeAllowTraffic,
    /// Traffic shifts.
    AllowTraffic,
    /// The post-traffic hook runs.
    AfterAllowTraffic,
}

/// How far an event is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum LifecycleEventStatus {
    /// Not begun.
    Pending,
    /// Begun, not ended.
    InProgress,
    /// Ended well.
    Succeeded,
    /// Ended badly.
    Failed,
    /// Never begun, because an earlier event failed.
    Skipped,
}

/// One event of a deployment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LifecycleEvent {
    /// Which event.
    pub name: LifecycleEventName,
    /// How far it is.
    pub status: LifecycleEventStatus,
    /// When it began.
    pub start_time: Option<VirtualTime>,
    /// When it ended.
    pub end_time: Option<VirtualTime>,
}

impl LifecycleEventName {
    /// All three, in their order.
    pub const ALL: [Self; 3] = [Self::BeforeAllowTraffic, Self::AllowTraffic, Self::AfterAllowTraffic];

    /// The API's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BeforeAllowTraffic => "BeforeAllowTraffic",
            Self::AllowTraffic => "AllowTraffic",
            Self::AfterAllowTraffic => "AfterAllowTraffic",
        }
    }
}

impl LifecycleEventStatus {
    /// The API's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "Pending",
            Self::InProgress => "InProgress",
            Self::Succeeded => "Succeeded",
            Self::Failed => "Failed",
            Self::Skipped => "Skipped",
        }
    }
}

impl LifecycleEvent {
    pub(crate) const fn pending(name: LifecycleEventName) -> Self {
        Self { name, status: LifecycleEventStatus::Pending, start_time: None, end_time: None }
    }

    pub(crate) const fn begin(&mut self, now: VirtualTime) {
        self.status = LifecycleEventStatus::InProgress;
        self.start_time = Some(now);
    }

    pub(crate) const fn end(&mut self, status: LifecycleEventStatus, now: VirtualTime) {
        self.status = status;
        self.end_time = Some(now);
    }
}
