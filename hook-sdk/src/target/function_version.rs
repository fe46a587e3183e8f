//! A published version of a function.

use std::fmt;
use std::num::NonZeroU64;
use std::str::FromStr;

/// The number of a published version, from 1 on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(NonZeroU64);

/// A function's name, or its ARN without a version: what `Invoke` takes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FunctionName(String);

/// A published version of a function: what a hook tests.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FunctionVersion {
    function: FunctionName,
    version: Version,
}

impl Version {
    /// Reads a version number: digits only, not zero.
    pub fn parse(text: &str) -> Option<Self> {
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        u64::from_str(text).ok().and_then(NonZeroU64::new).map(Self)
    }

    /// The number.
    pub const fn get(self) -> u64 {
        self.0.get()
    }
}

impl fmt::Display for Version {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl FunctionName {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The name or ARN as it goes to `Invoke`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The bare name, without the ARN around it.
    pub fn bare(&self) -> &str {
        self.0.rsplit(':').next().unwrap_or(&self.0)
    }
}

impl fmt::Display for FunctionName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl FunctionVersion {
    pub(crate) const fn new(function: FunctionName, version: Version) -> Self {
        Self { function, version }
    }

    /// The function, by name or by ARN, as it was given.
    pub const fn function(&self) -> &FunctionName {
        &self.function
    }

    /// The version's number.
    pub const fn version(&self) -> Version {
        self.version
    }
}

/// `name:version`.
impl fmt::Display for FunctionVersion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.function.bare(), self.version)
    }
}
