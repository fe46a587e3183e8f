//! CodeDeploy's operations, as far as a hook calls them (spec 2 and 3).

use axum::body::Body;
use axum::http::{HeaderValue, Response};
use serde_json::{Map, Value, json};

use super::error::ApiError;
use crate::deployment::{Deployment, DeploymentId, HookVerdict, RollbackInfo};
use crate::mock::Shared;

/// What SAM calls the application of a stack.
pub(crate) const APPLICATION: &str = "ServerlessDeploymentApplication";

type Input = Map<String, Value>;

pub(super) fn answer(shared: &Shared, operation: &str, body: &[u8]) -> Result<Value, ApiError> {
    let input: Value = serde_json::from_slice(body)
        .map_err(|error| ApiError::bad_request("SerializationException", format!("the body is no JSON: {error}")))?;
    let Value::Object(input) = input else {
        return Err(ApiError::bad_request("SerializationException", "the body is no JSON object"));
    };
    match operation {
        "PutLifecycleEventHookExecutionStatus" => put_hook_status(shared, &input),
        "GetDeployment" => get_deployment(shared, &input),
        "GetApplicationRevision" => get_application_revision(shared, &input),
        other => Err(ApiError::unknown_operation(other)),
    }
}

pub(super) fn response(answer: &Value) -> Response<Body> {
    let mut response = Response::new(Body::from(answer.to_string()));
    response.headers_mut().insert("content-type", HeaderValue::from_static("application/x-amz-json-1.1"));
    response
}

fn put_hook_status(shared: &Shared, input: &Input) -> Result<Value, ApiError> {
    let deployment_id = deployment_id(input)?;
    let execution_id = text(input, "lifecycleEventHookExecutionId")?.unwrap_or_default();
    let status = text(input, "status")?.unwrap_or_default();
    // The deployment is looked up first: an unknown one is the better message.
    shared.with_world(|world| world.deployment(deployment_id).map(|_| ()))?;
    let verdict = HookVerdict::parse(status).ok_or_else(|| {
        ApiError::bad_request(
            "InvalidLifecycleEventHookExecutionStatusException",
            format!("`{status}` is no status that a hook may report: it is Succeeded or Failed"),
        )
    })?;
    shared.change_world(|world| world.report(deployment_id, execution_id, verdict))?;
    Ok(json!({ "lifecycleEventHookExecutionId": execution_id }))
}

fn get_deployment(shared: &Shared, input: &Input) -> Result<Value, ApiError> {
    let id = deployment_id(input)?;
    shared.with_world(|world| Ok(json!({ "deploymentInfo": deployment_info(world.deployment(id)?) })))
}

fn get_application_revision(shared: &Shared, input: &Input) -> Result<Value, ApiError> {
    let application = text(input, "applicationName")?
        .ok_or_else(|| ApiError::bad_request("ApplicationNameRequiredException", "applicationName is missing"))?;
    if application != APPLICATION {
        let message = format!("the application {application} does not exist");
        return Err(ApiError::bad_request("ApplicationDoesNotExistException", message));
    }
    let revision = input
        .get("revision")
        .and_then(Value::as_object)
        .ok_or_else(|| ApiError::bad_request("RevisionRequiredException", "revision is missing"))?;
    let hash = ["appSpecContent", "string"]
        .into_iter()
        .find_map(|form| revision.get(form)?.get("sha256")?.as_str())
        .ok_or_else(|| ApiError::bad_request("InvalidRevisionException", "the revision names no sha256"))?;
    shared.with_world(|world| {
        let deployment =
            world.deployments().find(|deployment| deployment.app_spec().sha256() == hash).ok_or_else(|| {
                ApiError::bad_request("RevisionDoesNotExistException", format!("there is no revision {hash}"))
            })?;
        let content = deployment.app_spec().to_json().to_string();
        Ok(json!({
            "applicationName": APPLICATION,
            "revision": { "revisionType": "AppSpecContent", "appSpecContent": { "content": content, "sha256": hash } },
            "revisionInfo": {},
        }))
    })
}

fn deployment_info(deployment: &Deployment) -> Value {
    let app_spec = deployment.app_spec();
    let mut info = json!({
        "applicationName": APPLICATION,
        "deploymentGroupName": format!("{}DeploymentGroup", app_spec.function),
        "deploymentId": deployment.id().as_str(),
        // The text is given by GetApplicationRevision only (spec 3.4).
        "revision": {
            "revisionType": "AppSpecContent",
            "appSpecContent": { "content": null, "sha256": app_spec.sha256() },
        },
        "status": deployment.status().as_str(),
        "createTime": deployment.created().epoch_seconds(),
        "creator": deployment.creator().as_str(),
        "computePlatform": "Lambda",
        "deploymentStyle": { "deploymentType": "BLUE_GREEN", "deploymentOption": "WITH_TRAFFIC_CONTROL" },
        "ignoreApplicationStopFailures": false,
        "updateOutdatedInstancesOnly": false,
        "instanceTerminationWaitTimeStarted": false,
    });
    if let Some(completed) = deployment.completed() {
        info["completeTime"] = completed.epoch_seconds().into();
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

fn deployment_id(input: &Input) -> Result<&str, ApiError> {
    let id = text(input, "deploymentId")?
        .filter(|id| !id.is_empty())
        .ok_or_else(|| ApiError::bad_request("DeploymentIdRequiredException", "deploymentId is missing"))?;
    if DeploymentId::is_well_formed(id) {
        Ok(id)
    } else {
        Err(ApiError::bad_request("InvalidDeploymentIdException", format!("`{id}` is no deployment id")))
    }
}

fn text<'a>(input: &'a Input, member: &str) -> Result<Option<&'a str>, ApiError> {
    match input.get(member) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(ApiError::bad_request("SerializationException", format!("{member} is no text"))),
    }
}
