//! Published versions.

use serde::Deserialize;
use serde_json::Value;

use super::page::page;
use super::request::Request;
use super::response::Answer;
use super::shown;
use crate::account::LambdaError;
use crate::api::error::ApiError;
use crate::engine::World;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PublishInput {
    code_sha256: Option<String>,
    description: Option<String>,
    revision_id: Option<String>,
}

pub(super) fn publish(world: &mut World, request: &Request) -> Result<Answer, ApiError> {
    let input: PublishInput = request.body()?;
    let name = request.function()?.name;
    world.check_idle(world.function(&name)?)?;
    let latest = world.function(&name)?.latest();
    if input.revision_id.is_some_and(|given| given != latest.revision_id) {
        return Err(LambdaError::PreconditionFailed(format!("the function {name}")).into());
    }
    let sha256 = latest.code.sha256();
    if input.code_sha256.is_some_and(|given| given != sha256) {
        let message = format!("CodeSHA256 is different from current CodeSHA256 in $LATEST, which is {sha256}.");
        return Err(LambdaError::InvalidParameterValue(message).into());
    }
    let (revision_id, now) = (world.uuid(), world.now());
    let upload_is_change = world.rules().assumptions.upload_is_change;
    let function = world.function_mut(&name)?;
    let version = function.publish_unpublished(upload_is_change, input.description, revision_id, now);
    let function = world.function(&name)?;
    let snapshot =
        function.version(version).ok_or_else(|| LambdaError::ResourceNotFound(format!("{name}:{version}")))?;
    let version = version.to_string();
    Ok(Answer::created(shown::configuration(world, &name, snapshot, &version, Some(&version))))
}

/// The unpublished state first, then the versions as they were published.
pub(super) fn list(world: &mut World, request: &Request) -> Result<Answer, ApiError> {
    let function = request.unqualified(world)?;
    let name = function.name();
    let latest = shown::configuration(world, name, function.latest(), "$LATEST", Some("$LATEST"));
    let versions = function.versions().map(|(version, snapshot)| {
        let version = version.to_string();
        shown::configuration(world, name, snapshot, &version, Some(&version))
    });
    let all: Vec<Value> = [latest].into_iter().chain(versions).collect();
    Ok(Answer::ok(page(request, "Versions", all)?))
}
