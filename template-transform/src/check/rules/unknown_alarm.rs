//! An alarm that is none.

use super::examples::orders;
use crate::check::alarm;
use crate::check::found::Found;
use crate::check::rule::{Detection, Example, Rule};
use crate::check::subject::Subject;
use crate::diagnostic::Severity;
use crate::model::{AlarmTarget, UnknownReason, nearest};

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
        for reference in &guarded.preference.possible_alarms {
            let mut mend = RULE.mend.to_owned();
            let message = match &reference.alarm {
                AlarmTarget::Resource(id) => match subject.reader().resource_type(id.as_str()) {
                    Some(alarm::ALARM | alarm::COMPOSITE_ALARM) | None => continue,
                    Some(_) if subject.reader().brings_values_from_elsewhere(id.as_str()) => continue,
                    Some(kind) => format!("`{id}` is no alarm: it is {kind}"),
                },
                AlarmTarget::Unknown(unknown) => match &unknown.reason {
                    UnknownReason::NoSuchName(name) => {
                        if let Some(near) = nearest(name, alarms(subject)) {
                            mend = format!("did you mean `{near}`?");
                        }
                        format!("no resource of this template is called `{name}`")
                    }
                    _ => continue,
                },
                AlarmTarget::ArnOf(id) => {
                    mend = format!("write `!Ref {id}`");
                    format!("this is the ARN of `{id}`, and CodeDeploy takes an alarm's name")
                }
                AlarmTarget::Name(name) if name.starts_with("arn:") && name.contains(":alarm:") => {
                    let own = name.rsplit(':').next().unwrap_or_default();
                    mend = format!("write its name: `{own}`");
                    "this is the ARN of an alarm, and CodeDeploy takes an alarm's name".to_owned()
                }
                AlarmTarget::Name(name) => {
                    if !alarms(subject).any(|id| id == name) || alarm::named(subject.reader(), name).is_some() {
                        continue;
                    }
                    mend = format!("write `!Ref {name}`");
                    format!(
                        "`{name}` is an alarm's logical id as mere text, and no alarm of this template has that name"
                    )
                }
            };
            found.add_with_help(reference.location.clone(), guarded.id(), message, mend);
        }
    }
}

/// The logical ids of the template's alarms.
fn alarms<'a>(subject: &Subject<'a>) -> impl Iterator<Item = &'a str> + use<'a> {
    let alarms = subject.resources().filter(|(_, kind, _)| matches!(*kind, alarm::ALARM | alarm::COMPOSITE_ALARM));
    alarms.map(|(id, ..)| id)
}
