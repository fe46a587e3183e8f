//! What the statements of a policy allow.

use super::dependency::references;
use crate::document::Node;

/// The statements of a policy document, a single one included.
pub(super) fn statements(document: &Node) -> Vec<&Node> {
    one_or_many(document.get("Statement"))
}

pub(super) fn one_or_many(node: Option<&Node>) -> Vec<&Node> {
    match node {
        None => Vec::new(),
        Some(node) => node.as_list().map_or_else(|| vec![node], |items| items.iter().collect()),
    }
}

/// Whether a statement allows an action on something.
pub(super) fn allows(statement: &Node, action: &str) -> bool {
    let allowed = |pattern: &Node| pattern.as_str().is_some_and(|pattern| matches(pattern, action));
    statement.get("Effect").and_then(Node::as_str) == Some("Allow")
        && one_or_many(statement.get("Action")).into_iter().any(allowed)
}

/// `codedeploy:Put*` and its like; letter case does not count.
fn matches(pattern: &str, action: &str) -> bool {
    let (pattern, action) = (pattern.to_lowercase(), action.to_lowercase());
    match pattern.split_once('*') {
        Some((start, end)) => action.starts_with(start) && (end.is_empty() || action.ends_with(end)),
        None => pattern == action,
    }
}

/// Whether a statement's resources cover the version that is under test.
pub(super) fn covers_version(statement: &Node, function: &str) -> bool {
    one_or_many(statement.get("Resource")).into_iter().any(|resource| {
        if let Some(text) = resource.as_str() {
            return text.contains('*');
        }
        let text = resource.to_json().to_string();
        let qualified = |name: &str| text.contains(name);
        references(resource).iter().any(|id| id == function)
            && (qualified(&format!("{function}.Version"))
                || qualified(&format!("\"{function}\",\"Version"))
                || text.contains('*'))
    })
}

/// Whether a statement's resources cover a hook's function, whose ARN has no version.
pub(super) fn covers_function(statement: &Node, function: &str, prefixed: bool) -> bool {
    one_or_many(statement.get("Resource")).into_iter().any(|resource| {
        let text = resource.to_json().to_string();
        text == "\"*\""
            || text.contains(":function:*")
            || (prefixed && text.contains(super::hook_name::PREFIX))
            || references(resource).iter().any(|id| id == function)
    })
}
