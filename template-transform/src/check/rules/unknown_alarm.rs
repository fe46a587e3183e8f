//! An alarm that is none.

use super::examples::orders;
use crate::check::found::Found;
use crate::check::rule::{Detection, Example, Rule};
use crate::check::subject::Subject;
use crate::diagnostic::Severity;
use crate::model::{AlarmTarget, UnknownReason};

pub(in crate::check) static RULE: Rule = Rule {
    code: "unknown-alarm",
    severity: Severity::Error,
    sentence: "a preference names an alarm that is not there, or something that is no alarm",
    reason: "CodeDeploy takes an alarm's name. One that does not exist cannot be read, and that stops the deployment.",
    mend: "refer to an `AWS::CloudWatch::Alarm` of this template, or give the name of one",
    bad: Example {
        template: orders!(
            r"        Alarms: [!Ref Queue]
",
            r"  Queue: { Type: AWS::SQS::Queue }
"
        ),
        found_at: &["8:18"],
    },
    good: orders!(
        r"        Alarms: [!Ref Errors]
",
        r"  Errors: { Type: AWS::CloudWatch::Alarm }
"
    ),
    detection: Detection::Search(search),
};

fn search(subject: &Subject<'_>, found: &mut Found) {
    for guarded in subject.guarded() {
        for reference in guarded.preference.alarms.known().into_iter().flatten() {
            let message = match &reference.alarm {
                AlarmTarget::Resource(id) => match subject.reader().resource_type(id.as_str()) {
                    Some("AWS::CloudWatch::Alarm" | "AWS::CloudWatch::CompositeAlarm") | None => continue,
                    Some(_) if subject.reader().brings_values_from_elsewhere(id.as_str()) => continue,
                    Some(kind) => format!("`{id}` is no alarm: it is {kind}"),
                },
                AlarmTarget::Unknown(unknown) => match &unknown.reason {
                    UnknownReason::NoSuchName(name) => format!("no resource of this template is called `{name}`"),
                    _ => continue,
                },
                AlarmTarget::Name(_) => continue,
            };
            found.add(reference.location.clone(), guarded.id(), message);
        }
    }
}
