//! Aliases (spec 5.5).

use std::collections::BTreeMap;

use serde::Deserialize;

use super::function::missing;
use super::page::page;
use super::request::{Request, alias_name};
use super::response::Answer;
use super::shown;
use crate::account::{Alias, AliasName, AliasRecord, FunctionName, LambdaError, Version, Weight};
use crate::api::error::ApiError;
use crate::engine::World;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct AliasInput {
    name: Option<String>,
    function_version: Option<String>,
    description: Option<String>,
    routing_config: Option<RoutingInput>,
    revision_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RoutingInput {
    additional_version_weights: Option<BTreeMap<String, f64>>,
}

pub(super) fn create(world: &mut World, request: &Request) -> Result<Answer, ApiError> {
    let input: AliasInput = request.body()?;
    let function = request.function()?.name;
    let name = alias_name(&input.name.ok_or_else(|| missing("name"))?)?;
    let version = version(&input.function_version.ok_or_else(|| missing("functionVersion"))?)?;
    if world.function(&function)?.alias(&name).is_some() {
        let message = format!("Alias already exists: {}", world.arn(&function, Some(name.as_str())));
        return Err(LambdaError::ResourceConflict(message).into());
    }
    let alias = routed(Alias::to(version), input.routing_config)?;
    let description = input.description.unwrap_or_default();
    let record = AliasRecord { alias, description, revision_id: world.uuid() };
    world.function_mut(&function)?.put_alias(name.clone(), record)?;
    shown(world, &function, &name).map(Answer::created)
}

pub(super) fn get(world: &mut World, request: &Request) -> Result<Answer, ApiError> {
    let function = request.function()?.name;
    shown(world, &function, &request.alias()?).map(Answer::ok)
}

/// What is not given is kept; an empty routing clears it.
pub(super) fn update(world: &mut World, request: &Request) -> Result<Answer, ApiError> {
    let input: AliasInput = request.body()?;
    let (function, name) = (request.function()?.name, request.alias()?);
    let record = found(world, &function, &name)?;
    if input.revision_id.is_some_and(|given| given != record.revision_id) {
        return Err(LambdaError::PreconditionFailed(format!("the alias {function}:{name}")).into());
    }
    let alias = match input.function_version.as_deref().map(version).transpose()? {
        None => record.alias,
        // The weight stays, which may then be a weight against itself: the caller has to say both.
        Some(version) => match record.alias.additional() {
            Some((additional, weight)) if input.routing_config.is_none() => {
                let mut alias = Alias::to(version);
                alias
                    .weigh(additional, weight)
                    .map_err(|error| LambdaError::InvalidParameterValue(error.to_string()))?;
                alias
            }
            _ => Alias::to(version),
        },
    };
    let alias = if input.routing_config.is_some() { routed(alias, input.routing_config)? } else { alias };
    let description = input.description.unwrap_or_else(|| record.description.clone());
    let record = AliasRecord { alias, description, revision_id: world.uuid() };
    world.function_mut(&function)?.put_alias(name.clone(), record)?;
    shown(world, &function, &name).map(Answer::ok)
}

/// What is gone already is deleted again without an error.
pub(super) fn delete(world: &mut World, request: &Request) -> Result<Answer, ApiError> {
    let (function, name) = (request.function()?.name, request.alias()?);
    world.function_mut(&function)?.remove_alias(&name);
    Ok(Answer::nothing())
}

pub(super) fn list(world: &mut World, request: &Request) -> Result<Answer, ApiError> {
    let function = request.unqualified(world)?;
    let wanted = request.query("FunctionVersion").map(version).transpose()?;
    let aliases =
        function.aliases().filter(|(_, record)| wanted.is_none_or(|version| record.alias.version() == version));
    let aliases = aliases.map(|(name, record)| shown::alias(world, function.name(), name, record));
    Ok(Answer::ok(page(request, "Aliases", aliases)?))
}

fn found<'a>(world: &'a World, function: &FunctionName, name: &AliasName) -> Result<&'a AliasRecord, LambdaError> {
    let missing = || {
        LambdaError::ResourceNotFound(format!("Cannot find alias arn: {}", world.arn(function, Some(name.as_str()))))
    };
    world.function(function)?.alias_record(name).ok_or_else(missing)
}

fn shown(world: &World, function: &FunctionName, name: &AliasName) -> Result<serde_json::Value, ApiError> {
    Ok(shown::alias(world, function, name, found(world, function, name)?))
}

fn version(text: &str) -> Result<Version, LambdaError> {
    match text {
        "$LATEST" => Err(LambdaError::InvalidParameterValue(
            "an alias here points to a published version: publish one, and point the alias to its number".into(),
        )),
        text => Version::parse(text).ok_or_else(|| LambdaError::Validation(format!("`{text}` is no version number"))),
    }
}

/// The alias with the weights of a request, which replace what it had.
fn routed(alias: Alias, routing: Option<RoutingInput>) -> Result<Alias, LambdaError> {
    let weights = routing.and_then(|routing| routing.additional_version_weights).unwrap_or_default();
    let mut routed = Alias::to(alias.version());
    if weights.len() > 1 {
        let message = "Number of items in AdditionalVersionWeights cannot be greater than 1";
        return Err(LambdaError::InvalidParameterValue(message.into()));
    }
    for (key, part) in weights {
        let additional = Version::parse(&key).ok_or_else(|| {
            LambdaError::Validation(format!("the key `{key}` of AdditionalVersionWeights is no version number"))
        })?;
        let weight = Weight::new(part).map_err(|error| LambdaError::Validation(error.to_string()))?;
        routed.weigh(additional, weight).map_err(|error| LambdaError::InvalidParameterValue(error.to_string()))?;
    }
    Ok(routed)
}
