//! What a deployment waits for.

use serde::{Deserialize, Serialize};

use crate::clock::VirtualTime;
use crate::deployment::lifecycle::LifecycleEventName;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Stage {
    /// For its start.
    Waiting { until: VirtualTime },
    /// For a hook's report, until its time is out.
    Hook { phase: Phase, until: VirtualTime },
    /// For its next step.
    Shifting { began: VirtualTime, next: u32 },
    /// For the last step to have happened, and for one more interval where that is assumed.
    Settling { until: VirtualTime },
    /// For nothing.
    Ended,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Phase {
    Before,
    After,
}

impl Phase {
    pub(super) const fn event(self) -> LifecycleEventName {
        match self {
            Self::Before => LifecycleEventName::BeforeAllowTraffic,
            Self::After => LifecycleEventName::AfterAllowTraffic,
        }
    }
}
