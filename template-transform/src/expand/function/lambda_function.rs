//! `AWS::Lambda::Function`: the properties of the SAM function that go on it.

use super::code::{self, Package};
use super::{Function, capacity_provider};
use crate::expand::fault::Checked;
use crate::expand::surroundings::Surroundings;
use crate::expand::tags;
use crate::expand::value::{Map, Value};

/// Its properties, the execution role aside.
pub(super) fn properties<'d>(function: &mut Function<'d>, around: &Surroundings<'d>) -> Checked<Map<'d>> {
    let made = unchecked_properties(function, around)?;
    Package::of(&function.properties)?.check(&function.properties)?;
    Ok(made)
}

/// The same, also of a function that lacks what its package needs.
pub(super) fn unchecked_properties<'d>(function: &mut Function<'d>, around: &Surroundings<'d>) -> Checked<Map<'d>> {
    let package = Package::of(&function.properties)?;
    let code = code::of_function(&function.properties, package)?;
    let tags = tags::of_function(function.properties.truthy("Tags").and_then(Value::as_map))?;
    let tracing = function.tracing(around)?;
    let given = &function.properties;
    let mut made = Map::with_capacity(12);
    made.push("Code", Value::Map(code));
    made.push_some("PackageType", given.given("PackageType"));
    if let Some(target) = given.truthy("DeadLetterQueue").and_then(|queue| queue.get("TargetArn")) {
        made.push("DeadLetterConfig", Value::from([("TargetArn", target.clone())]));
    }
    made.push_some("Description", given.given("Description"));
    made.push_some("FunctionName", given.truthy("FunctionName"));
    for name in ["Handler", "MemorySize", "Role", "Runtime", "Timeout", "VpcConfig", "Environment"] {
        made.push_some(name, given.given(name));
    }
    made.push("Tags", tags);
    if let Some(mode) = tracing {
        made.push("TracingConfig", Value::from([("Mode", mode)]));
    }
    for name in [
        "KmsKeyArn",
        "Layers",
        "ReservedConcurrentExecutions",
        "FileSystemConfigs",
        "CodeSigningConfigArn",
        "ImageConfig",
        "Architectures",
        "SnapStart",
        "EphemeralStorage",
        "RuntimeManagementConfig",
        "LoggingConfig",
        "RecursiveLoop",
    ] {
        made.push_some(name, given.given(name));
    }
    if let Some(config) = given.truthy("CapacityProviderConfig").and_then(Value::as_map) {
        made.push("CapacityProviderConfig", capacity_provider::config(config)?);
    }
    made.push_some("FunctionScalingConfig", given.truthy("FunctionScalingConfig"));
    for name in ["PublishToLatestPublished", "TenancyConfig", "DurableConfig"] {
        made.push_some(name, given.given(name));
    }
    Ok(made)
}
