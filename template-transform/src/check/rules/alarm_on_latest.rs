//! An alarm on `$LATEST`.

use super::examples::alarmed;
use crate::check::alarm::{Alarm, Watch};
use crate::check::found::Found;
use crate::check::rule::{Detection, Example, Rule};
use crate::check::subject::Subject;
use crate::diagnostic::Severity;
use crate::model::AlarmTarget;

pub(in crate::check) static RULE: Rule = Rule {
    code: "alarm-on-latest",
    severity: Severity::Error,
    sentence: "an alarm watches calls without an alias, and traffic comes through the alias",
    reason: "Lambda counts a call under the name by which it was made. What the alias sends to a version is not counted for `$LATEST`.",
    mend: "set the dimension `Resource` to `!Sub \"${F}:ALIAS\"` and `ExecutedVersion` to `!GetAtt F.Version.Version`",
    bad: Example {
        template: alarmed!(
            r"      Namespace: AWS/Lambda
      MetricName: Errors
      Period: 60
      EvaluationPeriods: 1
      ComparisonOperator: GreaterThanThreshold
      Threshold: 0
      Dimensions:
        - { Name: FunctionName, Value: !Ref Orders }
        - { Name: Resource, Value: !Ref Orders }
"
        ),
        found_at: &["20:36"],
    },
    good: alarmed!(
        r#"      Namespace: AWS/Lambda
      MetricName: Errors
      Period: 60
      EvaluationPeriods: 1
      ComparisonOperator: GreaterThanThreshold
      Threshold: 0
      Dimensions:
        - { Name: FunctionName, Value: !Ref Orders }
        - { Name: Resource, Value: !Sub "${Orders}:live" }
        - { Name: ExecutedVersion, Value: !GetAtt Orders.Version.Version }
"#
    ),
    detection: Detection::Search(search),
};

fn search(subject: &Subject<'_>, found: &mut Found) {
    for guarded in subject.guarded() {
        for reference in guarded.preference.alarms.known().into_iter().flatten() {
            let AlarmTarget::Resource(id) = &reference.alarm else { continue };
            let Some(alarm) = Alarm::read(subject.reader(), id) else { continue };
            let watch = alarm.watches(guarded.id(), guarded.preference.alias.as_ref(), subject.names());
            if let Watch::Latest(location) = watch {
                found.add(
                    location,
                    id,
                    format!("`{id}` watches `$LATEST` of `{}`, which gets none of the traffic", guarded.id()),
                );
            }
        }
    }
}
