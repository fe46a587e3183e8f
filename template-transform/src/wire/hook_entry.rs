//! An entry of `Hooks`: the functions that it may stand for.

use super::dependency::references;
use super::source::Phase;
use super::wiring::Wiring;
use crate::document::Node;
use crate::model::hook::Candidates;

/// One function that an entry may stand for.
pub(super) struct HookEntry<'d> {
    pub(super) node: &'d Node,
    /// The conditions under which it does, with what each has to be.
    pub(super) conditions: Vec<(&'d str, bool)>,
    /// The logical id, of a function of this template or of one that nothing defines; nothing for a function from elsewhere.
    pub(super) function: Option<String>,
}

/// What the two entries of a guarded function may stand for; no condition is a hook, and both of its branches are.
pub(super) fn of<'d>(wiring: &Wiring<'d>, candidates: &Candidates<'_>, function: &str) -> Vec<(Phase, HookEntry<'d>)> {
    let mut entries = Vec::new();
    for phase in Phase::ALL {
        if let Some(node) = wiring.template.property(function, &["DeploymentPreference", "Hooks", phase.key()]) {
            let mut found = Vec::new();
            collect(wiring, candidates, node, &mut Vec::new(), &mut found);
            entries.extend(found.into_iter().map(|entry| (phase, entry)));
        }
    }
    entries
}

fn collect<'d>(
    wiring: &Wiring<'d>,
    candidates: &Candidates<'_>,
    node: &'d Node,
    conditions: &mut Vec<(&'d str, bool)>,
    found: &mut Vec<HookEntry<'d>>,
) {
    if let Some([condition, yes, no]) = node.get("Fn::If").and_then(Node::as_list) {
        let before = conditions.len();
        for (branch, holds) in [(yes, true), (no, false)] {
            conditions.extend(condition.as_str().map(|name| (name, holds)));
            collect(wiring, candidates, branch, conditions, found);
            conditions.truncate(before);
        }
        return;
    }
    if node.is_null() || node.get("Ref").and_then(Node::as_str) == Some("AWS::NoValue") {
        return;
    }
    let function = function_behind(wiring, candidates, node);
    found.push(HookEntry { node, conditions: conditions.clone(), function });
}

fn function_behind(wiring: &Wiring<'_>, candidates: &Candidates<'_>, node: &Node) -> Option<String> {
    let template = wiring.template;
    if let Some(id) = candidates.behind(wiring.typed.reader(), node) {
        return Some(id.as_str().to_owned());
    }
    let defined_elsewhere =
        |id: &String| template.is_parameter(id) || (template.resource(id).is_some() && !template.is_function(id));
    references(node).into_iter().find(|id| !defined_elsewhere(id))
}
