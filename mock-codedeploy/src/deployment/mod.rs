//! One deployment's life as a pure state machine: no clock, no I/O, the same input gives the same record.

mod action;
mod alarm_watch;
mod app_spec;
mod app_spec_text;
mod assumptions;
mod error_information;
mod hook_execution;
mod id;
mod lifecycle;
mod machine;
mod rollback;
mod shift;
mod status;
mod strategy;

pub use action::Action;
pub use alarm_watch::{AlarmReading, AlarmWatch};
pub use app_spec::AppSpec;
pub use app_spec_text::AppSpecError;
pub use assumptions::{AssumptionError, Assumptions};
pub use error_information::{ErrorCode, ErrorInformation};
pub use hook_execution::{HookEvent, HookExecutionId, HookVerdict, ReportRefused};
pub use id::DeploymentId;
pub use lifecycle::{LifecycleEvent, LifecycleEventName, LifecycleEventStatus};
pub use machine::Deployment;
pub use rollback::RollbackInfo;
pub use shift::Step;
pub use status::{Creator, DeploymentStatus};
pub use strategy::{Strategy, StrategyError};
