//! `AWS::Serverless::LayerVersion`: a layer whose id changes with what it says, so that older versions can be kept.

use super::class_attributes;
use super::fault::{Checked, fault};
use super::function::location;
use super::logical_id;
use super::property::Shape::{Bool, ListOf, Map as AMap, OneOf, Text};
use super::property::{self, Property};
use super::resource::{Resource, SamResource};
use super::sam_type;
use super::surroundings::Surroundings;
use super::value::{Map, Value};

const PROPERTIES: &[Property] = &[
    Property::new("LayerName", OneOf(&[Text, AMap])),
    Property::new("Description", Text),
    Property::new("PublishLambdaVersion", Bool),
    Property::new("ContentUri", OneOf(&[Text, AMap])).required(),
    Property::new("CompatibleArchitectures", ListOf(&[Text, AMap])),
    Property::new("CompatibleRuntimes", ListOf(&[Text, AMap])),
    Property::new("LicenseInfo", Text),
    Property::new("RetentionPolicy", Text),
];

pub(crate) fn expand<'d>(mut layer: SamResource<'d>, around: &Surroundings<'d>) -> Checked<Vec<Resource<'d>>> {
    property::check(&layer.properties, PROPERTIES, "a layer")?;
    for name in ["LayerName", "LicenseInfo", "Description", "RetentionPolicy"] {
        let Some(value) = layer.properties.get_mut(name).filter(|value| value.is_truthy()) else { continue };
        around.parameters.resolve(value).map_err(|faults| faults.at(name))?;
        // To the reference a map with one key is an intrinsic function; the name may be any.
        let fits = match value {
            Value::Text(_) => true,
            Value::Map(map) => name == "LayerName" || map.only().is_some(),
            _ => false,
        };
        if !fits {
            return Err(fault(
                "wrong-type",
                format!("`{name}` of a layer has to be text, and its parameter is {}", value.kind()),
            )
            .at(name));
        }
    }
    let retention = retention(layer.properties.given("RetentionPolicy"))?;
    let id = logical_id::checked(format!("{}{}", layer.id, logical_id::suffix(&hashed(&layer))))?;
    let mut attributes = layer.attributes.passed_on();
    match retention {
        Some(policy) => attributes.set("DeletionPolicy", Value::from(policy)),
        None if attributes.get("DeletionPolicy").is_none() => attributes.set("DeletionPolicy", Value::from("Retain")),
        None => {}
    }
    let given = &layer.properties;
    let content = location(given.get("ContentUri").unwrap_or(&Value::Null), "ContentUri")?;
    check_architectures(given.truthy("CompatibleArchitectures"))?;
    let mut properties = Map::new();
    properties.push("Content", Value::Map(content));
    properties.push_some("Description", given.given("Description"));
    properties.push("LayerName", given.truthy("LayerName").cloned().unwrap_or_else(|| Value::from(layer.id)));
    for name in ["CompatibleArchitectures", "CompatibleRuntimes", "LicenseInfo"] {
        properties.push_some(name, given.given(name));
    }
    Ok(vec![Resource::new(id, "AWS::Lambda::LayerVersion", attributes, properties).depending_on(layer.depends_on)])
}

/// `DeletionPolicy` as `RetentionPolicy` asks for it.
fn retention(given: Option<&Value>) -> Checked<Option<&'static str>> {
    let Some(given) = given else { return Ok(None) };
    match given.as_str() {
        Some(text) if text.eq_ignore_ascii_case("Retain") => Ok(Some("Retain")),
        Some(text) if text.eq_ignore_ascii_case("Delete") => Ok(Some("Delete")),
        _ => Err(fault("retention-policy", "`RetentionPolicy` is `Retain` or `Delete`, and known now")
            .at("RetentionPolicy")
            .help("it becomes the `DeletionPolicy`, which CloudFormation takes no intrinsic function for")),
    }
}

/// What a new version is made for: the layer as it was written, without the attributes that say what happens to an old one.
fn hashed<'d>(layer: &SamResource<'d>) -> Value<'d> {
    let mut entry = Map::from([("Type", Value::from(sam_type::LAYER_VERSION))]);
    entry.push_some("DependsOn", layer.depends_on.as_ref().filter(|depends_on| depends_on.is_truthy()));
    for (name, value) in layer.attributes.iter() {
        if !matches!(name, "DeletionPolicy" | "UpdateReplacePolicy" | "Metadata") {
            entry.set(name, value.clone());
        }
    }
    let given = layer.properties.entries().iter();
    let given = given.filter(|(name, value)| !value.is_null() && !class_attributes::is_one(name)).cloned();
    entry.set("Properties", Value::Map(given.collect()));
    Value::from([(layer.id, Value::Map(entry))])
}

fn check_architectures(given: Option<&Value>) -> Checked<()> {
    let list = match given {
        None => return Ok(()),
        Some(Value::List(list)) => list,
        Some(intrinsic) if intrinsic.is_intrinsic() => return Ok(()),
        // A map with one key passes for an intrinsic function, and of a map SAM looks at the keys.
        Some(Value::Map(map)) if map.iter().all(|(key, _)| matches!(key, "x86_64" | "arm64")) => return Ok(()),
        Some(other) => {
            let message = format!("`CompatibleArchitectures` is a list, and this is {}", other.kind());
            return Err(fault("architecture", message).at("CompatibleArchitectures"));
        }
    };
    let fits = |value: &Value| value.is_intrinsic() || matches!(value.as_str(), Some("x86_64" | "arm64"));
    match list.iter().position(|value| !fits(value)) {
        None => Ok(()),
        Some(at) => Err(fault("architecture", "an architecture is `x86_64` or `arm64`")
            .at(at.to_string())
            .at("CompatibleArchitectures")),
    }
}
