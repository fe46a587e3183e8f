//! Merges the properties of `Globals` into those of a resource, as SAM does.

use std::borrow::Cow;

use super::intrinsic::is_intrinsic;
use crate::document::limits::MAX_NODES;
use crate::document::{Entry, Map, Node, Value};

/// How many values all merges of one template may copy.
pub(crate) struct MergeBudget(usize);

impl MergeBudget {
    pub(crate) fn new() -> Self {
        Self(MAX_NODES)
    }

    fn copy(&mut self, node: &Node) -> Option<Node> {
        self.0 = self.0.checked_sub(size(node))?;
        Some(node.clone())
    }
}

fn size(node: &Node) -> usize {
    match node.value() {
        Value::List(items) => 1 + items.iter().map(size).sum::<usize>(),
        Value::Map(map) => 1 + map.all_entries().iter().map(|entry| 1 + size(&entry.value)).sum::<usize>(),
        _ => 1,
    }
}

/// The global properties that a resource takes, its `IgnoreGlobals` heeded.
pub(crate) fn applicable<'a>(globals: &'a Node, ignored: Option<&Node>) -> Option<Cow<'a, Node>> {
    let map = globals.as_map()?;
    match ignored.map(Node::value) {
        Some(Value::Text(all)) if all.as_str() == "*" => None,
        Some(Value::List(names)) => {
            let ignored = |entry: &&Entry| names.iter().any(|name| name.as_str() == Some(entry.key.as_str()));
            let kept = map.iter().filter(|entry| !ignored(entry)).cloned().collect();
            Some(Cow::Owned(Node::new(Value::Map(Box::new(Map::new(kept))), globals.span(), globals.style())))
        }
        _ => Some(Cow::Borrowed(globals)),
    }
}

/// The properties of a resource over the global ones. `None` when the template asks for more copies than the budget allows.
///
/// Maps are united, lists are joined with the global items first, anything else is the resource's own; an intrinsic function
/// is one value. A list of architectures is the resource's own.
pub(crate) fn merge(global: &Node, local: &Node, budget: &mut MergeBudget) -> Option<Node> {
    match (global.value(), local.value()) {
        (Value::Map(above), Value::Map(own)) if !is_intrinsic(global) && !is_intrinsic(local) => {
            let mut entries = Vec::with_capacity(above.len() + own.len());
            for entry in above.iter() {
                let key = entry.key.as_str();
                entries.push(match own.entry(key) {
                    None => Entry { key: entry.key.clone(), value: budget.copy(&entry.value)?, merged: true },
                    Some(mine) if key == "Architectures" && mine.value.as_list().is_some() => mine.clone(),
                    Some(mine) => {
                        Entry { key: mine.key.clone(), value: merge(&entry.value, &mine.value, budget)?, merged: false }
                    }
                });
            }
            for entry in own.iter().filter(|entry| !above.contains_key(entry.key.as_str())) {
                entries.push(Entry { key: entry.key.clone(), value: budget.copy(&entry.value)?, merged: false });
            }
            Some(Node::new(Value::Map(Box::new(Map::new(entries))), local.span(), local.style()))
        }
        (Value::List(above), Value::List(own)) => {
            let items = above.iter().chain(own).map(|item| budget.copy(item)).collect::<Option<Vec<_>>>()?;
            Some(Node::new(Value::List(items), local.span(), local.style()))
        }
        _ => budget.copy(local),
    }
}
