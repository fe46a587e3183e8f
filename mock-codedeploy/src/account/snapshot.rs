//! A function at one moment: a published version, or the unpublished state.

use serde::{Deserialize, Serialize};

use super::behavior::Behavior;
use super::code::Code;
use super::configuration::Configuration;
use crate::clock::VirtualTime;

/// A function at one moment. A published one never changes, except for the behavior that a scenario gives it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Its configuration.
    pub configuration: Configuration,
    /// What runs.
    pub code: Code,
    /// What answers instead, in a scenario.
    pub behavior: Option<Behavior>,
    /// Changes with every change; empty for what was put in without the API.
    pub revision_id: String,
    /// When it was last changed.
    pub modified: VirtualTime,
}

impl Snapshot {
    /// A function as a test or a scenario puts it in.
    pub(super) const fn new(configuration: Configuration, code: Code) -> Self {
        Self { configuration, code, behavior: None, revision_id: String::new(), modified: VirtualTime::START }
    }

    /// Whether the next version would be the same as this one. A description alone makes no difference.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let undescribed =
            |configuration: &Configuration| Configuration { description: String::new(), ..configuration.clone() };
        self.code == other.code && undescribed(&self.configuration) == undescribed(&other.configuration)
    }
}
