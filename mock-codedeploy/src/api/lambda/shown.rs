//! Functions, versions and aliases as answers show them.

use std::time::SystemTime;

use serde_json::{Value, json};

use crate::account::{Activity, Alias, AliasName, AliasRecord, Function, FunctionName, Snapshot};
use crate::clock::VirtualTime;
use crate::engine::World;

/// `2026-01-01T00:00:00.000+0000`, as only Lambda writes it.
pub(super) fn modified(time: VirtualTime) -> String {
    let shown = humantime::format_rfc3339_millis(SystemTime::UNIX_EPOCH + time.since_epoch()).to_string();
    shown.replace('Z', "+0000")
}

/// A `FunctionConfiguration`. `version` is what `Version` says, `qualifier` what the ARN ends with.
pub(super) fn configuration(
    world: &World,
    name: &FunctionName,
    snapshot: &Snapshot,
    version: &str,
    qualifier: Option<&str>,
) -> Value {
    let configuration = &snapshot.configuration;
    let mut shown = json!({
        "FunctionName": name,
        "FunctionArn": world.arn(name, qualifier),
        "Runtime": configuration.runtime,
        "Role": configuration.role,
        "Handler": configuration.handler,
        "CodeSize": snapshot.code.size(),
        "Description": configuration.description,
        "Timeout": configuration.timeout.as_secs(),
        "MemorySize": configuration.memory_megabytes,
        "LastModified": modified(snapshot.modified),
        "CodeSha256": snapshot.code.sha256(),
        "Version": version,
        "TracingConfig": { "Mode": configuration.tracing },
        "RevisionId": snapshot.revision_id,
        "PackageType": "Zip",
        "Architectures": [configuration.architecture],
        "EphemeralStorage": { "Size": configuration.ephemeral_storage },
        "SnapStart": { "ApplyOn": "None" },
        "LoggingConfig": { "LogFormat": "Text", "LogGroup": format!("/aws/lambda/{name}") },
    });
    let (state, update) = match world.activity(snapshot) {
        Activity::Pending => ("Pending", "InProgress"),
        Activity::Updating => ("Active", "InProgress"),
        Activity::Active => ("Active", "Successful"),
    };
    (shown["State"], shown["LastUpdateStatus"]) = (state.into(), update.into());
    if state == "Pending" {
        (shown["StateReasonCode"], shown["StateReason"]) = ("Creating".into(), "The function is being created.".into());
    }
    for (member, given) in &configuration.others {
        match (shown.get_mut(member).and_then(Value::as_object_mut), given) {
            // What was not given of it keeps its default.
            (Some(defaults), Value::Object(given)) => defaults.extend(given.clone()),
            _ => shown[member.as_str()] = given.clone(),
        }
    }
    let snap_starts = shown["SnapStart"]["ApplyOn"] == "PublishedVersions" && version != "$LATEST";
    shown["SnapStart"]["OptimizationStatus"] = if snap_starts { "On" } else { "Off" }.into();
    if !configuration.environment.is_empty() {
        shown["Environment"] = json!({ "Variables": configuration.environment });
    }
    if let Some(target) = &configuration.dead_letter {
        shown["DeadLetterConfig"] = json!({ "TargetArn": target });
    }
    if !configuration.layers.is_empty() {
        shown["Layers"] = configuration.layers.iter().map(|arn| json!({ "Arn": arn, "CodeSize": 0 })).collect();
    }
    shown
}

/// The unpublished state.
pub(super) fn latest(world: &World, function: &Function) -> Value {
    configuration(world, function.name(), function.latest(), "$LATEST", None)
}

/// An `AliasConfiguration`.
pub(super) fn alias(world: &World, function: &FunctionName, name: &AliasName, record: &AliasRecord) -> Value {
    let AliasRecord { alias, description, revision_id } = record;
    let mut shown = json!({
        "AliasArn": world.arn(function, Some(name.as_str())),
        "Name": name,
        "FunctionVersion": alias.version().to_string(),
        "Description": description,
        "RevisionId": revision_id,
    });
    if let Some(routing) = routing(alias) {
        shown["RoutingConfig"] = routing;
    }
    shown
}

fn routing(alias: &Alias) -> Option<Value> {
    let (version, weight) = alias.additional()?;
    Some(json!({ "AdditionalVersionWeights": { version.to_string(): weight.get() } }))
}
