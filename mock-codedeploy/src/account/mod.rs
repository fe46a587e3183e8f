//! The account: functions with their versions and aliases. Plain data and rules, no I/O.

mod alias;
mod behavior;
mod code;
mod function;
mod name;
mod reference;
mod version;
mod weight;

pub use alias::{Alias, AliasError};
pub use behavior::{Behavior, Changing, ModelAnswer};
pub use code::{Bootstrap, Code};
pub use function::{Configuration, Function, PublishedVersion};
pub use name::{AliasName, FunctionName, NameError};
pub use reference::{FunctionReference, Qualifier, ReferenceError};
pub use version::Version;
pub use weight::{Weight, WeightError};

/// The account that everything lives in.
pub const ACCOUNT_ID: &str = "123456789012";
/// The region of a mock that is not told another.
pub const REGION: &str = "us-east-1";
