//! Targets: the one alias of a Lambda deployment, with its lifecycle events (spec 3.6).

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::input::{deployment_id, present, read};
use super::page::page;
use crate::account::Weight;
use crate::api::error::ApiError;
use crate::codedeploy::CodeDeployError;
use crate::deployment::{AppSpec, Assumptions, Deployment, DeploymentStatus};
use crate::engine::World;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TargetInput {
    deployment_id: Option<String>,
    target_id: Option<String>,
    target_ids: Option<Vec<String>>,
    target_filters: Option<Map<String, Value>>,
    next_token: Option<String>,
}

pub(super) fn list(world: &mut World, input: Value) -> Result<Value, ApiError> {
    let input: TargetInput = read(input)?;
    let deployment = started(world, input.deployment_id)?;
    let filters = input.target_filters.unwrap_or_default();
    let mut shown = true;
    for (name, values) in &filters {
        let values: Vec<&str> = values.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        match name.as_str() {
            "TargetStatus" => shown &= values.contains(&target_status(deployment)),
            "ServerInstanceLabel" => shown = false,
            other => return Err(CodeDeployError::InvalidTargetFilterName(other.to_owned()).into()),
        }
    }
    let id = target_id(deployment, &world.rules().assumptions);
    let ids = id.filter(|_| shown).map(Value::from);
    Ok(page("targetIds", ids, input.next_token.as_deref())?)
}

pub(super) fn get(world: &mut World, input: Value) -> Result<Value, ApiError> {
    let input: TargetInput = read(input)?;
    let deployment = started(world, input.deployment_id)?;
    let id = present(input.target_id).ok_or(CodeDeployError::DeploymentTargetIdRequired)?;
    Ok(json!({ "deploymentTarget": target(world, deployment, &id)? }))
}

pub(super) fn batch_get(world: &mut World, input: Value) -> Result<Value, ApiError> {
    let input: TargetInput = read(input)?;
    let deployment = started(world, input.deployment_id)?;
    let ids = input.target_ids.filter(|ids| !ids.is_empty()).ok_or(CodeDeployError::DeploymentTargetIdRequired)?;
    if ids.len() > 25 {
        return Err(CodeDeployError::DeploymentTargetListSizeExceeded(ids.len()).into());
    }
    let targets = ids.iter().map(|id| target(world, deployment, id));
    Ok(json!({ "deploymentTargets": targets.collect::<Result<Vec<_>, CodeDeployError>>()? }))
}

fn started(world: &World, id: Option<String>) -> Result<&Deployment, CodeDeployError> {
    let deployment = world.deployment(&deployment_id(id)?)?;
    match deployment.started() {
        Some(_) => Ok(deployment),
        None => Err(CodeDeployError::DeploymentNotStarted(deployment.id().to_string())),
    }
}

/// `None` for a deployment whose AppSpec could not be read, and which so has no target.
fn target_id(deployment: &Deployment, assumptions: &Assumptions) -> Option<String> {
    let app_spec = deployment.app_spec()?;
    Some(if assumptions.target_id_has_alias {
        format!("{}:{}", app_spec.function, app_spec.alias)
    } else {
        app_spec.function.to_string()
    })
}

fn target_status(deployment: &Deployment) -> &'static str {
    match deployment.status() {
        DeploymentStatus::Created => "Pending",
        DeploymentStatus::InProgress => "InProgress",
        DeploymentStatus::Succeeded => "Succeeded",
        DeploymentStatus::Failed | DeploymentStatus::Stopped => "Failed",
    }
}

fn target(world: &World, deployment: &Deployment, id: &str) -> Result<Value, CodeDeployError> {
    let is_text = id.len() <= 400 && id.bytes().all(|byte| byte.is_ascii_graphic());
    if !is_text {
        return Err(CodeDeployError::InvalidDeploymentTargetId(id.to_owned()));
    }
    let is_meant = |_: &&AppSpec| target_id(deployment, &world.rules().assumptions).is_some_and(|known| known == id);
    let Some(app_spec) = deployment.app_spec().filter(is_meant) else {
        let (deployment, target) = (deployment.id().to_string(), id.to_owned());
        return Err(CodeDeployError::DeploymentTargetDoesNotExist { deployment, target });
    };
    let events = deployment.lifecycle_events();
    let updated = events.iter().flat_map(|event| [event.start_time, event.end_time]).flatten().max();
    let events: Vec<Value> = events
        .iter()
        .map(|event| {
            let mut shown = json!({
                "lifecycleEventName": event.name.as_str(),
                "status": event.status.as_str(),
            });
            for (member, time) in [("startTime", event.start_time), ("endTime", event.end_time)] {
                if let Some(time) = time {
                    shown[member] = time.epoch_seconds().into();
                }
            }
            shown
        })
        .collect();
    let assumptions = &world.rules().assumptions;
    let arn_alias = assumptions.target_arn_has_alias.then_some(app_spec.alias.as_str());
    let shows_weight = assumptions.target_shows_steps || deployment.completed().is_some();
    let weight = if shows_weight { deployment.weight() } else { Weight::NONE };
    Ok(json!({
        "deploymentTargetType": "LambdaTarget",
        "lambdaTarget": {
            "deploymentId": deployment.id(),
            "targetId": id,
            "targetArn": world.arn(&app_spec.function, arn_alias),
            "status": target_status(deployment),
            "lastUpdatedAt": updated.unwrap_or(deployment.created()).epoch_seconds(),
            "lifecycleEvents": events,
            "lambdaFunctionInfo": {
                "functionName": app_spec.function,
                "functionAlias": app_spec.alias,
                "currentVersion": app_spec.current_version.to_string(),
                "targetVersion": app_spec.target_version.to_string(),
                "targetVersionWeight": weight.get(),
            },
        },
    }))
}
