//! Provisioned concurrency, as data: environments here are started when they are needed.

use serde::Deserialize;
use serde_json::{Value, json};

use super::function::missing;
use super::page::page;
use super::request::Request;
use super::response::Answer;
use super::shown::modified;
use crate::account::{LambdaError, Qualifier};
use crate::api::error::ApiError;
use crate::engine::World;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ProvisionedInput {
    provisioned_concurrent_executions: Option<u32>,
}

pub(super) fn put(world: &mut World, request: &Request) -> Result<Answer, ApiError> {
    let input: ProvisionedInput = request.body()?;
    let (name, qualifier) = qualified(world, request)?;
    let wanted = input
        .provisioned_concurrent_executions
        .filter(|wanted| *wanted > 0)
        .ok_or_else(|| missing("provisionedConcurrentExecutions"))?;
    world.function_mut(&name)?.provisioned_concurrency.insert(qualifier, wanted);
    Ok(Answer::accepted(shown(world, wanted)))
}

pub(super) fn get(world: &mut World, request: &Request) -> Result<Answer, ApiError> {
    if request.query("List") == Some("ALL") {
        return list(world, request);
    }
    let (name, qualifier) = qualified(world, request)?;
    match world.function(&name)?.provisioned_concurrency.get(&qualifier) {
        Some(wanted) => Ok(Answer::ok(shown(world, *wanted))),
        None => Err(ApiError {
            code: "ProvisionedConcurrencyConfigNotFoundException".into(),
            ..ApiError::not_found("No Provisioned Concurrency Config found for this function")
        }),
    }
}

pub(super) fn delete(world: &mut World, request: &Request) -> Result<Answer, ApiError> {
    let (name, qualifier) = qualified(world, request)?;
    world.function_mut(&name)?.provisioned_concurrency.remove(&qualifier);
    Ok(Answer::nothing())
}

fn list(world: &World, request: &Request) -> Result<Answer, ApiError> {
    let function = request.unqualified(world)?;
    let all = function.provisioned_concurrency.iter().map(|(qualifier, wanted)| {
        let mut shown = shown(world, *wanted);
        shown["FunctionArn"] = world.arn(function.name(), Some(qualifier)).into();
        shown
    });
    Ok(Answer::ok(page(request, "ProvisionedConcurrencyConfigs", all)?))
}

/// Only a version or an alias that is there has provisioned concurrency.
fn qualified(world: &World, request: &Request) -> Result<(crate::account::FunctionName, String), ApiError> {
    let reference = request.existing(world)?;
    if matches!(reference.qualifier, None | Some(Qualifier::Latest)) {
        let message = "Provisioned Concurrency Configs cannot be applied to unpublished function versions.";
        return Err(LambdaError::InvalidParameterValue(message.into()).into());
    }
    let key = Qualifier::key(reference.qualifier.as_ref());
    Ok((reference.name, key))
}

fn shown(world: &World, wanted: u32) -> Value {
    json!({
        "RequestedProvisionedConcurrentExecutions": wanted,
        "AvailableProvisionedConcurrentExecutions": wanted,
        "AllocatedProvisionedConcurrentExecutions": wanted,
        "Status": "READY",
        "LastModified": modified(world.now()),
    })
}
