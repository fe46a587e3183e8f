//! A verdict that comes later, from another program.

mod completion;
mod token;

pub use completion::{CompletionError, HookCompletion};
pub use token::{DeferralToken, TokenError};
