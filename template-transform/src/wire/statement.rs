//! The statements of a policy as they are written.

use super::wiring::Wiring;
use crate::diagnostic::Diagnostic;
use crate::document::Node;
use crate::model::intrinsic::intrinsic;

/// What IAM asks of each statement of a role; one of each row.
const PARTS: [&[&str]; 3] = [&["Effect"], &["Action", "NotAction"], &["Resource", "NotResource"]];

pub(super) fn one_or_many(node: Option<&Node>) -> Vec<&Node> {
    match node {
        None => Vec::new(),
        Some(node) => node.as_list().map_or_else(|| vec![node], |items| items.iter().collect()),
    }
}

/// Tells the statements of a resource's policies that IAM does not take: a whole one is added, and the other has to be mended.
pub(super) fn report_incomplete(wiring: &mut Wiring<'_>, resource: &str) {
    let template = wiring.template;
    for policy in one_or_many(template.own(resource, &["Policies"])) {
        let document = policy.get("PolicyDocument").unwrap_or(policy);
        for statement in one_or_many(document.get("Statement")) {
            if statement.as_map().is_none() || intrinsic(statement).is_some() {
                continue;
            }
            let lacks = |keys: &[&str]| keys.iter().all(|key| statement.get(key).is_none_or(Node::is_null));
            let lacking: Vec<&str> = PARTS.iter().filter(|keys| lacks(keys)).map(|keys| keys[0]).collect();
            if lacking.is_empty() {
                continue;
            }
            let lacking = lacking.join("` and `");
            let message = format!(
                "a statement of `{resource}` has no `{lacking}`: IAM takes no such policy, and the stack is not deployed"
            );
            let finding = Diagnostic::error("statement-incomplete", wiring.place(statement), message);
            let help = format!(
                "add `{lacking}` to it, or remove it: what the hook needs is allowed by a statement of its own"
            );
            wiring.report(finding.about(resource).with_help(help));
        }
    }
}
