//! Recognises intrinsic functions.

use crate::document::{Key, Node};

/// The name and the argument of an intrinsic function: a map with one key that is `Ref` or starts with `Fn::`.
pub(crate) fn intrinsic(node: &Node) -> Option<(&Key, &Node)> {
    let entry = only_entry(node)?;
    let name = entry.key.as_str();
    (name == "Ref" || name.starts_with("Fn::")).then_some((&entry.key, &entry.value))
}

/// Whether SAM takes the node for one value when it merges globals; it counts `Condition` among the intrinsics.
pub(crate) fn is_intrinsic(node: &Node) -> bool {
    intrinsic(node).is_some() || only_entry(node).is_some_and(|entry| entry.key.as_str() == "Condition")
}

fn only_entry(node: &Node) -> Option<&crate::document::Entry> {
    let map = node.as_map()?;
    if map.len() == 1 { map.iter().next() } else { None }
}
