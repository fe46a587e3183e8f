//! Deployment configurations.

use serde::Deserialize;
use serde_json::{Value, json};

use super::input::{config_name, present, read};
use super::page::page;
use crate::api::error::ApiError;
use crate::codedeploy::{CodeDeployError, ComputePlatform, DeploymentConfig, Rule, TrafficRoutingInput};
use crate::engine::World;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ConfigInput {
    deployment_config_name: Option<String>,
    compute_platform: Option<String>,
    traffic_routing_config: Option<TrafficRoutingInput>,
    next_token: Option<String>,
}

pub(super) fn create(world: &mut World, input: Value) -> Result<Value, ApiError> {
    let input: ConfigInput = read(input)?;
    let name = config_name(input.deployment_config_name)?;
    let platform = present(input.compute_platform);
    match platform.as_deref().map_or(Ok(ComputePlatform::Server), ComputePlatform::parse)? {
        ComputePlatform::Lambda => {}
        other => return Err(CodeDeployError::InvalidComputePlatform(other.as_str().to_owned()).into()),
    }
    let routing = input
        .traffic_routing_config
        .ok_or_else(|| CodeDeployError::InvalidTrafficRoutingConfiguration("trafficRoutingConfig is missing".into()))?;
    let rule = Rule::Lambda(routing.check()?);
    let (id, created) = (world.uuid(), world.now());
    world.resources_mut().add_config(DeploymentConfig { name, id: id.clone(), created, rule })?;
    Ok(json!({ "deploymentConfigId": id }))
}

pub(super) fn get(world: &mut World, input: Value) -> Result<Value, ApiError> {
    let input: ConfigInput = read(input)?;
    let name = config_name(input.deployment_config_name)?;
    Ok(json!({ "deploymentConfigInfo": world.resources().config(&name)?.to_json() }))
}

pub(super) fn list(world: &mut World, input: Value) -> Result<Value, ApiError> {
    let input: ConfigInput = read(input)?;
    let names = world.resources().config_names().map(Value::from);
    Ok(page("deploymentConfigsList", names, input.next_token.as_deref())?)
}

pub(super) fn delete(world: &mut World, input: Value) -> Result<Value, ApiError> {
    let input: ConfigInput = read(input)?;
    let name = config_name(input.deployment_config_name)?;
    world.resources_mut().remove_config(&name)?;
    Ok(json!({}))
}
