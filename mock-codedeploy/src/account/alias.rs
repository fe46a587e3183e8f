//! An alias: one version, or two with a weight between them.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::version::Version;
use super::weight::Weight;

/// What an alias points to. The second version, if there is one, gets its weight of the traffic, the first the rest.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alias {
    version: Version,
    additional: Option<(Version, Weight)>,
}

/// An alias with what the API keeps of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct AliasRecord {
    pub(crate) alias: Alias,
    pub(crate) description: String,
    /// Changes with every change.
    pub(crate) revision_id: String,
}

/// A rule of aliases that was broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum AliasError {
    /// Both versions are the same.
    #[error("an alias cannot weigh version {0} against itself")]
    SameVersion(Version),
}

impl Alias {
    /// An alias to one version.
    pub const fn to(version: Version) -> Self {
        Self { version, additional: None }
    }

    /// The version it points to.
    pub const fn version(&self) -> Version {
        self.version
    }

    /// The second version with its weight.
    pub const fn additional(&self) -> Option<(Version, Weight)> {
        self.additional
    }

    /// Gives a second version a part of the traffic.
    ///
    /// # Errors
    /// When both are the same version.
    pub fn weigh(&mut self, version: Version, weight: Weight) -> Result<(), AliasError> {
        if version == self.version {
            return Err(AliasError::SameVersion(version));
        }
        self.additional = Some((version, weight));
        Ok(())
    }

    /// Points it to one version, without weights.
    pub const fn point_to(&mut self, version: Version) {
        *self = Self::to(version);
    }

    /// The version that serves a request, by a draw from `[0, 1)`.
    pub fn route(&self, draw: f64) -> Version {
        match self.additional {
            Some((version, weight)) if draw < weight.get() => version,
            _ => self.version,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draw_below_the_weight_goes_to_the_second_version() {
        let second = Version::FIRST.next();
        let mut alias = Alias::to(Version::FIRST);
        assert_eq!(alias.route(0.0), Version::FIRST);
        alias.weigh(second, Weight::percent(10)).unwrap();
        assert_eq!(alias.route(0.099), second);
        assert_eq!(alias.route(0.1), Version::FIRST);
        alias.point_to(second);
        assert_eq!((alias.route(0.999), alias.additional()), (second, None));
    }

    #[test]
    fn a_version_is_not_weighed_against_itself() {
        let mut alias = Alias::to(Version::FIRST);
        assert_eq!(alias.weigh(Version::FIRST, Weight::ALL), Err(AliasError::SameVersion(Version::FIRST)));
    }
}
