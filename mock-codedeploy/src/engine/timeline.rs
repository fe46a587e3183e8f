//! What happened, in the order in which it happened.

use serde::{Deserialize, Serialize};

use crate::account::{AliasName, FunctionName, Version, Weight};
use crate::clock::VirtualTime;
use crate::deployment::{DeploymentId, DeploymentStatus, LifecycleEventName, LifecycleEventStatus};

/// One thing that happened to a deployment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TimelineEntry {
    /// When, by the deployment's clock.
    pub time: VirtualTime,
    /// To which deployment.
    pub deployment_id: DeploymentId,
    /// The guarded function; `None` where the AppSpec cannot be read.
    pub function: Option<FunctionName>,
    /// The alias that moves; `None` where the AppSpec cannot be read.
    pub alias: Option<AliasName>,
    /// What.
    pub happening: Happening,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Happening {
    /// The deployment was accepted.
    Created {
        /// Which one it rolls back, if it is a rollback.
        rollback_of: Option<DeploymentId>,
        /// Where the alias moves from; `None` where the AppSpec cannot be read.
        from: Option<Version>,
        /// Where it moves to; `None` where the AppSpec cannot be read.
        to: Option<Version>,
    },
    /// A lifecycle event changed its status.
    LifecycleEvent(LifecycleEventName, LifecycleEventStatus),
    /// A hook function was called.
    HookCalled {
        /// The function.
        hook: FunctionName,
        /// For which event.
        event: LifecycleEventName,
    },
    /// Traffic moved.
    Shifted {
        /// To which version.
        version: Version,
        /// How much of it that version has now.
        weight: Weight,
    },
    /// The deployment is over.
    Ended(DeploymentStatus),
}
