//! Names as Lambda takes them.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A function's bare name: 1 to 64 of `[A-Za-z0-9-_]`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FunctionName(String);

/// An alias's name: 1 to 128 of `[A-Za-z0-9-_]`, not digits only.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AliasName(String);

/// Why a text is no name.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NameError {
    /// Not a function name.
    #[error("`{0}` is no function name: it has 1 to 64 letters, digits, `-` and `_`")]
    Function(String),
    /// Not an alias name.
    #[error("`{0}` is no alias name: it has 1 to 128 letters, digits, `-` and `_`, not digits only")]
    Alias(String),
}

impl FunctionName {
    /// Checks a name.
    ///
    /// # Errors
    /// When Lambda would not take it.
    pub fn new(name: &str) -> Result<Self, NameError> {
        if (1..=64).contains(&name.len()) && name.bytes().all(is_name_byte) {
            Ok(Self(name.to_owned()))
        } else {
            Err(NameError::Function(name.to_owned()))
        }
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl AliasName {
    /// Checks a name.
    ///
    /// # Errors
    /// When Lambda would not take it.
    pub fn new(name: &str) -> Result<Self, NameError> {
        let digits_only = name.bytes().all(|byte| byte.is_ascii_digit());
        if (1..=128).contains(&name.len()) && name.bytes().all(is_name_byte) && !digits_only {
            Ok(Self(name.to_owned()))
        } else {
            Err(NameError::Alias(name.to_owned()))
        }
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

const fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

impl fmt::Display for FunctionName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Display for AliasName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
