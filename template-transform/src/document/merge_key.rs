//! The merge key `<<`: a map that takes over the entries of others.

use super::error::Problem;
use super::map::{Entry, Map};
use super::node::{Node, Value};

/// The entries that the value of a merge key brings, in PyYAML's order: of a list, the first map wins, so it comes last.
pub(crate) fn merged(value: &Node) -> Result<Vec<Entry>, Problem> {
    match value.value() {
        Value::Map(map) => Ok(taken_over(map)),
        Value::List(items) => {
            let mut entries = Vec::new();
            for item in items.iter().rev() {
                let Some(map) = item.as_map() else {
                    return Err(Problem::MergeOfNoMap { found: item.kind() });
                };
                entries.extend(taken_over(map));
            }
            Ok(entries)
        }
        _ => Err(Problem::MergeOfNoMap { found: value.kind() }),
    }
}

fn taken_over(map: &Map) -> Vec<Entry> {
    map.iter().map(|entry| Entry { merged: true, ..entry.clone() }).collect()
}
