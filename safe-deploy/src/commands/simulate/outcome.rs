//! What came of it, as the JSON of the contract and as the timeline's source.

use std::time::Duration;

use mock_codedeploy::{
    Alias, AppSpec, Creator, Deployment, DeploymentStatus, Happening, History, LifecycleEventName, RollbackInfo,
    Strategy, VirtualTime,
};
use serde::Serialize;
use serde_json::Value;

use super::application::App;
use super::cast::Cast;
use super::scenario::Scenario;
use super::traffic::{self, Requests, Weighted};

/// The whole play.
#[derive(Debug, Serialize)]
pub(crate) struct Outcome {
    pub(crate) status: Status,
    pub(crate) virtual_seconds: f64,
    pub(crate) wall_seconds: f64,
    pub(crate) deployments: Vec<PlayedDeployment>,
}

/// Whether every deployment succeeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) enum Status {
    Succeeded,
    Failed,
}

/// One deployment; a rollback is one too.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PlayedDeployment {
    /// The guarded function's logical id.
    pub(crate) function: String,
    pub(crate) alias: String,
    pub(crate) deployment_id: String,
    pub(crate) creator: &'static str,
    pub(crate) status: &'static str,
    pub(crate) error_information: Option<ErrorInformation>,
    pub(crate) lifecycle_events: Vec<LifecycleEvent>,
    pub(crate) weights: Vec<WeightAt>,
    /// Where the alias pointed at the end of the play.
    #[serde(rename = "alias_version")]
    pub(crate) alias_version: String,
    pub(crate) hooks: Vec<Value>,
    pub(crate) requests: Requests,
    /// The rollback deployment's id.
    pub(crate) rollback: Option<String>,

    // What only the timeline shows.
    #[serde(skip)]
    pub(crate) from: String,
    #[serde(skip)]
    pub(crate) to: String,
    #[serde(skip)]
    pub(crate) strategy: String,
    #[serde(skip)]
    pub(crate) alias_weight: Option<(String, f64)>,
    #[serde(skip)]
    pub(crate) moments: Vec<Moment>,
}

#[derive(Debug, Serialize)]
pub(crate) struct ErrorInformation {
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

/// Times are epoch seconds of the deployment's clock, as in the API.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LifecycleEvent {
    pub(crate) name: &'static str,
    pub(crate) status: &'static str,
    pub(crate) start_time: Option<f64>,
    pub(crate) end_time: Option<f64>,
}

/// A shift; `t` in virtual seconds from the deployment's start.
#[derive(Debug, Serialize)]
pub(crate) struct WeightAt {
    pub(crate) t: f64,
    pub(crate) version: String,
    pub(crate) weight: f64,
}

/// A line of the timeline.
#[derive(Debug)]
pub(crate) struct Moment {
    /// From the start of the play.
    pub(crate) after: Duration,
    pub(crate) what: What,
}

#[derive(Debug)]
pub(crate) enum What {
    LifecycleEvent { name: &'static str, status: &'static str },
    Hook { function: String, outcome: HookOutcome },
    Shift { version: String, weight: f64 },
}

/// How a hook's call went.
#[derive(Debug)]
pub(crate) enum HookOutcome {
    /// It said so itself.
    Reported { hook: String, outcome: String, reasons: Vec<String>, milliseconds: u64 },
    /// The scenario reported in its place.
    InPlace,
    /// It ended without a report of ours.
    Silent { errors: Vec<String>, log_tail: String },
}

#[expect(clippy::too_many_arguments, reason = "everything that a play leaves behind comes together here")]
pub(super) fn tell(
    app: &App,
    scenario: &Scenario,
    cast: &Cast,
    deployments: &[(Deployment, Alias)],
    history: &History,
    virtual_time: Duration,
    wall_time: Duration,
    seed: u64,
) -> Outcome {
    let failed = deployments.iter().any(|(deployment, _)| deployment.status() != DeploymentStatus::Succeeded);
    let played = deployments
        .iter()
        .filter_map(|(deployment, alias)| {
            let app_spec = deployment.app_spec()?;
            let logical_id = cast.0.iter().find(|(_, part)| part.name == app_spec.function);
            let behaviors = logical_id.and_then(|(id, _)| scenario.behaviors.get(id));
            let function = logical_id.map_or_else(String::new, |(id, _)| id.to_string());
            let mut played = played(function, deployment, app_spec, alias, history, cast);
            let length = deployment.completed().unwrap_or(deployment.created()) - deployment.created();
            let weights = weights(deployment, app_spec, history);
            played.requests = traffic::requests(scenario.traffic, length, &weights, behaviors, seed);
            if deployment.creator() == Creator::User {
                played.strategy = template_name(app, &played.function, *deployment.strategy());
            }
            Some(played)
        })
        .collect();
    Outcome {
        status: if failed { Status::Failed } else { Status::Succeeded },
        virtual_seconds: virtual_time.as_secs_f64(),
        wall_seconds: wall_time.as_secs_f64(),
        deployments: played,
    }
}

fn played(
    function: String,
    deployment: &Deployment,
    app_spec: &AppSpec,
    alias: &Alias,
    history: &History,
    cast: &Cast,
) -> PlayedDeployment {
    let id = deployment.id();
    let hooks = history
        .hook_reports
        .iter()
        .filter(|report| report.get("deployment_id").and_then(Value::as_str) == Some(id.as_str()))
        .cloned()
        .collect();
    let shifts =
        history.timeline.iter().filter(|entry| entry.deployment_id == *id).filter_map(|entry| match &entry.happening {
            Happening::Shifted { version, weight } => Some(WeightAt {
                t: (entry.time - deployment.created()).as_secs_f64(),
                version: version.to_string(),
                weight: weight.get(),
            }),
            _ => None,
        });
    PlayedDeployment {
        function,
        alias: app_spec.alias.to_string(),
        deployment_id: id.to_string(),
        creator: deployment.creator().as_str(),
        status: deployment.status().as_str(),
        error_information: deployment
            .error()
            .map(|error| ErrorInformation { code: error.code.as_str(), message: error.message.clone() }),
        lifecycle_events: deployment
            .lifecycle_events()
            .iter()
            .map(|event| LifecycleEvent {
                name: event.name.as_str(),
                status: event.status.as_str(),
                start_time: event.start_time.map(VirtualTime::epoch_seconds),
                end_time: event.end_time.map(VirtualTime::epoch_seconds),
            })
            .collect(),
        weights: shifts.collect(),
        alias_version: alias.version().to_string(),
        hooks,
        requests: Requests::default(),
        rollback: match deployment.rollback() {
            Some(RollbackInfo::RolledBackBy(rollback)) => Some(rollback.to_string()),
            _ => None,
        },
        from: app_spec.current_version.to_string(),
        to: app_spec.target_version.to_string(),
        strategy: String::new(),
        alias_weight: alias.additional().map(|(version, weight)| (version.to_string(), weight.get())),
        moments: moments(deployment, history, cast),
    }
}

/// The timeline of one deployment: what happened to it, and how its hooks' calls went.
fn moments(deployment: &Deployment, history: &History, cast: &Cast) -> Vec<Moment> {
    let mut moments = Vec::new();
    for entry in history.timeline.iter().filter(|entry| entry.deployment_id == *deployment.id()) {
        let after = entry.time - VirtualTime::START;
        match &entry.happening {
            Happening::LifecycleEvent(name, status) => {
                moments.push(Moment {
                    after,
                    what: What::LifecycleEvent { name: name.as_str(), status: status.as_str() },
                });
            }
            Happening::Shifted { version, weight } => {
                moments
                    .push(Moment { after, what: What::Shift { version: version.to_string(), weight: weight.get() } });
            }
            Happening::HookCalled { hook, event } => {
                let outcome = hook_outcome(deployment, *event, hook.as_str(), history, cast);
                moments.push(Moment { after, what: What::Hook { function: hook.to_string(), outcome } });
            }
            Happening::Created { .. } | Happening::Ended(_) => {}
        }
    }
    without_empty_events(moments)
}

/// An event that begins and ends with nothing in between needs one line, not two.
fn without_empty_events(moments: Vec<Moment>) -> Vec<Moment> {
    let mut kept: Vec<Moment> = Vec::with_capacity(moments.len());
    for moment in moments {
        let ends_the_last = match (kept.last().map(|last| &last.what), &moment.what) {
            (
                Some(What::LifecycleEvent { name: begun, status: "InProgress" }),
                What::LifecycleEvent { name: ended, .. },
            ) => begun == ended,
            _ => false,
        };
        if ends_the_last {
            kept.pop();
        }
        kept.push(moment);
    }
    kept
}

fn hook_outcome(
    deployment: &Deployment,
    event: LifecycleEventName,
    hook: &str,
    history: &History,
    cast: &Cast,
) -> HookOutcome {
    let in_place = cast
        .0
        .values()
        .any(|part| part.name.as_str() == hook && matches!(part.code, mock_codedeploy::Code::Verdict(_)));
    if in_place {
        return HookOutcome::InPlace;
    }
    let phase = if event == LifecycleEventName::BeforeAllowTraffic { "PreTraffic" } else { "PostTraffic" };
    let id = deployment.id().as_str();
    let text = |report: &Value, member: &str| report.get(member).and_then(Value::as_str).unwrap_or_default().to_owned();
    let reported = history
        .hook_reports
        .iter()
        .find(|report| text(report, "deployment_id") == id && text(report, "phase") == phase);
    if let Some(report) = reported {
        let reasons = report.get("reasons").and_then(Value::as_array).into_iter().flatten();
        return HookOutcome::Reported {
            hook: text(report, "hook"),
            outcome: text(report, "outcome"),
            reasons: reasons.filter_map(Value::as_str).map(str::to_owned).collect(),
            milliseconds: report.get("milliseconds").and_then(Value::as_u64).unwrap_or_default(),
        };
    }
    let errors: Vec<_> = history
        .hook_errors
        .iter()
        .filter(|error| {
            error.function.as_str() == hook && error.payload.get("DeploymentId").and_then(Value::as_str) == Some(id)
        })
        .collect();
    HookOutcome::Silent {
        errors: errors
            .iter()
            .map(|error| format!("{}: {}", text(&error.error, "errorType"), text(&error.error, "errorMessage")))
            .collect(),
        log_tail: errors.last().map(|error| error.log_tail.clone()).unwrap_or_default(),
    }
}

/// What the alias's weights were over the deployment's time.
fn weights(deployment: &Deployment, app_spec: &AppSpec, history: &History) -> Vec<Weighted> {
    let start =
        Weighted { at: Duration::ZERO, version: app_spec.target_version, weight: 0.0, other: app_spec.current_version };
    let shifts =
        history.timeline.iter().filter(|entry| entry.deployment_id == *deployment.id()).filter_map(
            |entry| match &entry.happening {
                Happening::Shifted { weight, .. } => {
                    Some(Weighted { at: entry.time - deployment.created(), weight: weight.get(), ..start })
                }
                _ => None,
            },
        );
    std::iter::once(start).chain(shifts).collect()
}

/// The strategy's name, where it has one.
fn template_name(app: &App, function: &str, strategy: Strategy) -> String {
    let predefined = Strategy::PREDEFINED.into_iter().find(|(_, predefined)| *predefined == strategy);
    predefined.map_or_else(
        || {
            let guarded = app.application.guarded_functions().iter();
            let named = guarded.clone().find(|guarded| guarded.function.as_str() == function);
            named.map(|guarded| guarded.strategy.name.clone()).unwrap_or_default()
        },
        |(name, _)| name.to_owned(),
    )
}
