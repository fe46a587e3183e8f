//! Deployment groups.

use serde::Deserialize;
use serde_json::{Value, json};

use super::input::{application_name, at_most, group_name, present, read};
use super::page::page;
use crate::api::error::ApiError;
use crate::codedeploy::{
    ApplicationName, CodeDeployError, ComputePlatform, DeploymentConfigName, DeploymentGroup, DeploymentGroupInput,
    DeploymentGroupName, TagInput, role,
};
use crate::deployment::DeploymentStatus;
use crate::engine::{Record, World};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct GroupInput {
    application_name: Option<String>,
    deployment_group_name: Option<String>,
    current_deployment_group_name: Option<String>,
    new_deployment_group_name: Option<String>,
    deployment_group_names: Option<Vec<String>>,
    tags: Option<Vec<TagInput>>,
    next_token: Option<String>,
    #[serde(flatten)]
    settings: DeploymentGroupInput,
}

/// So many an application has (spec 10).
const MOST_GROUPS: usize = 1_000;

pub(super) fn create(world: &mut World, input: Value) -> Result<Value, ApiError> {
    let input: GroupInput = read(input)?;
    let application = application_name(input.application_name)?;
    let name = group_name(input.deployment_group_name)?;
    let owner = world.resources().application(&application)?;
    if owner.platform != ComputePlatform::Lambda {
        return Err(CodeDeployError::InvalidInput(format!(
            "the application {application} is for {}: only Lambda is deployed here",
            owner.platform.as_str()
        ))
        .into());
    }
    if owner.groups.contains_key(&name) {
        let (application, group) = (application.to_string(), name.to_string());
        return Err(CodeDeployError::DeploymentGroupAlreadyExists { application, group }.into());
    }
    if owner.groups.len() >= MOST_GROUPS {
        return Err(CodeDeployError::DeploymentGroupLimitExceeded(MOST_GROUPS).into());
    }
    let service_role = role(input.settings.service_role_arn.clone().ok_or(CodeDeployError::RoleRequired)?)?;
    let id = world.uuid();
    let config = DeploymentConfigName::new(&world.rules().assumptions.default_config)?;
    let mut group = DeploymentGroup::new(name.clone(), id.clone(), service_role, config);
    group.update(input.settings, world.rules().assumptions.alarms_per_group)?;
    group.tags.add(input.tags.unwrap_or_default())?;
    world.resources().strategy(&group.config)?;
    world.resources_mut().application_mut(&application)?.groups.insert(name, group);
    Ok(json!({ "deploymentGroupId": id }))
}

pub(super) fn get(world: &mut World, input: Value) -> Result<Value, ApiError> {
    let input: GroupInput = read(input)?;
    let application = application_name(input.application_name)?;
    let name = group_name(input.deployment_group_name)?;
    Ok(json!({ "deploymentGroupInfo": info(world, &application, &name)? }))
}

/// Groups that do not exist are named in the error message, as far as is known; the others are answered.
pub(super) fn batch_get(world: &mut World, input: Value) -> Result<Value, ApiError> {
    let input: GroupInput = read(input)?;
    let application = application_name(input.application_name)?;
    world.resources().application(&application)?;
    let names = at_most(input.deployment_group_names, 100)?;
    if names.is_empty() {
        return Err(CodeDeployError::DeploymentGroupNameRequired.into());
    }
    let (mut found, mut missing) = (Vec::new(), Vec::new());
    for name in names {
        let name = group_name(Some(name))?;
        match info(world, &application, &name) {
            Ok(info) => found.push(info),
            Err(error) => missing.push(error.to_string()),
        }
    }
    Ok(json!({ "deploymentGroupsInfo": found, "errorMessage": missing.join("; ") }))
}

pub(super) fn list(world: &mut World, input: Value) -> Result<Value, ApiError> {
    let input: GroupInput = read(input)?;
    let application = application_name(input.application_name)?;
    let groups = world.resources().application(&application)?.groups.keys().map(|name| name.as_str().into());
    let mut answer = page("deploymentGroups", groups, input.next_token.as_deref())?;
    answer["applicationName"] = application.as_str().into();
    Ok(answer)
}

pub(super) fn update(world: &mut World, input: Value) -> Result<Value, ApiError> {
    let input: GroupInput = read(input)?;
    let application = application_name(input.application_name)?;
    let name = group_name(input.current_deployment_group_name)?;
    let new_name = present(input.new_deployment_group_name).as_deref().map(DeploymentGroupName::new).transpose()?;
    let mut group = world.resources().application(&application)?.group(&name)?.clone();
    group.update(input.settings, world.rules().assumptions.alarms_per_group)?;
    world.resources().strategy(&group.config)?;
    if let Some(new) = &new_name {
        world.rename_group(&application, &name, new)?;
        group.name = new.clone();
    }
    world.resources_mut().application_mut(&application)?.groups.insert(group.name.clone(), group);
    Ok(json!({ "hooksNotCleanedUp": [] }))
}

/// What is gone already is deleted again without an error.
pub(super) fn delete(world: &mut World, input: Value) -> Result<Value, ApiError> {
    let input: GroupInput = read(input)?;
    let application = application_name(input.application_name)?;
    let name = group_name(input.deployment_group_name)?;
    if let Ok(application) = world.resources_mut().application_mut(&application) {
        application.groups.remove(&name);
    }
    Ok(json!({ "hooksNotCleanedUp": [] }))
}

fn info(world: &World, application: &ApplicationName, name: &DeploymentGroupName) -> Result<Value, CodeDeployError> {
    let group = world.resources().application(application)?.group(name)?;
    let mut info = group.to_json(application);
    let mut records = world.records_of(application, name).rev();
    let Some(last) = records.next() else { return Ok(info) };
    info["lastAttemptedDeployment"] = brief(last);
    let succeeded = |record: &&Record| record.deployment.status() == DeploymentStatus::Succeeded;
    if let Some(succeeded) = Some(last).filter(succeeded).or_else(|| records.find(succeeded)) {
        info["lastSuccessfulDeployment"] = brief(succeeded);
        info["targetRevision"] = succeeded.origin.revision.to_json(false);
    }
    Ok(info)
}

fn brief(record: &Record) -> Value {
    let deployment = &record.deployment;
    let mut brief = json!({
        "deploymentId": deployment.id(),
        "status": deployment.status().as_str(),
        "createTime": deployment.created().epoch_seconds(),
    });
    if let Some(completed) = deployment.completed() {
        brief["endTime"] = completed.epoch_seconds().into();
    }
    brief
}
