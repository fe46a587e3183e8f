//! A statement of a hook's role without one of its parts.

use super::examples::hooked;
use crate::check::found::Found;
use crate::check::rule::{Detection, Example, Rule};
use crate::check::subject::{Hook, Subject};
use crate::diagnostic::Severity;
use crate::document::Node;
use crate::model::reader::Reader;
use crate::model::resolver::Evaluated;

pub(in crate::check) static RULE: Rule = Rule {
    code: "statement-incomplete",
    severity: Severity::Error,
    sentence: "a statement in a hook's policies lacks its effect, its action or its resource",
    reason: "IAM refuses the policy as malformed, and the stack fails.",
    mend: "write `Effect`, `Action` and `Resource` in every statement",
    bad: Example {
        template: hooked!(
            r"      Environment: { Variables: { CurrentVersion: !Ref Orders.Version } }
      Policies:
        - Statement:
            - Action: lambda:InvokeFunction
              Resource: !Ref Orders.Version
"
        ),
        found_at: &["15:15"],
    },
    good: hooked!(
        r"      Environment: { Variables: { CurrentVersion: !Ref Orders.Version } }
      Policies:
        - Statement:
            - Effect: Allow
              Action: lambda:InvokeFunction
              Resource: !Ref Orders.Version
"
    ),
    detection: Detection::Search(search),
};

/// The parts, each with what may stand in its place.
const PARTS: [&[&str]; 3] = [&["Effect"], &["Action", "NotAction"], &["Resource", "NotResource"]];

fn search(subject: &Subject<'_>, found: &mut Found) {
    let reader = subject.reader();
    for hook in subject.hooks() {
        for policy in policies(reader, &hook) {
            let Some(statements) = policy.get("Statement") else { continue };
            for statement in items(reader, statements) {
                let Some(map) = statement.as_map() else { continue };
                // A macro or a loop may bring any part, and `AWS::NoValue` is no statement.
                if map.keys().any(|key| key.starts_with("Fn::") || key == "Ref") {
                    continue;
                }
                let has = |part: &str| statement.get(part).is_some_and(|node| !node.is_null());
                let lacking: Vec<&str> =
                    PARTS.iter().filter(|part| !part.iter().any(|name| has(name))).map(|part| part[0]).collect();
                if !lacking.is_empty() {
                    let message = format!("a statement for `{}` lacks its `{}`", hook.id(), lacking.join("` and `"));
                    let help = format!("add `{}`", lacking.join("` and `"));
                    found.add_with_help(reader.place(statement), hook.id(), message, help);
                }
            }
        }
    }
}

/// The documents that stand in the function, or else in its role of this template.
fn policies<'h>(reader: &'h Reader<'_>, hook: &Hook<'h, '_>) -> Vec<&'h Node> {
    let properties = hook.read.properties.as_ref();
    match properties.get("Role").map(|role| reader.resolver().evaluate(role)) {
        Some(Evaluated::Reference(role)) => {
            let policies =
                reader.resource(role.resource.as_str()).and_then(|role| role.get("Properties")?.get("Policies"));
            let policies = policies.map(|policies| items(reader, policies)).unwrap_or_default();
            policies.into_iter().filter_map(|policy| policy.get("PolicyDocument")).collect()
        }
        _ => properties.get("Policies").map(|policies| items(reader, policies)).unwrap_or_default(),
    }
}

/// The items of a list, or the one value, of all branches.
fn items<'n>(reader: &Reader<'_>, node: &'n Node) -> Vec<&'n Node> {
    let resolver = reader.resolver();
    let lists = resolver.branches(node).into_iter();
    let items = lists.flat_map(|list| list.as_list().unwrap_or(std::slice::from_ref(list)));
    items.flat_map(|item| resolver.branches(item)).collect()
}
