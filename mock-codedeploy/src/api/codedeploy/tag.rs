//! Tags. These operations write their members with capitals, unlike all others.

use serde::Deserialize;
use serde_json::{Value, json};

use super::input::read;
use crate::account::ACCOUNT_ID;
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
    let resource = resource(world, input.resource_arn.as_deref())?;
    let tags = input.tags.filter(|tags| !tags.is_empty()).ok_or(CodeDeployError::TagRequired)?;
    tags_of(world, &resource)?.add(tags)?;
    Ok(json!({}))
}

pub(super) fn untag(world: &mut World, input: Value) -> Result<Value, ApiError> {
    let input: TagsInput = read(input)?;
    let resource = resource(world, input.resource_arn.as_deref())?;
    let keys = input.tag_keys.filter(|keys| !keys.is_empty()).ok_or(CodeDeployError::TagRequired)?;
    tags_of(world, &resource)?.remove(&keys);
    Ok(json!({}))
}

pub(super) fn list(world: &mut World, input: Value) -> Result<Value, ApiError> {
    let input: TagsInput = read(input)?;
    let resource = resource(world, input.resource_arn.as_deref())?;
    // Unlike the others, this operation does not say of what kind it is that is not there.
    let unknown = || CodeDeployError::InvalidArn(input.resource_arn.clone().unwrap_or_default());
    match tags_of(world, &resource) {
        Ok(tags) => Ok(json!({ "Tags": tags.to_json() })),
        Err(error @ CodeDeployError::ArnNotSupported(_)) => Err(error.into()),
        Err(_) => Err(unknown().into()),
    }
}

/// What an ARN of this account and region names.
fn resource(world: &World, arn: Option<&str>) -> Result<Resource, CodeDeployError> {
    let resource = Resource::parse(arn)?;
    let arn = arn.unwrap_or_default();
    let mut place = arn.split(':').skip(3);
    let is_here = place.next() == Some(world.region().as_str()) && place.next() == Some(ACCOUNT_ID);
    if is_here { Ok(resource) } else { Err(CodeDeployError::InvalidArn(arn.to_owned())) }
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
