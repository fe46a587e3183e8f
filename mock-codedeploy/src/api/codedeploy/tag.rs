//! Tags. These operations write their members with capitals, unlike all others.

use serde::Deserialize;
use serde_json::{Value, json};

use super::input::read;
use crate::api::error::ApiError;
use crate::codedeploy::{CodeDeployError, Resource, TagInput, Tags};
use crate::engine::World;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TagsInput {
    resource_arn: Option<String>,
    tags: Option<Vec<TagInput>>,
    tag_keys: Option<Vec<String>>,
}

pub(super) fn tag(world: &mut World, input: Value) -> Result<Value, ApiError> {
    let input: TagsInput = read(input)?;
    let resource = Resource::parse(input.resource_arn.as_deref())?;
    let tags = input.tags.filter(|tags| !tags.is_empty()).ok_or(CodeDeployError::TagRequired)?;
    tags_of(world, &resource)?.add(tags)?;
    Ok(json!({}))
}

pub(super) fn untag(world: &mut World, input: Value) -> Result<Value, ApiError> {
    let input: TagsInput = read(input)?;
    let resource = Resource::parse(input.resource_arn.as_deref())?;
    let keys = input.tag_keys.filter(|keys| !keys.is_empty()).ok_or(CodeDeployError::TagRequired)?;
    tags_of(world, &resource)?.remove(&keys);
    Ok(json!({}))
}

pub(super) fn list(world: &mut World, input: Value) -> Result<Value, ApiError> {
    let input: TagsInput = read(input)?;
    let resource = Resource::parse(input.resource_arn.as_deref())?;
    Ok(json!({ "Tags": tags_of(world, &resource)?.to_json() }))
}

fn tags_of<'a>(world: &'a mut World, resource: &Resource) -> Result<&'a mut Tags, CodeDeployError> {
    let resources = world.resources_mut();
    match resource {
        Resource::Application(name) => Ok(&mut resources.application_mut(name)?.tags),
        Resource::Group(application, group) => Ok(&mut resources.application_mut(application)?.group_mut(group)?.tags),
        Resource::Config(name) => {
            resources.config(name)?;
            Err(CodeDeployError::ArnNotSupported(name.to_string()))
        }
    }
}
