//! The part of a template that guards a deployment, typed: which functions are guarded, by which hooks, with which strategy.
//!
//! What cannot be known before a deployment is [`Resolved::Unknown`] with its reason, never a guess.

pub(crate) mod alarm_list;
mod application;
mod branches;
mod code;
mod condition;
mod deployment_config;
pub(crate) mod environment;
mod findings;
pub(crate) mod function;
mod globals;
pub(crate) mod hook;
pub(crate) mod intrinsic;
pub(crate) mod logical_id;
pub(crate) mod named_values;
pub(crate) mod nearest;
pub(crate) mod parameters;
pub(crate) mod partial_text;
pub(crate) mod permission;
pub(crate) mod preference;
pub(crate) mod reader;
pub(crate) mod reading;
mod reference;
pub(crate) mod resolved;
pub(crate) mod resolver;
pub(crate) mod service_role;
pub(crate) mod strategy;
pub(crate) mod substitution;
mod unknown_parameters;

pub use alarm_list::{AlarmReference, AlarmTarget};
pub use application::Application;
pub use code::{Code, CodePath};
pub use environment::{EnvironmentValue, EnvironmentVariable};
pub use function::{Architecture, Build, Function, FunctionKind};
pub use hook::HookReference;
pub use logical_id::{AliasName, LogicalId};
pub(crate) use nearest::nearest;
pub use parameters::Parameters;
pub use preference::GuardedFunction;
pub use resolved::{Resolved, Unknown, UnknownReason};
pub use service_role::ServiceRole;
pub use strategy::{IllegalStrategy, NamedStrategy, Strategy, StrategySource};
