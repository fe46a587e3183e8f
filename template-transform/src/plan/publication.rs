//! Whether SAM publishes a version.

use serde::Serialize;

use super::change;
use crate::document::Node;

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
    /// No version is published.
    Unchanged {
        /// Properties that changed and do not reach the alias.
        changed_in_vain: Vec<String>,
    },
    /// The new template does not have the function any more.
    Removed,
}

/// What SAM hashes for every function.
const HASHED: [&str; 8] =
    ["CodeUri", "InlineCode", "ImageUri", "SourceKMSKeyArn", "Environment", "MemorySize", "SnapStart", "PackageType"];

impl Publication {
    /// Between two states of one function that has the same alias in both.
    pub(super) fn between(old: &Node, new: &Node) -> Self {
        let changed = change::changed(old, new);
        let sha = |node: &Node| node.get("AutoPublishCodeSha256").and_then(Node::as_str).map(first_ten);
        if sha(new).is_some() || sha(old).is_some() {
            return if sha(old) == sha(new) {
                Self::Unchanged { changed_in_vain: changed }
            } else {
                Self::Published { because_of: vec!["AutoPublishCodeSha256".to_owned()] }
            };
        }
        let all = |node: &Node| {
            node.get("AutoPublishAliasAllProperties")
                .is_some_and(|all| matches!(all.value(), crate::document::Value::Bool(true)))
        };
        if all(old) != all(new) {
            return Self::Published { because_of: vec!["AutoPublishAliasAllProperties".to_owned()] };
        }
        let (hashed, rest): (Vec<_>, Vec<_>) =
            changed.into_iter().partition(|name| all(new) || HASHED.contains(&name.as_str()));
        if !hashed.is_empty() {
            return Self::Published { because_of: hashed };
        }
        match local_path(new) {
            Some(path) => Self::WhenCodeChanges { path: path.to_owned(), changed_in_vain: rest },
            None => Self::Unchanged { changed_in_vain: rest },
        }
    }

    /// Whether a version is, or may be, published over one that is in use.
    pub fn may_shift_traffic(&self) -> bool {
        matches!(self, Self::Published { .. } | Self::WhenCodeChanges { .. })
    }
}

fn first_ten(text: &str) -> String {
    text.chars().take(10).collect()
}

/// `sam package` has not put the code into a bucket yet.
fn local_path(properties: &Node) -> Option<&str> {
    properties.get("CodeUri").and_then(Node::as_str).filter(|path| !path.starts_with("s3://"))
}
