//! Which properties of a function differ between two templates.

use super::function_state::{FunctionState, Given};
use super::meaning;
use crate::document::Node;

/// Properties that SAM reads itself, and that are not the function's own.
const NOT_OF_THE_FUNCTION: [&str; 11] = [
    "AutoPublishAlias",
    "AutoPublishAliasAllProperties",
    "AutoPublishCodeSha256",
    "DeploymentPreference",
    "EventInvokeConfig",
    "Events",
    "FunctionUrlConfig",
    "Policies",
    "ProvisionedConcurrencyConfig",
    "VersionDeletionPolicy",
    "VersionDescription",
];

/// What a function has once, whatever its versions are.
const OF_ALL_VERSIONS: [&str; 6] =
    ["CodeSigningConfigArn", "FunctionName", "PropagateTags", "RecursiveLoop", "ReservedConcurrentExecutions", "Tags"];
/// What SAM gives to the role, which all versions have.
const OF_THE_ROLE: [&str; 3] = ["AssumeRolePolicyDocument", "PermissionsBoundary", "RolePath"];

/// The properties of the function itself that differ, by name in order.
pub(super) fn changed(old: &Node, new: &Node) -> Vec<String> {
    let own = meaning::names(old, new).filter(|name| !NOT_OF_THE_FUNCTION.contains(name));
    own.filter(|name| differs(old, new, name)).map(str::to_owned).collect()
}

/// The properties of a version that certainly come to something else, however they are written.
pub(super) fn changed_in_a_version(old: FunctionState<'_, '_>, new: FunctionState<'_, '_>) -> Vec<String> {
    let of_a_version = |name: &&str| {
        !NOT_OF_THE_FUNCTION.contains(name) && !OF_ALL_VERSIONS.contains(name) && !OF_THE_ROLE.contains(name)
    };
    let names = meaning::names(&old.read.properties, &new.read.properties).filter(of_a_version);
    names.filter(|name| means_another(old, new, name)).map(str::to_owned).collect()
}

/// Whether a property certainly comes to something else. What is written alike does so only by parameters of which both values were given:
/// a stack keeps those that it has, whatever their defaults become.
pub(super) fn means_another(old: FunctionState<'_, '_>, new: FunctionState<'_, '_>, name: &str) -> bool {
    let values_are_given = matches!(new.given, Given::Each(_));
    (values_are_given || differs(&old.read.properties, &new.read.properties, name))
        && meaning::differs(name, (old.reader, old.property(name)), (new.reader, new.property(name)))
}

/// Whether a property is written otherwise; null is absent.
pub(super) fn differs(old: &Node, new: &Node, name: &str) -> bool {
    let value = |node: &Node| node.get(name).filter(|value| !value.is_null()).map(Node::to_json);
    value(old) != value(new)
}
