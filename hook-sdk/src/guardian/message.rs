//! What the two processes tell each other: one JSON object a line.

use serde::{Deserialize, Serialize};

use crate::event::HookEvent;
use crate::hook_report::{CheckReport, HookReport};
use crate::outcome::Outcome;

/// From the worker to the guardian.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum FromWorker {
    /// An event has come; nothing is known yet but this.
    InFlight(Box<InFlight>),
    /// The version under test is known.
    Target { function: String, version: String },
    /// A named check has begun.
    CheckBegan(String),
    /// A named check is done.
    CheckEnded(CheckReport),
    /// The validator is done.
    Reached(Outcome),
    /// CodeDeploy knows the verdict, or another program will bring it.
    Delivered,
    /// The Runtime API has its answer: the event is over.
    Settled,
}

/// An event under way. Instants are milliseconds since the Unix epoch, as the Runtime API gives them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct InFlight {
    #[serde(with = "ids")]
    pub(crate) event: HookEvent,
    /// The record as far as it is known.
    pub(crate) report: HookReport,
    pub(crate) began: u64,
    /// When the worker cancels the validator itself.
    pub(crate) validator_until: u64,
    /// When Lambda ends the invocation.
    pub(crate) deadline: u64,
}

/// From the guardian to a fresh worker: an outcome that an earlier worker has reached.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Known {
    #[serde(with = "ids")]
    pub(crate) event: HookEvent,
    pub(crate) outcome: Outcome,
}

/// The ids as they cross the socket. Events have no public serialisation: an execution id must not get into a log by accident.
mod ids {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::event::HookEvent;

    pub(super) fn serialize<S: Serializer>(event: &HookEvent, serializer: S) -> Result<S::Ok, S::Error> {
        (event.deployment_id.as_str(), event.execution_id.expose()).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<HookEvent, D::Error> {
        <(String, String)>::deserialize(deserializer)
            .map(|(deployment, execution)| HookEvent::of(deployment, execution))
    }
}
