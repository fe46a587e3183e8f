//! The record of one run: a JSON line on stdout, and what a test looks at.

use serde::Serialize;

use crate::outcome::Outcome;
use crate::phase::Phase;

/// What became of one hook event. Its JSON form is the hook report line; the execution id is not in it.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct HookReport {
    /// Always `hook_report`, so that the line is found among others.
    pub kind: &'static str,
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
    /// `succeeded`, `failed` or `inconclusive`.
    pub outcome: &'static str,
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
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct CheckReport {
    /// The check's name.
    pub name: String,
    /// `succeeded`, `failed` or `inconclusive`.
    pub outcome: &'static str,
    /// What was measured.
    pub value: Option<f64>,
    /// What it was held against.
    pub threshold: Option<f64>,
    /// How many samples were taken.
    pub n: Option<u64>,
    /// How long the check took.
    pub milliseconds: u64,
}

impl HookReport {
    /// Whether CodeDeploy was told that the deployment may go on.
    pub fn succeeded(&self) -> bool {
        self.outcome == Outcome::Succeeded.name()
    }

    /// The report as one line of JSON.
    pub fn to_line(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}
