//! A CodeDeploy that runs on one machine: deployments, hooks and traffic shifting, in virtual time.
//!
//! - [`Strategy`] and its steps say when which part of the traffic moves.
//! - [`Deployment`] is one deployment's life as a pure state machine, [`World`] the account around it. Neither reads a clock or sleeps.
//! - [`Mock`] runs a world: real `bootstrap` processes, real AWS clients over HTTP, a clock that jumps from event to event and stands
//!   still while a hook runs.
//! - `MockCodeDeploy` is the harness for tests of hooks (feature `harness`).

mod account;
mod api;
mod clock;
mod clock_mode;
mod cloudwatch;
mod codedeploy;
mod deployment;
mod engine;
mod fault;
#[cfg(fuzzing)]
pub mod fuzzing;
#[cfg(feature = "harness")]
mod harness;
mod host;
mod mock;
mod protocol;
mod server;
mod signature;
mod state;
mod tracked_map;

pub use account::{
    ACCOUNT_ID, Alias, AliasError, AliasName, Behavior, Bootstrap, Changing, Code, CodeArchive, Configuration,
    EventInvokeConfig, Function, FunctionName, FunctionReference, LambdaError, ModelAnswer, NameError, Qualifier,
    REGION, ReferenceError, Snapshot, Version, Weight, WeightError,
};
pub use clock::VirtualTime;
pub use clock_mode::ClockMode;
pub use cloudwatch::{
    Alarm, AlarmActions, AlarmKind, AlarmRule, AlarmRuleError, AlarmState, Comparison, Dimensions, HistoryItem,
    HistoryKind, Judgement, Metric, MetricAlarm, Metrics, MissingData, Monitor, Statistic, Statistics,
};
pub use codedeploy::{
    AlarmConfiguration, AlarmReference, Application, ApplicationName, AutoRollbackConfiguration, AutoRollbackEvent,
    CodeDeployError, ComputePlatform, DeploymentConfig, DeploymentConfigName, DeploymentGroup, DeploymentGroupName,
    MinimumHealthyHosts, Origin, RegisteredRevision, Resources, Revision, Rule, Tags, Trigger,
};
pub use deployment::{
    Action, AlarmReading, AlarmWatch, AppSpec, AppSpecError, AssumptionError, Assumptions, Creator, Deployment,
    DeploymentId, DeploymentStatus, ErrorCode, ErrorInformation, HookEvent, HookExecutionId, HookVerdict,
    LifecycleEvent, LifecycleEventName, LifecycleEventStatus, ReportRefused, RollbackInfo, Step, Strategy,
    StrategyError,
};
pub use engine::{
    AliasUpdate, AliasUpdateError, AliasUpdatePolicy, AsyncInvocation, Happening, NewDeployment, Record, Region,
    RequestId, RoleAction, RoleRefusal, Routed, Rules, TimelineEntry, World,
};
pub use fault::{Fault, FaultKind, Service};
#[cfg(feature = "harness")]
pub use harness::{HookStatus, MockCodeDeploy, Run, Target};
pub use host::{InProcessInvocation, InvocationResult};
pub use mock::{
    History, HookError, Limits, Mock, Observer, ServiceFaults, ServiceRole, Settings, StartError, UnknownOperation,
};
pub use signature::{AccessKey, AccessKeys};
pub use state::StateError;
