//! What changes in the rights of both versions, or makes them unfit to stand side by side.

use serde::Serialize;

use super::change;
use super::function_state::FunctionState;
use crate::document::Node;
use crate::model::ServiceRole;
use crate::model::preference::Guard;
use crate::model::resolver::Evaluated;

/// A change of what a function may do, or of where its failures go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RoleChange {
    /// The policies of its role change, for the old version too, at once.
    PoliciesOfBothVersions,
    /// The new version has another role: Lambda gives an alias no weights between two roles.
    AnotherRole,
    /// The new version has another dead-letter queue: Lambda gives an alias no weights between two of them.
    AnotherDeadLetterQueue,
    /// CodeDeploy works in another service role.
    AnotherServiceRole,
}

impl RoleChange {
    /// In words; what a gradual shift makes of it only where there may be one.
    pub(super) fn sentence(self, gradual: bool) -> String {
        let (what, shifted) = match self {
            Self::PoliciesOfBothVersions => {
                return "the policies of its role change at once, for the old version too".to_owned();
            }
            Self::AnotherServiceRole => return "CodeDeploy works in another service role from now on".to_owned(),
            Self::AnotherRole => ("its role is another one", "versions with two roles"),
            Self::AnotherDeadLetterQueue => ("its dead-letter queue is another one", "such versions"),
        };
        if gradual {
            format!("{what}: Lambda gives an alias no weights between {shifted}, so a gradual shift fails")
        } else {
            what.to_owned()
        }
    }

    pub(super) fn all(old: FunctionState<'_, '_>, new: FunctionState<'_, '_>) -> Vec<Self> {
        let differs = |name| change::differs(&old.read.properties, &new.read.properties, name);
        let mut changes = Vec::new();
        let of_function = differs("Policies") && new.property("Role").is_none();
        if of_function || (!differs("Role") && policies_of_role(old) != policies_of_role(new)) {
            changes.push(Self::PoliciesOfBothVersions);
        }
        if change::means_another(old, new, "Role") {
            changes.push(Self::AnotherRole);
        }
        if change::means_another(old, new, "DeadLetterQueue") {
            changes.push(Self::AnotherDeadLetterQueue);
        }
        if let (Guard::Enabled(before), Guard::Enabled(now)) = (&old.read.guard, &new.read.guard) {
            let unknown =
                [&before.service_role, &now.service_role].iter().any(|role| matches!(role, ServiceRole::Unknown(_)));
            if !unknown && before.service_role != now.service_role {
                changes.push(Self::AnotherServiceRole);
            }
        }
        changes
    }
}

/// The policies that stand in the function's role of the same template.
fn policies_of_role(state: FunctionState<'_, '_>) -> Option<[Option<serde_json::Value>; 2]> {
    let Evaluated::Reference(role) = state.reader.resolver().evaluate(state.property("Role")?) else { return None };
    let properties = state.reader.resource(role.resource.as_str())?.get("Properties")?;
    Some(["Policies", "ManagedPolicyArns"].map(|name| properties.get(name).map(Node::to_json)))
}
