//! Tags of alarms.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::input::{invalid, read, required};
use crate::api::error::ApiError;
use crate::engine::World;

/// A tag as a request has it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct TagInput {
    key: Option<String>,
    value: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TagsInput {
    #[serde(rename = "ResourceARN")]
    resource_arn: Option<String>,
    tags: Option<Vec<TagInput>>,
    tag_keys: Option<Vec<String>>,
}

/// Tags that CloudWatch would take.
pub(super) fn checked(tags: Vec<TagInput>) -> Result<BTreeMap<String, String>, ApiError> {
    let mut checked = BTreeMap::new();
    for tag in tags {
        let key = required(tag.key.filter(|key| !key.is_empty()), "Tags.member.Key")?;
        let value = required(tag.value, "Tags.member.Value")?;
        if key.chars().count() > 128 || value.chars().count() > 256 || key.starts_with("aws:") {
            return Err(invalid(format!("`{key}` is no tag: a key has at most 128 characters, a value 256.")));
        }
        checked.insert(key, value);
    }
    if checked.len() > 50 {
        return Err(invalid("A resource has at most 50 tags."));
    }
    Ok(checked)
}

pub(super) fn tag(world: &mut World, input: Value) -> Result<Value, ApiError> {
    let input: TagsInput = read(input)?;
    let arn = known(world, input.resource_arn)?;
    let tags = checked(required(input.tags, "Tags")?)?;
    world.monitor_mut().tags_mut(&arn).extend(tags);
    Ok(json!({}))
}

pub(super) fn untag(world: &mut World, input: Value) -> Result<Value, ApiError> {
    let input: TagsInput = read(input)?;
    let arn = known(world, input.resource_arn)?;
    let keys = required(input.tag_keys, "TagKeys")?;
    world.monitor_mut().tags_mut(&arn).retain(|key, _| !keys.contains(key));
    Ok(json!({}))
}

pub(super) fn list(world: &mut World, input: Value) -> Result<Value, ApiError> {
    let input: TagsInput = read(input)?;
    let arn = known(world, input.resource_arn)?;
    let tags: Vec<Value> =
        world.monitor_mut().tags_mut(&arn).iter().map(|(key, value)| json!({ "Key": key, "Value": value })).collect();
    Ok(json!({ "Tags": tags }))
}

/// The ARN of an alarm that is there.
fn known(world: &World, arn: Option<String>) -> Result<String, ApiError> {
    let arn = required(arn, "ResourceARN")?;
    let name = arn.splitn(7, ':').nth(6).unwrap_or_default();
    if world.monitor().alarm(name).is_some() && world.alarm_arn(name) == arn {
        Ok(arn)
    } else {
        Err(ApiError {
            status: axum::http::StatusCode::NOT_FOUND,
            ..ApiError::bad_request("ResourceNotFoundException", format!("There is no resource {arn}."))
        })
    }
}
