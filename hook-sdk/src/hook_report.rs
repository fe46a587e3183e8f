//! The record of one run: a JSON line on stdout, and what a test looks at.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::event::HookEvent;
use crate::outcome::Outcome;
use crate::phase::Phase;
use crate::telemetry;

/// What became of one hook event. Its JSON form is the hook report line; the execution id is not in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct HookReport {
    /// Always `hook_report`, so that the line is found among others.
    pub kind: ReportKind,
    /// The deployment.
    pub deployment_id: String,
    /// `PreTraffic` or `PostTraffic`.
    pub phase: Phase,
    /// The validator's name.
    pub hook: String,
    /// The guarded function's name, when it is known.
    pub function: Option<String>,
    /// The version under test, when it is known.
    pub target_version: Option<String>,
    /// What the validator found.
    pub outcome: OutcomeKind,
    /// Why, one entry for each thing found.
    pub reasons: Vec<String>,
    /// The named checks of the run.
    pub checks: Vec<CheckReport>,
    /// How many attempts the report took.
    pub report_attempts: u32,
    /// How long the run took, report included.
    pub milliseconds: u64,
    /// Lambda's request id.
    pub request_id: String,
}

/// One named check of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CheckReport {
    /// The check's name.
    pub name: String,
    /// What the check found.
    pub outcome: OutcomeKind,
    /// What was measured.
    pub value: Option<f64>,
    /// What it was held against.
    pub threshold: Option<f64>,
    /// How many samples were taken.
    pub n: Option<u64>,
    /// How long the check took.
    pub milliseconds: u64,
}

/// The mark of a hook report line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportKind {
    /// `hook_report`.
    HookReport,
}

/// An outcome without its reasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum OutcomeKind {
    /// The version is good.
    Succeeded,
    /// The version is refused, or could not be checked.
    Failed,
    /// There was too little to judge by.
    Inconclusive,
    /// Another program brings the verdict.
    Deferred,
}

impl HookReport {
    /// The record of an event that has just come. Until an outcome is reached it counts as failed.
    pub(crate) fn begin(event: &HookEvent, phase: Phase, hook: &str, request_id: &str) -> Self {
        Self {
            kind: ReportKind::HookReport,
            deployment_id: event.deployment_id.to_string(),
            phase,
            hook: hook.to_owned(),
            function: None,
            target_version: None,
            outcome: OutcomeKind::Failed,
            reasons: Vec::new(),
            checks: Vec::new(),
            report_attempts: 0,
            milliseconds: 0,
            request_id: request_id.to_owned(),
        }
    }

    pub(crate) fn reached(&mut self, outcome: &Outcome) {
        self.outcome = outcome.kind();
        self.reasons = outcome.reasons().to_vec();
    }

    /// Whether CodeDeploy was told that the deployment may go on.
    pub fn succeeded(&self) -> bool {
        self.outcome == OutcomeKind::Succeeded
    }

    /// The report as one line of JSON.
    pub fn to_line(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What the invocation answers.
    pub(crate) fn answer(&self) -> Value {
        json!({ "outcome": self.outcome, "reasons": self.reasons })
    }

    /// Prints the line, and the metrics. A closed stdout must not cost the verdict, so its failure is of no interest.
    pub(crate) fn print(&self) {
        use std::io::Write as _;
        let _ = writeln!(std::io::stdout(), "{}", self.to_line());
        telemetry::record(self);
    }
}

impl fmt::Display for OutcomeKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Inconclusive => "inconclusive",
            Self::Deferred => "deferred",
        })
    }
}
