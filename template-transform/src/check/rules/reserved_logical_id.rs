//! A resource with a name that SAM gives to one of its own.

use super::examples::orders;
use crate::check::found::Found;
use crate::check::rule::{Detection, Example, Rule};
use crate::check::subject::Subject;
use crate::diagnostic::Severity;
use crate::document::Node;
use crate::model::{LogicalId, ServiceRole};
use std::collections::HashSet;

pub(in crate::check) static RULE: Rule = Rule {
    code: "reserved-logical-id",
    severity: Severity::Error,
    sentence: "a resource has the logical id of one that SAM makes for the deployment",
    reason: "SAM does not look: it puts its own resource in the place of yours, and says nothing.",
    mend: "give the resource another logical id",
    bad: Example {
        template: orders!(
            r"",
            r"  CodeDeployServiceRole: { Type: AWS::IAM::Role }
"
        ),
        found_at: &["8:3"],
    },
    good: orders!(
        r"",
        r"  DeployerRole: { Type: AWS::IAM::Role }
"
    ),
    detection: Detection::Search(search),
};

fn search(subject: &Subject<'_>, found: &mut Found) {
    let guarded: HashSet<&str> = subject.guarded().map(|guarded| guarded.id().as_str()).collect();
    if guarded.is_empty() {
        return;
    }
    // With a `Role` in every preference SAM makes none.
    let makes_a_role = subject.guarded().any(|guarded| guarded.preference.service_role == ServiceRole::Generated);
    let Some(resources) = subject.reader().document().root().get("Resources").and_then(Node::as_map) else { return };
    for entry in resources.iter() {
        let id = entry.key.as_str();
        let of_group = id.strip_suffix("DeploymentGroup").is_some_and(|function| guarded.contains(function));
        if of_group || id == "ServerlessDeploymentApplication" || (id == "CodeDeployServiceRole" && makes_a_role) {
            let message = format!("SAM makes a resource called `{id}` for the deployment, and it replaces this one");
            found.add(subject.reader().document().location(entry.key.span()), &LogicalId::new(id), message);
        }
    }
}
