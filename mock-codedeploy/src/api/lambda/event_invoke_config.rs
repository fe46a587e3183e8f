//! How asynchronous invocations are tried again (spec 5.3).

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};

use super::page::page;
use super::request::Request;
use super::response::Answer;
use crate::account::{EventInvokeConfig, FunctionName, LambdaError, Qualifier};
use crate::api::error::ApiError;
use crate::engine::World;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ConfigInput {
    maximum_retry_attempts: Option<u32>,
    maximum_event_age_in_seconds: Option<u64>,
    destination_config: Option<Value>,
}

/// Replaces what was there.
pub(super) fn put(world: &mut World, request: &Request) -> Result<Answer, ApiError> {
    let before = EventInvokeConfig::new(world.now());
    set(world, request, before)
}

/// Keeps what is not given.
pub(super) fn update(world: &mut World, request: &Request) -> Result<Answer, ApiError> {
    let before = found(world, request)?.2.clone();
    set(world, request, before)
}

pub(super) fn get(world: &mut World, request: &Request) -> Result<Answer, ApiError> {
    let (name, qualifier, config) = found(world, request)?;
    Ok(Answer::ok(shown(world, &name, &qualifier, config)))
}

pub(super) fn delete(world: &mut World, request: &Request) -> Result<Answer, ApiError> {
    let (name, qualifier, _) = found(world, request)?;
    world.function_mut(&name)?.invoke_configs.remove(&qualifier);
    Ok(Answer::nothing())
}

pub(super) fn list(world: &mut World, request: &Request) -> Result<Answer, ApiError> {
    let function = request.unqualified(world)?;
    let all = function.invoke_configs.iter();
    let all = all.map(|(qualifier, config)| shown(world, function.name(), qualifier, config));
    Ok(Answer::ok(page(request, "FunctionEventInvokeConfigs", all)?))
}

fn set(world: &mut World, request: &Request, before: EventInvokeConfig) -> Result<Answer, ApiError> {
    let input: ConfigInput = request.body()?;
    let reference = request.existing(world)?;
    let now = world.now();
    let attempts = input.maximum_retry_attempts.unwrap_or(before.maximum_retry_attempts);
    let age = input.maximum_event_age_in_seconds.unwrap_or(before.maximum_event_age.as_secs());
    if attempts > 2 {
        return Err(LambdaError::Validation("MaximumRetryAttempts has to be between 0 and 2".into()).into());
    }
    if !(60..=21_600).contains(&age) {
        return Err(LambdaError::Validation("MaximumEventAgeInSeconds has to be between 60 and 21600".into()).into());
    }
    let config = EventInvokeConfig {
        maximum_retry_attempts: attempts,
        maximum_event_age: Duration::from_secs(age),
        destinations: input.destination_config.or(before.destinations),
        modified: now,
    };
    let qualifier = Qualifier::key(reference.qualifier.as_ref());
    let shown = shown(world, &reference.name, &qualifier, &config);
    world.function_mut(&reference.name)?.invoke_configs.insert(qualifier, config);
    Ok(Answer::ok(shown))
}

fn found<'a>(world: &'a World, request: &Request) -> Result<(FunctionName, String, &'a EventInvokeConfig), ApiError> {
    let reference = request.function()?;
    let qualifier = Qualifier::key(reference.qualifier.as_ref());
    let missing = || {
        let arn = world.arn(&reference.name, Some(&qualifier));
        LambdaError::ResourceNotFound(format!("The function {arn} doesn't have an EventInvokeConfig"))
    };
    let config = world.function(&reference.name)?.invoke_configs.get(&qualifier).ok_or_else(missing)?;
    Ok((reference.name, qualifier, config))
}

/// The ARN always has a qualifier here, `$LATEST` for none.
fn shown(world: &World, name: &FunctionName, qualifier: &str, config: &EventInvokeConfig) -> Value {
    let destinations = config.destinations.clone().unwrap_or_else(|| json!({ "OnSuccess": {}, "OnFailure": {} }));
    json!({
        "LastModified": config.modified.epoch_seconds(),
        "FunctionArn": world.arn(name, Some(qualifier)),
        "MaximumRetryAttempts": config.maximum_retry_attempts,
        "MaximumEventAgeInSeconds": config.maximum_event_age.as_secs(),
        "DestinationConfig": destinations,
    })
}
