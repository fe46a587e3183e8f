//! What a value may come to where only the deployment knows the condition.

use super::intrinsic::intrinsic;
use super::resolved::Resolved;
use super::resolver::Resolver;
use crate::document::Node;

/// More branches are not looked at: in YAML, aliases can multiply them.
const MOST: usize = 1000;

impl Resolver<'_> {
    /// The leaves of a value's `Fn::If`s, those of known conditions decided; a value without any is its own leaf.
    pub(crate) fn branches<'r>(&self, node: &'r Node) -> Vec<&'r Node> {
        let mut leaves = Vec::new();
        let mut open = vec![node];
        for _ in 0..MOST {
            let Some(node) = open.pop() else { break };
            match choice(node) {
                Some((condition, yes, no)) => match self.condition(condition.as_str().unwrap_or_default(), condition) {
                    Resolved::Known(holds) => open.push(if holds { yes } else { no }),
                    Resolved::Unknown(_) => open.extend([no, yes]),
                },
                None => leaves.push(node),
            }
        }
        leaves
    }
}

fn choice(node: &Node) -> Option<(&Node, &Node, &Node)> {
    let (name, argument) = intrinsic(node)?;
    match (name.as_str(), argument.as_list()?) {
        ("Fn::If", [condition, yes, no]) if condition.as_str().is_some() => Some((condition, yes, no)),
        _ => None,
    }
}
