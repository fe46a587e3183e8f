//! What a deployment asks of whoever drives it.

use super::hook_execution::HookEvent;
use super::lifecycle::{LifecycleEventName, LifecycleEventStatus};
use super::status::DeploymentStatus;
use crate::account::{FunctionName, Weight};

/// What the driver has to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Call a hook function asynchronously.
    CallHook {
        /// The function.
        hook: FunctionName,
        /// What to send it.
        event: HookEvent,
        /// For which lifecycle event.
        lifecycle_event: LifecycleEventName,
    },
    /// A lifecycle event changed its status.
    Observed(LifecycleEventName, LifecycleEventStatus),
    /// Give the target version this part of the alias's traffic.
    Shift(Weight),
    /// The deployment is over.
    End(DeploymentStatus),
}
