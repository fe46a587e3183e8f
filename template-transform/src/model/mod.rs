//! The part of a template that guards a deployment, typed: which functions are guarded, by which hooks, with which strategy.
//!
//! What cannot be known before a deployment is [`Resolved::Unknown`] with its reason, never a guess.

mod application;
mod code;
mod condition;
mod deployment_config;
mod environment;
mod findings;
mod function;
mod globals;
mod hook;
mod intrinsic;
mod logical_id;
pub(crate) mod nearest;
pub(crate) mod parameters;
mod preference;
mod reader;
mod reference;
mod resolved;
mod resolver;
mod strategy;
mod substitution;
mod unknown_parameters;

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
pub use strategy::{IllegalStrategy, NamedStrategy, Strategy, StrategySource};
