//! One deployment's life as a pure state machine: no clock, no I/O, the same input gives the same record.

mod app_spec;
mod error_information;
mod hook_execution;
mod id;
mod lifecycle;
mod machine;
mod rollback;
mod shift;
mod strategy;

pub use app_spec::AppSpec;
pub use error_information::{ErrorCode, ErrorInformation};
pub use hook_execution::{HookEvent, HookExecutionId, HookVerdict, ReportRefused};
pub use id::DeploymentId;
pub use lifecycle::{LifecycleEvent, LifecycleEventName, LifecycleEventStatus};
pub use machine::{Action, Creator, Deployment, DeploymentStatus};
pub use rollback::RollbackInfo;
pub use shift::Step;
pub use strategy::{Strategy, StrategyError};
