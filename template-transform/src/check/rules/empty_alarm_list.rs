//! A list of alarms without an alarm.

use super::examples::orders;
use crate::check::found::Found;
use crate::check::rule::{Detection, Example, Rule};
use crate::check::subject::Subject;
use crate::diagnostic::Severity;
use crate::document::Node;

pub(in crate::check) static RULE: Rule = Rule {
    code: "empty-alarm-list",
    severity: Severity::Warning,
    sentence: "a list of alarms is empty",
    reason: "SAM leaves the alarm configuration out for an empty list, so alarms that the deployment group has already stay in force. A list in `Globals` is not cleared by it either.",
    mend: "leave `Alarms` out, or name an alarm",
    bad: Example {
        template: orders!(
            r"        Alarms: []
",
            r""
        ),
        found_at: &["8:17"],
    },
    good: orders!(
        r"        Alarms: [errors]
",
        r""
    ),
    detection: Detection::Search(search),
};

fn search(subject: &Subject<'_>, found: &mut Found) {
    for guarded in subject.guarded() {
        let list = |properties: &'_ Node| properties.get("DeploymentPreference")?.get("Alarms").cloned();
        let empty = |node: &Node| node.as_list().is_some_and(<[_]>::is_empty);
        let joined = list(&guarded.read.properties);
        let own = guarded.read.resource.get("Properties").and_then(list);
        if let Some(node) = joined.filter(empty) {
            let message = format!("`{}` watches no alarm, and those of earlier deployments stay", guarded.id());
            found.add(subject.reader().place(&node), guarded.id(), message);
        } else if let Some(node) = own.filter(empty) {
            let message = format!("`[]` does not clear the alarms that `{}` has from `Globals`", guarded.id());
            found.add(subject.reader().place(&node), guarded.id(), message);
        }
    }
}
