//! The report of a hook (spec 2).

use serde::Deserialize;
use serde_json::{Value, json};

use super::input::{deployment_id, read};
use crate::api::error::ApiError;
use crate::codedeploy::CodeDeployError;
use crate::deployment::HookVerdict;
use crate::engine::World;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PutInput {
    deployment_id: Option<String>,
    lifecycle_event_hook_execution_id: Option<String>,
    status: Option<String>,
}

pub(super) fn put(world: &mut World, input: Value) -> Result<Value, ApiError> {
    let input: PutInput = read(input)?;
    let deployment_id = deployment_id(input.deployment_id)?;
    let execution_id = input.lifecycle_event_hook_execution_id.unwrap_or_default();
    let status = input.status.unwrap_or_default();
    // The deployment is looked up first: an unknown one is the better message.
    world.deployment(&deployment_id)?;
    let verdict = HookVerdict::parse(&status)
        .ok_or_else(|| CodeDeployError::InvalidLifecycleEventHookExecutionStatus(status.clone()))?;
    world.report(&deployment_id, &execution_id, verdict)?;
    Ok(json!({ "lifecycleEventHookExecutionId": execution_id }))
}
