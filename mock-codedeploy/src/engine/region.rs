//! A region of the account.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A region: what a request's signature names, or what a mock is set up with.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Region(String);

impl Region {
    /// Takes any text that could be a region: `us-east-1`, `eu-isoe-west-1`. New ones come every year, so there is no list.
    pub fn new(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split('-').collect();
        let is_part = |part: &&str| {
            !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        };
        let is_region = parts.len() >= 3 && text.len() <= 32 && parts.iter().all(is_part);
        is_region.then(|| Self(text.to_owned()))
    }

    /// The region as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Region {
    /// `us-east-1`, where requests without a signature go.
    fn default() -> Self {
        Self(crate::account::REGION.to_owned())
    }
}

impl fmt::Display for Region {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_are_told_from_other_texts() {
        for text in ["us-east-1", "eu-central-2", "us-gov-west-1", "eu-isoe-west-1"] {
            assert_eq!(Region::new(text).unwrap().as_str(), text);
        }
        for text in ["", "us", "us-east", "US-EAST-1", "us--1", "../..-x-1"] {
            assert_eq!(Region::new(text), None, "{text}");
        }
    }
}
