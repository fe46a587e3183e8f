//! `AWS::Lambda::Version`: a new id, and so a new version, whenever the code or what runs it changes.

use std::collections::HashSet;

use super::Function;
use crate::document::Node;
use crate::expand::fault::{Checked, fault};
use crate::expand::intrinsic::reference;
use crate::expand::logical_id::{self, SUFFIX};
use crate::expand::resource::Resource;
use crate::expand::sam_type;
use crate::expand::surroundings::{Effects, Surroundings};
use crate::expand::value::{Map, Value};

/// The version, and on the way the effects on the function: known parameters in its code, the hash at the end of its description.
pub(super) fn expand<'d>(
    function: &mut Function<'d>,
    lambda: &mut Map<'d>,
    around: &Surroundings<'d>,
    effects: &Effects<'d>,
) -> Checked<Resource<'d>> {
    let suffix = suffix(function, lambda, around, effects)?;
    let id = logical_id::checked(format!("{}Version{suffix}", function.id))?;
    let given = &function.properties;
    let mut attributes = function.attributes.passed_on();
    if attributes.get("DeletionPolicy").is_none() {
        let policy = given.given("VersionDeletionPolicy").cloned().unwrap_or_else(|| {
            // Versions on managed instances cost while they are kept.
            Value::from(if given.given("CapacityProviderConfig").is_some() { "Delete" } else { "Retain" })
        });
        attributes.set("DeletionPolicy", policy);
    }
    let mut properties = Map::new();
    properties.push_some("Description", given.given("VersionDescription"));
    properties.push("FunctionName", reference(function.id));
    if given.given("CapacityProviderConfig").is_some() {
        properties.push_some("FunctionScalingConfig", given.given("FunctionScalingConfig"));
    }
    Ok(Resource::new(id, "AWS::Lambda::Version", attributes, properties))
}

/// The end of its logical id, which is another one for whatever a new version is made for.
pub(super) fn suffix<'d>(
    function: &mut Function<'d>,
    lambda: &mut Map<'d>,
    around: &Surroundings<'d>,
    effects: &Effects<'d>,
) -> Checked<String> {
    let code_sha = code_sha(function, lambda, around)?;
    // SAM resolves the code to hash it, and what it resolves it also emits.
    if let Some(code) = lambda.get_mut("Code") {
        around.parameters.resolve(code).map_err(|faults| faults.at("CodeUri"))?;
    }
    Ok(match &code_sha {
        Some(sha) => sha.chars().take(SUFFIX).collect(),
        None => logical_id::suffix(&hashed(function, lambda, around, effects)?),
    })
}

/// `AutoPublishCodeSha256`, unless it is empty.
fn code_sha<'d>(
    function: &mut Function<'d>,
    lambda: &mut Map<'d>,
    around: &Surroundings<'d>,
) -> Checked<Option<String>> {
    let Some(given) = function.properties.truthy("AutoPublishCodeSha256") else { return Ok(None) };
    let Value::Text(sha) = around.parameters.resolved(given)? else {
        return Err(fault(
            "code-sha",
            "`AutoPublishCodeSha256` has to be text, or a `Ref` to a parameter that has a value",
        )
        .at("AutoPublishCodeSha256")
        .help("give the parameter by `--parameter`, or a default"));
    };
    // Lambda publishes nothing while a function stays the same, so SAM changes its description with the code.
    let mut description = lambda.get("Description").cloned().unwrap_or(Value::Null);
    let description = match around.parameters.resolve_and_leave_traces(&mut description)? {
        Value::Text(text) if !text.is_empty() => Value::from(format!("{text} {sha}")),
        described if described.is_truthy() => Value::from([(
            "Fn::Join",
            Value::from([Value::from(" "), Value::from([described, Value::Text(sha.clone())])]),
        )]),
        _ => Value::Text(sha.clone()),
    };
    lambda.set("Description", description);
    Ok(Some(sha.into_owned()).filter(|sha| !sha.is_empty()))
}

/// What a new version is made for.
fn hashed<'d>(
    function: &Function<'d>,
    lambda: &Map<'d>,
    around: &Surroundings<'d>,
    effects: &Effects<'d>,
) -> Checked<Value<'d>> {
    if function.properties.get("AutoPublishAliasAllProperties") == Some(&Value::Bool(true)) {
        let mut all = lambda.clone();
        let mut known = HashSet::new();
        let layers = lambda.get("Layers").and_then(Value::as_list).unwrap_or_default();
        for layer in layers.iter().filter(|layer| layer.referenced_logical_id().is_some_and(|id| known.insert(id))) {
            if let Some((id, properties)) = published_layer(layer, around, effects)? {
                all.set(id, Value::Map(properties));
            }
        }
        return Ok(Value::Map(all));
    }
    let mut code = lambda.get("Code").and_then(Value::as_map).cloned().unwrap_or_default();
    // Not the environment as such but what is in it, unresolved.
    for (name, value) in lambda.truthy("Environment").and_then(Value::as_map).map(Map::entries).unwrap_or_default() {
        code.set(name.clone(), value.clone());
    }
    if let Some(memory) = lambda.truthy("MemorySize") {
        code.set("MemorySize", memory.clone());
    }
    if let Some(snap_start) = lambda.truthy("SnapStart")
        && snap_start.get("ApplyOn").is_some_and(|apply| apply.as_str() != Some("None"))
    {
        code.set("SnapStart", snap_start.clone());
    }
    Ok(Value::Map(code))
}

/// A layer of the template whose changes publish new versions of the functions that use it.
fn published_layer<'d>(
    layer: &Value<'d>,
    around: &Surroundings<'d>,
    effects: &Effects<'d>,
) -> Checked<Option<(&'d str, Map<'d>)>> {
    let Some(entry) = layer.referenced_logical_id().and_then(|id| around.resources.entry(id)) else { return Ok(None) };
    let kind = entry.value.get("Type").and_then(Node::as_str).unwrap_or_default();
    let section = sam_type::section(kind).filter(|_| sam_type::has_globals(kind));
    let own = match (entry.value.get("Properties").map(Value::from), section) {
        (Some(Value::Map(map)), _) => map,
        (Some(other), None) => {
            let message = format!("the `Properties` of the layer have to be a map, and this is {}", other.kind());
            return Err(fault("wrong-type", message).at("Layers"));
        }
        _ => Map::new(),
    };
    let properties = match section {
        Some(section) => effects.globals.merged(section, own, entry.value.get("IgnoreGlobals"))?,
        None => own,
    };
    Ok(properties.truthy("PublishLambdaVersion").is_some().then(|| (entry.key.as_str(), properties)))
}
