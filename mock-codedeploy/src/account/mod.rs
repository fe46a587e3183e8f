//! The account: functions with their versions and aliases. Plain data and rules, no I/O.

mod alias;
mod archive;
mod behavior;
mod code;
mod configuration;
mod error;
mod function;
mod invoke_config;
mod name;
mod reference;
mod snapshot;
mod version;
mod weight;

pub(crate) use alias::AliasRecord;
pub use alias::{Alias, AliasError};
pub use archive::CodeArchive;
pub use behavior::{Behavior, Changing, ModelAnswer};
pub use code::{Bootstrap, Code};
pub use configuration::Configuration;
pub use error::LambdaError;
pub use function::Function;
pub use invoke_config::EventInvokeConfig;
pub use name::{AliasName, FunctionName, NameError};
pub(crate) use reference::check_place;
pub use reference::{FunctionReference, Qualifier, ReferenceError};
pub(crate) use snapshot::Activity;
pub use snapshot::Snapshot;
pub use version::Version;
pub use weight::{Weight, WeightError};

/// The account that everything lives in.
pub const ACCOUNT_ID: &str = "123456789012";
/// The region of a mock that is not told another.
pub const REGION: &str = "us-east-1";
