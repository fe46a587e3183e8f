//! Which properties of a function differ between two templates.

use std::collections::BTreeSet;

use crate::document::{Map, Node};

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

/// The properties of the function itself that differ, by name in order.
pub(super) fn changed(old: &Node, new: &Node) -> Vec<String> {
    let keys = |node: &Node| node.as_map().into_iter().flat_map(Map::keys).map(str::to_owned).collect::<BTreeSet<_>>();
    let all = keys(old).union(&keys(new)).cloned().collect::<BTreeSet<_>>();
    let own = all.into_iter().filter(|name| !NOT_OF_THE_FUNCTION.contains(&name.as_str()));
    own.filter(|name| differs(old, new, name)).collect()
}

/// Whether a property is written otherwise; null is absent.
pub(super) fn differs(old: &Node, new: &Node, name: &str) -> bool {
    let value = |node: &Node| node.get(name).filter(|value| !value.is_null()).map(Node::to_json);
    value(old) != value(new)
}
