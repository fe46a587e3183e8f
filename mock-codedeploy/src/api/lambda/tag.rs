//! Tags of functions.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::json;

use super::function::missing;
use super::request::Request;
use super::response::Answer;
use crate::account::{FunctionName, FunctionReference, LambdaError};
use crate::api::error::ApiError;
use crate::engine::World;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TagsInput {
    tags: Option<BTreeMap<String, String>>,
}

/// Tags that Lambda would take.
pub(super) fn checked_tags(tags: BTreeMap<String, String>) -> Result<BTreeMap<String, String>, LambdaError> {
    let is_tag = |key: &str, value: &str| {
        (1..=128).contains(&key.chars().count()) && value.chars().count() <= 256 && !key.starts_with("aws:")
    };
    match tags.iter().find(|(key, value)| !is_tag(key, value)) {
        Some((key, _)) => Err(LambdaError::InvalidParameterValue(format!(
            "`{key}` is no tag: a key has 1 to 128 characters and does not begin with `aws:`, a value has at most 256"
        ))),
        None if tags.len() > 50 => Err(LambdaError::InvalidParameterValue("There are at most 50 tags.".into())),
        None => Ok(tags),
    }
}

pub(super) fn tag(world: &mut World, request: &Request) -> Result<Answer, ApiError> {
    let input: TagsInput = request.body()?;
    let name = named(request)?;
    let mut all = world.function(&name)?.tags.clone();
    all.extend(input.tags.ok_or_else(|| missing("tags"))?);
    world.function_mut(&name)?.tags = checked_tags(all)?;
    Ok(Answer::nothing())
}

pub(super) fn untag(world: &mut World, request: &Request) -> Result<Answer, ApiError> {
    let keys = request.query_all("tagKeys");
    if keys.is_empty() {
        return Err(missing("tagKeys").into());
    }
    world.function_mut(&named(request)?)?.tags.retain(|key, _| !keys.contains(key));
    Ok(Answer::nothing())
}

pub(super) fn list(world: &mut World, request: &Request) -> Result<Answer, ApiError> {
    Ok(Answer::ok(json!({ "Tags": world.function(&named(request)?)?.tags })))
}

/// A function as a whole: its versions have no tags.
fn named(request: &Request) -> Result<FunctionName, ApiError> {
    let arn = request.path("arn");
    let reference = FunctionReference::parse(arn, None)?;
    if !arn.starts_with("arn:") || reference.qualifier.is_some() {
        let message = format!("`{arn}` is no ARN of a function without a version: only functions have tags here");
        return Err(LambdaError::InvalidParameterValue(message).into());
    }
    Ok(reference.name)
}
