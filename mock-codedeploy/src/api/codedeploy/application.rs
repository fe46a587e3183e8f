//! Applications.

use serde::Deserialize;
use serde_json::{Value, json};

use super::input::{application_name, at_most, present, read};
use super::page::page;
use crate::api::error::ApiError;
use crate::codedeploy::{Application, ApplicationName, CodeDeployError, ComputePlatform, TagInput};
use crate::engine::World;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ApplicationInput {
    application_name: Option<String>,
    new_application_name: Option<String>,
    compute_platform: Option<String>,
    tags: Option<Vec<TagInput>>,
    application_names: Option<Vec<String>>,
    next_token: Option<String>,
}

pub(super) fn create(world: &mut World, input: Value) -> Result<Value, ApiError> {
    let input: ApplicationInput = read(input)?;
    let name = application_name(input.application_name)?;
    let platform = present(input.compute_platform);
    let platform = platform.as_deref().map_or(Ok(ComputePlatform::Server), ComputePlatform::parse)?;
    let id = world.uuid();
    let mut application = Application::new(name, id.clone(), world.now(), platform);
    application.tags.add(input.tags.unwrap_or_default())?;
    world.resources_mut().add_application(application)?;
    Ok(json!({ "applicationId": id }))
}

pub(super) fn get(world: &mut World, input: Value) -> Result<Value, ApiError> {
    let input: ApplicationInput = read(input)?;
    let name = application_name(input.application_name)?;
    Ok(json!({ "application": world.resources().application(&name)?.to_json() }))
}

pub(super) fn batch_get(world: &mut World, input: Value) -> Result<Value, ApiError> {
    let input: ApplicationInput = read(input)?;
    let names = at_most(input.application_names, 100)?;
    if names.is_empty() {
        return Err(CodeDeployError::ApplicationNameRequired.into());
    }
    let found = names.into_iter().map(|name| {
        let name = application_name(Some(name))?;
        world.resources().application(&name).map(Application::to_json)
    });
    Ok(json!({ "applicationsInfo": found.collect::<Result<Vec<_>, CodeDeployError>>()? }))
}

pub(super) fn list(world: &mut World, input: Value) -> Result<Value, ApiError> {
    let input: ApplicationInput = read(input)?;
    let names = world.resources().applications().map(|application| application.name.as_str().into());
    Ok(page("applications", names, input.next_token.as_deref())?)
}

pub(super) fn update(world: &mut World, input: Value) -> Result<Value, ApiError> {
    let input: ApplicationInput = read(input)?;
    let name = application_name(input.application_name)?;
    match present(input.new_application_name) {
        Some(new) => world.rename_application(&name, &ApplicationName::new(&new)?)?,
        None => drop(world.resources().application(&name)?),
    }
    Ok(json!({}))
}

/// What is gone already is deleted again without an error.
pub(super) fn delete(world: &mut World, input: Value) -> Result<Value, ApiError> {
    let input: ApplicationInput = read(input)?;
    let name = application_name(input.application_name)?;
    world.resources_mut().remove_application(&name);
    Ok(json!({}))
}
