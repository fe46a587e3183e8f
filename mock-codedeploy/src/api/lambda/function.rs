//! Functions: made, shown, changed, deleted.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::code_input::CodeInput;
use super::configuration_input::{ConfigurationInput, checked_architecture};
use super::page::page;
use super::request::Request;
use super::response::Answer;
use super::shown;
use super::tag::checked_tags;
use crate::account::{
    Code, Configuration, Function, FunctionName, FunctionReference, LambdaError, Qualifier, Snapshot,
};
use crate::api::error::ApiError;
use crate::engine::World;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CreateInput {
    function_name: Option<String>,
    code: Option<CodeInput>,
    publish: Option<bool>,
    package_type: Option<String>,
    tags: Option<BTreeMap<String, String>>,
    #[serde(flatten)]
    configuration: ConfigurationInput,
}

pub(super) fn create(world: &mut World, request: &Request) -> Result<Answer, ApiError> {
    let input: CreateInput = request.body()?;
    let name = input.function_name.ok_or_else(|| missing("functionName"))?;
    let FunctionReference { name, qualifier: None } = FunctionReference::parse(&name, None)? else {
        return Err(LambdaError::Validation(format!("`{name}` names a version: a function is made without one")).into());
    };
    if input.configuration.role.is_none() {
        return Err(missing("role").into());
    }
    if input.package_type.is_some_and(|kind| kind != "Zip") {
        return Err(LambdaError::InvalidParameterValue("Container images do not run here: give a zip.".into()).into());
    }
    if input.configuration.runtime.is_none() || input.configuration.handler.is_none() {
        let message = "Runtime and Handler are mandatory parameters for functions created with deployment packages.";
        return Err(LambdaError::InvalidParameterValue(message.into()).into());
    }
    let configuration = input.configuration.apply(&Configuration::default())?;
    let tags = checked_tags(input.tags.unwrap_or_default())?;
    let archive = input.code.unwrap_or_default().check()?;
    if world.function(&name).is_ok() {
        return Err(LambdaError::ResourceConflict(format!("Function already exist: {name}")).into());
    }
    let (revision_id, modified) = (world.uuid(), world.now());
    let code = Code::Archive(archive);
    let mut function = Function::unpublished(
        name.clone(),
        Snapshot { configuration, code, behavior: None, revision_id, modified, is_new: true },
    );
    function.tags = tags;
    let mut version = "$LATEST".to_owned();
    if input.publish == Some(true) {
        version = function.publish_unpublished(false, None, world.uuid(), modified).to_string();
    }
    // The ARN is unqualified even when a version was published.
    let shown = shown::configuration(world, &name, function.latest(), &version, None);
    world.put_function(function);
    Ok(Answer::created(shown))
}

pub(super) fn get(world: &mut World, request: &Request) -> Result<Answer, ApiError> {
    let shown = qualified(world, request)?;
    let function = request.unqualified(world)?;
    let mut answer = json!({
        "Configuration": shown,
        // There is nowhere to load it from but the caller's own disk.
        "Code": { "RepositoryType": "S3", "Location": format!("https://mock-codedeploy.invalid/{}", function.name()) },
    });
    if !function.tags.is_empty() {
        answer["Tags"] = json!(function.tags);
    }
    if let Some(reserved) = function.reserved_concurrency {
        answer["Concurrency"] = json!({ "ReservedConcurrentExecutions": reserved });
    }
    Ok(Answer::ok(answer))
}

pub(super) fn get_configuration(world: &mut World, request: &Request) -> Result<Answer, ApiError> {
    Ok(Answer::ok(qualified(world, request)?))
}

/// The configuration of what the request names: by an alias, the version behind it with the alias's ARN.
fn qualified(world: &World, request: &Request) -> Result<Value, ApiError> {
    let reference = request.function()?;
    let function = world.function(&reference.name)?;
    let missing = |qualifier: &str| {
        let arn = world.arn(&reference.name, Some(qualifier));
        LambdaError::ResourceNotFound(format!("Function not found: {arn}"))
    };
    let of = |version: crate::account::Version, qualifier: &str| {
        let snapshot = function.version(version).ok_or_else(|| missing(qualifier))?;
        Ok(shown::configuration(world, function.name(), snapshot, &version.to_string(), Some(qualifier)))
    };
    match &reference.qualifier {
        None => Ok(shown::latest(world, function)),
        Some(Qualifier::Latest) => {
            Ok(shown::configuration(world, function.name(), function.latest(), "$LATEST", Some("$LATEST")))
        }
        Some(Qualifier::Version(version)) => of(*version, &version.to_string()),
        Some(Qualifier::Alias(alias)) => {
            let found = function.alias(alias).ok_or_else(|| missing(alias.as_str()))?;
            of(found.version(), alias.as_str())
        }
    }
}

pub(super) fn list(world: &mut World, request: &Request) -> Result<Answer, ApiError> {
    let mut shown = Vec::new();
    for function in world.functions() {
        shown.push(shown::latest(world, function));
        if request.query("FunctionVersion") == Some("ALL") {
            shown.extend(function.versions().map(|(version, snapshot)| {
                let version = version.to_string();
                shown::configuration(world, function.name(), snapshot, &version, Some(&version))
            }));
        }
    }
    Ok(Answer::ok(page(request, "Functions", shown)?))
}

pub(super) fn delete(world: &mut World, request: &Request) -> Result<Answer, ApiError> {
    let reference = request.function()?;
    match reference.qualifier {
        None => world.remove_function(&reference.name)?,
        Some(Qualifier::Version(version)) => world.function_mut(&reference.name)?.remove_version(version)?,
        Some(Qualifier::Latest) => {
            let message = "$LATEST version cannot be deleted without deleting the function.";
            return Err(LambdaError::InvalidParameterValue(message.into()).into());
        }
        Some(Qualifier::Alias(alias)) => {
            let message = format!("`{alias}` is an alias: delete it with DeleteAlias.");
            return Err(LambdaError::InvalidParameterValue(message).into());
        }
    }
    Ok(Answer::nothing())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct UpdateCodeInput {
    publish: Option<bool>,
    dry_run: Option<bool>,
    revision_id: Option<String>,
    architectures: Option<Vec<String>>,
    #[serde(flatten)]
    code: CodeInput,
}

pub(super) fn update_code(world: &mut World, request: &Request) -> Result<Answer, ApiError> {
    let input: UpdateCodeInput = request.body()?;
    let name = request.function()?.name;
    world.check_idle(world.function(&name)?)?;
    check_revision(world.function(&name)?, input.revision_id.as_deref())?;
    let code = Code::Archive(input.code.check()?);
    let architecture = input.architectures.map(checked_architecture).transpose()?;
    let (now, revision_id) = (world.now(), world.uuid());
    let mut changed = world.function(&name)?.clone();
    changed.upload(code);
    let latest = changed.latest_mut();
    if let Some(architecture) = architecture {
        latest.configuration.architecture = architecture;
    }
    latest.modified = now;
    latest.is_new = false;
    latest.revision_id = revision_id;
    if input.dry_run == Some(true) {
        return Ok(Answer::ok(shown::latest(world, &changed)));
    }
    let upload_is_change = world.rules().assumptions.upload_is_change;
    let version =
        (input.publish == Some(true)).then(|| changed.publish_unpublished(upload_is_change, None, world.uuid(), now));
    let shown = match version.and_then(|version| Some((version.to_string(), changed.version(version)?))) {
        Some((version, snapshot)) => shown::configuration(world, &name, snapshot, &version, Some(&version)),
        None => shown::latest(world, &changed),
    };
    world.put_function(changed);
    Ok(Answer::ok(shown))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct UpdateConfigurationInput {
    revision_id: Option<String>,
    #[serde(flatten)]
    configuration: ConfigurationInput,
}

pub(super) fn update_configuration(world: &mut World, request: &Request) -> Result<Answer, ApiError> {
    let mut input: UpdateConfigurationInput = request.body()?;
    // The architecture comes with the code.
    input.configuration.architectures = None;
    let name = request.function()?.name;
    let function = world.function(&name)?;
    world.check_idle(function)?;
    check_revision(function, input.revision_id.as_deref())?;
    let configuration = input.configuration.apply(&function.latest().configuration)?;
    let (now, revision_id) = (world.now(), world.uuid());
    let latest = world.function_mut(&name)?.latest_mut();
    latest.configuration = configuration;
    latest.modified = now;
    latest.is_new = false;
    latest.revision_id = revision_id;
    Ok(Answer::ok(shown::latest(world, world.function(&name)?)))
}

pub(super) fn check_revision(function: &Function, given: Option<&str>) -> Result<(), LambdaError> {
    if given.is_some_and(|given| given != function.latest().revision_id) {
        return Err(LambdaError::PreconditionFailed(function_name(function.name())));
    }
    Ok(())
}

fn function_name(name: &FunctionName) -> String {
    format!("the function {name}")
}

pub(super) fn missing(member: &str) -> LambdaError {
    LambdaError::Validation(format!(
        "1 validation error detected: Value null at '{member}' failed to satisfy constraint: Member must not be null"
    ))
}
