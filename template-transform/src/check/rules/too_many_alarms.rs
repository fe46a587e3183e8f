//! More alarms than a deployment group takes.

use super::examples::orders;
use crate::check::found::Found;
use crate::check::rule::{Detection, Example, Rule};
use crate::check::subject::Subject;
use crate::diagnostic::Severity;
use crate::document::Node;

pub(in crate::check) static RULE: Rule = Rule {
    code: "too-many-alarms",
    severity: Severity::Error,
    sentence: "a preference has more than ten alarms",
    reason: "CodeDeploy's documented limit is ten alarms for each deployment group (an account can have it raised). Lists from `Globals` are joined with the function's own.",
    mend: "join alarms in an `AWS::CloudWatch::CompositeAlarm`, or leave some out",
    bad: Example {
        template: orders!(
            r"        Alarms: [a, b, c, d, e, f, g, h, i, j, k]
",
            r""
        ),
        found_at: &["8:9"],
    },
    good: orders!(
        r"        Alarms: [a, b, c, d, e, f, g, h, i, j]
",
        r""
    ),
    detection: Detection::Search(search),
};

const MOST: usize = 10;

fn search(subject: &Subject<'_>, found: &mut Found) {
    for guarded in subject.guarded() {
        let Some(alarms) = guarded.preference.alarms.known().filter(|alarms| alarms.len() > MOST) else { continue };
        let preference = guarded.read.properties.get("DeploymentPreference").and_then(Node::as_map);
        let Some(entry) = preference.and_then(|map| map.entry("Alarms")) else { continue };
        let message = format!("`{}` has {} alarms, and a deployment group takes {MOST}", guarded.id(), alarms.len());
        found.add(subject.reader().document().location(entry.key.span()), guarded.id(), message);
    }
}
