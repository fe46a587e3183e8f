//! A function at one moment: a published version, or the unpublished state.

use std::time::Duration;

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
    /// Whether it came into being then, and was not only changed.
    #[serde(default)]
    pub(crate) is_new: bool,
}

/// Whether Lambda is done with the last change of a function (spec 5.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Activity {
    /// It is coming into being, and cannot be called.
    Pending,
    /// It is being changed, and cannot be changed again.
    Updating,
    /// It is there.
    Active,
}

impl Snapshot {
    /// A function as a test or a scenario puts it in.
    pub(super) const fn new(configuration: Configuration, code: Code) -> Self {
        Self {
            configuration,
            code,
            behavior: None,
            revision_id: String::new(),
            modified: VirtualTime::START,
            is_new: true,
        }
    }

    /// What Lambda is doing with it, if that takes so long.
    pub(crate) fn activity(&self, now: VirtualTime, takes: Duration) -> Activity {
        match (self.modified + takes <= now, self.is_new) {
            (true, _) => Activity::Active,
            (false, true) => Activity::Pending,
            (false, false) => Activity::Updating,
        }
    }

    /// Whether the next version would be the same as this one. A description alone makes no difference.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let undescribed =
            |configuration: &Configuration| Configuration { description: String::new(), ..configuration.clone() };
        self.code == other.code && undescribed(&self.configuration) == undescribed(&other.configuration)
    }
}
