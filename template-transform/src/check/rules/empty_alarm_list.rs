//! A list of alarms without an alarm.

use super::examples::orders;
use crate::check::found::Found;
use crate::check::rule::{Detection, Example, Rule};
use crate::check::subject::Subject;
use crate::diagnostic::Severity;

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
        let node = guarded.read.properties.get("DeploymentPreference").and_then(|preference| preference.get("Alarms"));
        if let Some(node) = node.filter(|node| node.as_list().is_some_and(<[_]>::is_empty)) {
            let message = format!("`{}` watches no alarm, and those of earlier deployments stay", guarded.id());
            found.add(subject.reader().place(node), guarded.id(), message);
        }
    }
}
