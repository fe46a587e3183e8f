//! One row, played.

use std::path::Path;
use std::time::{Duration, Instant};

use mock_codedeploy::{DeploymentStatus, InvocationResult};
use safe_deploy_tests::{Played, Stage};
use serde_json::Value;

use crate::row::{Heard, Row, Staging, Version};

/// CodeDeploy's patience (spec 3.4).
const HOUR: Duration = Duration::from_secs(3_600);

/// What became of a row.
pub(crate) struct Seen {
    pub(crate) heard: Heard,
    /// How long CodeDeploy waited between the invocations of the hook, in its own time.
    pub(crate) waited: Duration,
    /// How long the invocations took.
    pub(crate) took: Duration,
    reports: Vec<Value>,
    /// What Lambda heard instead of an answer.
    errors: Vec<Value>,
    /// What became of the same function's next event.
    next: Next,
}

struct Next {
    waited: Duration,
    reports: usize,
    errors: usize,
}

pub(crate) async fn play(row: &Row, program: &Path) -> Seen {
    let folder = tempfile::tempdir().unwrap();
    let count = folder.path().join("count");
    let stage = match &row.version {
        Version::Answers(answer) => Stage::set(program, answer.clone()).await,
        Version::Fails(message) => Stage::set_to_fail(program, "PriceMissing", message).await,
    };
    let environment = row.environment.iter().copied().chain([("COUNT_FILE", count.to_str().unwrap())]);
    stage.put_hook_with(row.hook, row.timeout, environment);
    row.faults.iter().for_each(|fault| stage.mock.inject(fault.clone()));

    let start = Instant::now();
    let (played, answers, took) = match row.staging {
        Staging::Called => {
            let played = stage.deploy(Some(row.hook), None).await;
            (played, Vec::new(), start.elapsed())
        }
        other => staged(&stage, row, other).await,
    };
    let waited = waited(&played);
    let heard = match played.deployment.status() {
        _ if waited >= HOUR => Heard::Nothing,
        DeploymentStatus::Succeeded => Heard::Succeeded,
        _ => Heard::Failed,
    };
    let own = played.history.hook_reports.iter().cloned();
    let reports: Vec<Value> = own.chain(answers.iter().flat_map(|answer| answer.hook_reports.clone())).collect();
    let failed = answers.iter().filter(|answer| answer.function_error);
    let failed = failed.map(|answer| serde_json::from_slice(&answer.payload).unwrap_or_default());
    let errors: Vec<Value> = played.history.hook_errors.iter().map(|error| error.error.clone()).chain(failed).collect();

    // The next event of the same function, in the same environment where there still is one.
    stage.point_back();
    let later = stage.deploy(Some(row.hook), None).await;
    let next = Next {
        waited: self::waited(&later),
        reports: later.history.hook_reports.len() - played.history.hook_reports.len(),
        errors: later.history.hook_errors.len() - played.history.hook_errors.len(),
    };
    stage.mock.shut_down().await;
    Seen { heard, waited, took, reports, errors, next }
}

/// The deployment belongs to a hook that the test holds, while the hook under test gets its event.
async fn staged(stage: &Stage, row: &Row, staging: Staging) -> (Played, Vec<InvocationResult>, Duration) {
    stage.put_held_hook("held");
    let id = stage.begin("held");
    let held = stage.mock.next_in_process().await.unwrap();
    let event: Value = serde_json::from_slice(&held.payload).unwrap();
    let start = Instant::now();
    let answers = match staging {
        Staging::Called => unreachable!("CodeDeploy calls it"),
        Staging::Sent(change) => vec![stage.invoke_with(row.hook, change(event)).await],
        Staging::Twice => vec![stage.invoke(row.hook, &event).await, stage.invoke(row.hook, &event).await],
        Staging::AtOnce => {
            let (first, second) = tokio::join!(stage.invoke(row.hook, &event), stage.invoke(row.hook, &event));
            vec![first, second]
        }
        Staging::Completed => {
            stage.put_hook("succeeds_before", row.timeout);
            vec![stage.invoke("succeeds_before", &event).await, stage.invoke(row.hook, &event).await]
        }
    };
    let took = start.elapsed();
    drop(held);
    (stage.ended(&id).await, answers, took)
}

fn waited(played: &Played) -> Duration {
    played.deployment.completed().unwrap() - played.deployment.created()
}

impl Seen {
    /// The reason that the hook gave.
    pub(crate) fn reason(&self) -> &str {
        self.reports.first().and_then(|report| report["reasons"][0].as_str()).unwrap_or_default()
    }

    /// Holds it against what has to come of the row.
    pub(crate) fn check(&self, row: &Row) -> Result<(), String> {
        let wrong = |what: String| Err(format!("{}: {what}\n{:#?}\n{:#?}", row.name, self.reports, self.errors));
        if self.heard != row.heard {
            return wrong(format!("CodeDeploy hears {:?}", self.heard));
        }
        if self.took.as_secs_f64() > row.within {
            return wrong(format!("it took {:?}", self.took));
        }
        if row.heard == Heard::Nothing {
            let types: Vec<&str> = self.errors.iter().filter_map(|error| error["errorType"].as_str()).collect();
            if types != ["Hook.InvalidEvent"] && !types.iter().any(|name| name.contains("Error")) {
                return wrong(format!("Lambda hears {types:?}"));
            }
        } else if !self.waited.is_zero() {
            return wrong(format!("CodeDeploy waited {:?}", self.waited));
        } else if !self.errors.is_empty() {
            return wrong("the invocation ended with an error".into());
        }
        if self.reports.len() != row.reports {
            return wrong(format!("there are {} hook reports", self.reports.len()));
        }
        for report in &self.reports {
            let reasons: Vec<&str> =
                report["reasons"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            let as_expected = match reasons.as_slice() {
                [] => row.reason.is_empty(),
                [only] => !row.reason.is_empty() && only.contains(row.reason),
                _ => false,
            };
            if !as_expected {
                return wrong(format!("the reasons are {reasons:?}"));
            }
        }
        let Next { waited, reports, errors } = self.next;
        let expected = usize::from(row.reports > 0 || row.heard == Heard::Nothing);
        if !waited.is_zero() || reports != expected || errors > 0 {
            return wrong(format!("the next event waited {waited:?} and left {reports} reports, {errors} errors"));
        }
        Ok(())
    }
}
