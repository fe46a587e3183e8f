//! Deployments (spec 3.3, 3.4, 3.7).

use std::str::FromStr as _;

use serde::Deserialize;
use serde_json::{Value, json};

use super::input::{application_name, at_most, config_name, deployment_id, group_name, present, read};
use super::page::page;
use crate::api::error::ApiError;
use crate::codedeploy::{
    AlarmConfigurationInput, AutoRollbackInput, CodeDeployError, RevisionInput, check_description, style,
};
use crate::deployment::{DeploymentStatus, RollbackInfo};
use crate::engine::{DeploymentRequest, Record, World};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CreateInput {
    application_name: Option<String>,
    deployment_group_name: Option<String>,
    revision: Option<RevisionInput>,
    deployment_config_name: Option<String>,
    description: Option<String>,
    ignore_application_stop_failures: Option<bool>,
    update_outdated_instances_only: Option<bool>,
    auto_rollback_configuration: Option<AutoRollbackInput>,
    override_alarm_configuration: Option<AlarmConfigurationInput>,
    deployment_mode: Option<String>,
}

pub(super) fn create(world: &mut World, input: Value) -> Result<Value, ApiError> {
    let input: CreateInput = read(input)?;
    let application = application_name(input.application_name)?;
    world.resources_mut().lambda_application(&application)?;
    let group = group_name(input.deployment_group_name)?;
    world.resources().application(&application)?.group(&group)?;
    let description = check_description(input.description)?;
    if input.ignore_application_stop_failures == Some(true) {
        return Err(CodeDeployError::InvalidIgnoreApplicationStopFailuresValue.into());
    }
    if input.update_outdated_instances_only == Some(true) {
        return Err(CodeDeployError::InvalidUpdateOutdatedInstancesOnlyValue.into());
    }
    if let Some(mode) = present(input.deployment_mode).filter(|mode| mode != "STANDARD") {
        let message = format!("the deployment mode of a Lambda deployment is STANDARD, not {mode}");
        return Err(CodeDeployError::InvalidInput(message).into());
    }
    let assumptions = &world.rules().assumptions;
    let revision = input.revision.ok_or(CodeDeployError::RevisionRequired)?;
    let (revision, app_spec) = revision.check(assumptions.refuses_unreadable_revisions)?;
    let most_alarms = assumptions.alarms_per_group;
    let id = world.deploy(DeploymentRequest {
        application,
        group,
        revision,
        app_spec,
        config: present(input.deployment_config_name).map(|name| config_name(Some(name))).transpose()?,
        description,
        auto_rollback: input.auto_rollback_configuration.map(AutoRollbackInput::check).transpose()?,
        override_alarms: input.override_alarm_configuration.map(|alarms| alarms.check(most_alarms)).transpose()?,
    })?;
    Ok(json!({ "deploymentId": id }))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DeploymentInput {
    deployment_id: Option<String>,
    deployment_ids: Option<Vec<String>>,
    auto_rollback_enabled: Option<bool>,
    deployment_wait_type: Option<String>,
}

pub(super) fn get(world: &mut World, input: Value) -> Result<Value, ApiError> {
    let input: DeploymentInput = read(input)?;
    let id = deployment_id(input.deployment_id)?;
    Ok(json!({ "deploymentInfo": info(world.record(&id)?) }))
}

/// Ids that are not known are left out.
pub(super) fn batch_get(world: &mut World, input: Value) -> Result<Value, ApiError> {
    let input: DeploymentInput = read(input)?;
    let ids = at_most(input.deployment_ids, 25)?;
    if ids.is_empty() {
        return Err(CodeDeployError::DeploymentIdRequired.into());
    }
    let mut found = Vec::new();
    for id in ids {
        let id = deployment_id(Some(id))?;
        found.extend(world.record(&id).ok().map(info));
    }
    Ok(json!({ "deploymentsInfo": found }))
}

/// A stop takes effect at once, so there is nothing pending.
pub(super) fn stop(world: &mut World, input: Value) -> Result<Value, ApiError> {
    let input: DeploymentInput = read(input)?;
    let id = deployment_id(input.deployment_id)?;
    world.stop_deployment(&id, input.auto_rollback_enabled)?;
    Ok(json!({ "status": "Succeeded", "statusMessage": format!("Deployment {id} was stopped.") }))
}

/// A Lambda deployment never waits for anybody.
pub(super) fn continue_(world: &mut World, input: Value) -> Result<Value, ApiError> {
    let input: DeploymentInput = read(input)?;
    let id = deployment_id(input.deployment_id)?;
    let deployment = world.deployment(&id)?;
    match present(input.deployment_wait_type).as_deref() {
        None | Some("READY_WAIT" | "TERMINATION_WAIT") => {}
        Some(other) => return Err(CodeDeployError::InvalidDeploymentWaitType(other.to_owned()).into()),
    }
    if deployment.completed().is_some() {
        return Err(CodeDeployError::DeploymentAlreadyCompleted(id).into());
    }
    if !world.rules().assumptions.continue_is_unsupported {
        return Err(CodeDeployError::DeploymentIsNotInReadyState(id).into());
    }
    let message = "a Lambda deployment has no wait that could be ended";
    Err(CodeDeployError::UnsupportedActionForDeploymentType(message.into()).into())
}

/// The old form of [`continue_`].
pub(super) fn skip_wait(world: &mut World, input: Value) -> Result<Value, ApiError> {
    continue_(world, input)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ListInput {
    application_name: Option<String>,
    deployment_group_name: Option<String>,
    include_only_statuses: Option<Vec<String>>,
    create_time_range: Option<TimeRangeInput>,
    next_token: Option<String>,
}

#[derive(Deserialize)]
struct TimeRangeInput {
    start: Option<f64>,
    end: Option<f64>,
}

/// Statuses that a deployment may have by the model, but never has here.
const OTHER_STATUSES: [&str; 3] = ["Queued", "Baking", "Ready"];

/// Newest first.
pub(super) fn list(world: &mut World, input: Value) -> Result<Value, ApiError> {
    let input: ListInput = read(input)?;
    let mut statuses = Vec::new();
    for text in input.include_only_statuses.iter().flatten() {
        match DeploymentStatus::from_str(text) {
            Ok(status) => statuses.push(status),
            Err(_) if OTHER_STATUSES.contains(&text.as_str()) => {}
            Err(_) => return Err(CodeDeployError::InvalidDeploymentStatus(text.clone()).into()),
        }
    }
    let any_status = input.include_only_statuses.as_ref().is_none_or(Vec::is_empty);
    let (start, end) = input.create_time_range.map_or((None, None), |range| (range.start, range.end));
    if let (Some(start), Some(end)) = (start, end)
        && start > end
    {
        return Err(CodeDeployError::InvalidTimeRange.into());
    }
    let wanted = |record: &&Record| {
        let created = record.deployment.created().epoch_seconds();
        (any_status || statuses.contains(&record.deployment.status()))
            && start.is_none_or(|start| created >= start)
            && end.is_none_or(|end| created <= end)
    };
    let id = |record: &Record| Value::from(record.deployment.id().as_str());
    let token = input.next_token.as_deref();
    match (present(input.application_name), present(input.deployment_group_name)) {
        (None, None) => Ok(page("deployments", world.records().rev().filter(wanted).map(id), token)?),
        (Some(_), None) => Err(CodeDeployError::DeploymentGroupNameRequired.into()),
        (None, Some(_)) => Err(CodeDeployError::ApplicationNameRequired.into()),
        (application, group) => {
            let (application, group) = (application_name(application)?, group_name(group)?);
            world.resources().application(&application)?.group(&group)?;
            Ok(page("deployments", world.records_of(&application, &group).rev().filter(wanted).map(id), token)?)
        }
    }
}

fn info(record: &Record) -> Value {
    let Record { deployment, origin } = record;
    let mut info = json!({
        "applicationName": origin.application,
        "deploymentGroupName": origin.group,
        "deploymentConfigName": origin.config,
        "deploymentId": deployment.id(),
        // The text is given by GetApplicationRevision only (spec 3.4).
        "revision": origin.revision.to_json(false),
        "status": deployment.status().as_str(),
        "createTime": deployment.created().epoch_seconds(),
        "creator": deployment.creator().as_str(),
        "autoRollbackConfiguration": origin.auto_rollback,
        "computePlatform": "Lambda",
        "deploymentStyle": style(),
        "ignoreApplicationStopFailures": false,
        "updateOutdatedInstancesOnly": false,
        "instanceTerminationWaitTimeStarted": false,
        "fileExistsBehavior": "DISALLOW",
        "deploymentStatusMessages": [],
    });
    if let Some(previous) = &origin.previous_revision {
        info["previousRevision"] = previous.to_json(false);
    }
    if let Some(description) = &origin.description {
        info["description"] = description.as_str().into();
    }
    if let Some(alarms) = &origin.override_alarms {
        info["overrideAlarmConfiguration"] = json!(alarms);
    }
    if let Some(started) = deployment.started() {
        info["startTime"] = started.epoch_seconds().into();
    }
    if let Some(completed) = deployment.completed() {
        let targets = u8::from(deployment.app_spec().is_some());
        let succeeded = u8::from(deployment.status() == DeploymentStatus::Succeeded);
        info["completeTime"] = completed.epoch_seconds().into();
        info["deploymentOverview"] = json!({
            "Pending": 0, "InProgress": 0, "Succeeded": succeeded, "Failed": targets - succeeded, "Skipped": 0, "Ready": 0,
        });
    }
    if let Some(error) = deployment.error() {
        info["errorInformation"] = json!({ "code": error.code.as_str(), "message": error.message });
    }
    if let Some(rollback) = deployment.rollback() {
        let (member, other) = match rollback {
            RollbackInfo::RolledBackBy(id) => ("rollbackDeploymentId", id),
            RollbackInfo::RollbackOf(id) => ("rollbackTriggeringDeploymentId", id),
        };
        info["rollbackInfo"] = json!({ member: other.as_str(), "rollbackMessage": rollback.message(deployment.id()) });
    }
    info
}
