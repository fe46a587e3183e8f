//! `AWS::Lambda::Alias`: the name that callers use and that deployments move.

use super::Function;
use crate::expand::fault::{Checked, fault};
use crate::expand::intrinsic::{attribute, reference};
use crate::expand::resource::Resource;
use crate::expand::surroundings::Surroundings;
use crate::expand::value::{Map, Text, Value};

/// The name that `AutoPublishAlias` gives, nothing when it is off.
pub(super) fn name<'d>(function: &Function<'d>, around: &Surroundings<'d>) -> Checked<Option<Text<'d>>> {
    let Some(given) = function.properties.truthy("AutoPublishAlias") else { return Ok(None) };
    let resolved = around.parameters.resolved(given).map_err(|faults| faults.at("AutoPublishAlias"))?;
    let Value::Text(name) = resolved else {
        return Err(fault(
            "alias-name",
            "the name of an alias has to be known now: text, or a `Ref` to a parameter with a text value",
        )
        .at("AutoPublishAlias")
        .help("SAM makes a logical id of it, so it cannot wait for CloudFormation"));
    };
    if name.is_empty() {
        return Err(fault("alias-name", "the name of the alias comes to nothing")
            .at("AutoPublishAlias")
            .help("give the parameter a value; to publish no version write `AutoPublishAlias: \"\"`"));
    }
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    // As with logical ids, a line feed at the end passes.
    let line = name.strip_suffix('\n').unwrap_or(&name);
    if line.is_empty() || !line.bytes().all(legal) || line.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(fault("alias-name", format!("`{name}` cannot be the name of an alias"))
            .at("AutoPublishAlias")
            .help("use letters, digits, hyphens and underscores, and not digits alone, which would be a version"));
    }
    Ok(Some(name))
}

pub(super) fn expand<'d>(function: &Function<'d>, name: &Text<'d>, version: &Resource<'d>) -> Resource<'d> {
    let id = format!("{}Alias{}", function.id, name.replace('-', "D").replace('_', "U"));
    let mut properties = Map::from([
        ("Name", Value::Text(name.clone())),
        ("FunctionName", reference(function.id)),
        ("FunctionVersion", attribute(version.id.clone(), "Version")),
    ]);
    properties.push_some("ProvisionedConcurrencyConfig", function.properties.truthy("ProvisionedConcurrencyConfig"));
    Resource::new(id, "AWS::Lambda::Alias", function.attributes.passed_on(), properties)
}
