//! Whether SAM publishes a version.

use std::collections::BTreeSet;

use serde::Serialize;

use super::change;
use super::function_state::{CODE, FunctionState, LocalCode};
use crate::document::{Node, Value};

/// What becomes of a function's versions.
///
/// SAM gives the version a logical id made of a hash, and CloudFormation publishes a version when that id is new. The hash is over the
/// code, the environment as it is written, the memory and `SnapStart`; with `AutoPublishAliasAllProperties` over all properties of the
/// function; and with `AutoPublishCodeSha256` the id is that text instead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Publication {
    /// The function has no alias that SAM publishes for; changes take effect at once.
    NoAlias,
    /// The function or its alias is new: its first version gets all traffic at once.
    First,
    /// A version is published, because of these properties.
    Published {
        /// What makes the version's logical id a new one.
        because_of: Vec<String>,
    },
    /// The code is a path on a machine: a version is published when what lies there has changed.
    WhenCodeChanges {
        /// The path.
        path: String,
        /// Properties that changed and by themselves publish nothing.
        changed_in_vain: Vec<String>,
    },
    /// The code is an image that has yet to be built: a version is published when that has changed.
    WhenImageChanges {
        /// Properties that changed and by themselves publish nothing.
        changed_in_vain: Vec<String>,
    },
    /// The code is named by parameters: a version is published when they have other values than in the deployment before.
    WhenParametersChange {
        /// The parameters.
        parameters: Vec<String>,
        /// Properties that changed and by themselves publish nothing.
        changed_in_vain: Vec<String>,
    },
    /// Only the deployment knows, for this reason.
    NotKnown {
        /// Why.
        reason: String,
    },
    /// No version is published.
    Unchanged {
        /// Properties that changed and do not reach the alias.
        changed_in_vain: Vec<String>,
    },
    /// The condition of the function leaves it out.
    NotDeployed,
    /// The new template does not have the function any more.
    Removed,
}

/// What SAM hashes for every function.
const HASHED: [&str; 7] =
    ["CodeUri", "InlineCode", "ImageUri", "SourceKMSKeyArn", "Environment", "MemorySize", "SnapStart"];

impl Publication {
    /// Between two states of one function that has the same alias in both.
    pub(super) fn between(old: FunctionState<'_, '_>, new: FunctionState<'_, '_>) -> Self {
        let local = new.local_code().or_else(|| old.local_code().filter(|_| new.code_sha().is_none()));
        let open: BTreeSet<&str> = new.open_parameters().union(&old.open_parameters()).copied().collect();
        let without_code = local.is_some() || !open.is_empty();
        let published = match [old, new].map(|state| state.version_suffix(without_code)) {
            [Some(before), Some(now)] => before != now,
            // SAM would refuse one of them, so what is written has to do.
            _ => !hashed_changes(old, new).is_empty(),
        };
        if published {
            return Self::Published { because_of: reasons(old, new, without_code) };
        }
        let same_place = |name: &String| CODE.contains(&name.as_str()) || name == "PackageType";
        let changed_in_vain = change::changed_in_a_version(old, new);
        let changed_in_vain = changed_in_vain.into_iter().filter(|name| !same_place(name)).collect();
        match local {
            Some(LocalCode::Path(path)) => Self::WhenCodeChanges { path, changed_in_vain },
            Some(LocalCode::Image) => Self::WhenImageChanges { changed_in_vain },
            None if open.is_empty() => Self::Unchanged { changed_in_vain },
            None => {
                let parameters = open.into_iter().map(str::to_owned).collect();
                Self::WhenParametersChange { parameters, changed_in_vain }
            }
        }
    }

    /// Whether a version is, or may be, published over one that is in use.
    pub fn may_shift_traffic(&self) -> bool {
        matches!(
            self,
            Self::Published { .. }
                | Self::WhenCodeChanges { .. }
                | Self::WhenImageChanges { .. }
                | Self::WhenParametersChange { .. }
                | Self::NotKnown { .. }
        )
    }
}

fn changed(old: FunctionState<'_, '_>, new: FunctionState<'_, '_>) -> Vec<String> {
    change::changed(&old.read.properties, &new.read.properties)
}

fn counts_all(state: FunctionState<'_, '_>) -> bool {
    state.property("AutoPublishAliasAllProperties").is_some_and(|all| matches!(all.value(), Value::Bool(true)))
}

/// The changed properties that SAM hashes.
fn hashed_changes(old: FunctionState<'_, '_>, new: FunctionState<'_, '_>) -> Vec<String> {
    let hashed = |name: &String| counts_all(new) || HASHED.contains(&name.as_str());
    changed(old, new).into_iter().filter(hashed).collect()
}

/// The properties that make the version's logical id a new one.
fn reasons(old: FunctionState<'_, '_>, new: FunctionState<'_, '_>, without_code: bool) -> Vec<String> {
    if old.code_sha() != new.code_sha() {
        return vec!["AutoPublishCodeSha256".to_owned()];
    }
    if counts_all(old) != counts_all(new) {
        return vec!["AutoPublishAliasAllProperties".to_owned()];
    }
    let mut because_of = hashed_changes(old, new);
    let same_code = without_code || (old.code().is_some() && old.code() == new.code());
    if same_code {
        because_of.retain(|name| !CODE.contains(&name.as_str()));
    } else if !because_of.iter().any(|name| CODE.contains(&name.as_str())) {
        // The same text, and another value of a parameter.
        because_of.extend(CODE.iter().find(|name| new.property(name).is_some()).map(|name| (*name).to_owned()));
    }
    if !snap_starts(old) && !snap_starts(new) && !counts_all(new) {
        because_of.retain(|name| name != "SnapStart");
    }
    if because_of.is_empty() {
        // With all properties counts what their layers hold.
        because_of.push("Layers".to_owned());
    }
    because_of
}

fn snap_starts(state: FunctionState<'_, '_>) -> bool {
    let apply = state.property("SnapStart").and_then(|snap_start| snap_start.get("ApplyOn"));
    apply.is_some_and(|apply| Node::as_str(apply) != Some("None"))
}
