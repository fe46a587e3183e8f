//! What a value refers to by name.

use super::intrinsic::intrinsic;
use super::substitution::{Piece, pieces};
use crate::document::{Map, Node};

/// All names that a value refers to, with the places.
pub(crate) fn named_values<'n>(node: &'n Node, names: &mut Vec<(&'n str, &'n Node)>) {
    match intrinsic(node).map(|(name, argument)| (name.as_str(), argument)) {
        Some(("Ref", argument)) => names.extend(argument.as_str().map(|name| (name, node))),
        Some(("Fn::Sub", argument)) => {
            let parts = argument.as_list().unwrap_or(std::slice::from_ref(argument));
            let variables = parts.get(1);
            for piece in pieces(parts.first().and_then(Node::as_str).unwrap_or_default()) {
                match piece {
                    Piece::Name(name) if variables.and_then(|variables| variables.get(name)).is_none() => {
                        names.push((name, node));
                    }
                    _ => {}
                }
            }
            if let Some(variables) = variables {
                named_values(variables, names);
            }
        }
        _ => {
            node.as_list().into_iter().flatten().for_each(|item| named_values(item, names));
            node.as_map().into_iter().flat_map(Map::iter).for_each(|entry| named_values(&entry.value, names));
        }
    }
}
