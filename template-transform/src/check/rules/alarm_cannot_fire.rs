//! An alarm on a metric that nobody writes.

use super::examples::alarmed;
use crate::check::alarm::{Alarm, Watch};
use crate::check::found::Found;
use crate::check::rule::{Detection, Example, Rule};
use crate::check::subject::Subject;
use crate::diagnostic::Severity;
use crate::model::AlarmTarget;

pub(in crate::check) static RULE: Rule = Rule {
    code: "alarm-cannot-fire",
    severity: Severity::Error,
    sentence: "an alarm watches a metric that Lambda never writes",
    reason: "Lambda writes its metrics with the dimensions `FunctionName`, with `Resource` (`NAME:ALIAS`) beside it, and with `ExecutedVersion` (a number) beside both. An alarm with others has no data for ever and stops nothing.",
    mend: "use `FunctionName: !Ref F`, `Resource: !Sub \"${F}:ALIAS\"` and `ExecutedVersion: !GetAtt F.Version.Version`",
    bad: Example {
        template: alarmed!(
            r#"      Namespace: AWS/Lambda
      MetricName: Errors
      Period: 60
      EvaluationPeriods: 1
      ComparisonOperator: GreaterThanThreshold
      Threshold: 0
      Dimensions:
        - { Name: FunctionName, Value: !Ref Orders }
        - { Name: Resource, Value: !Sub "${Orders}:prod" }
        - { Name: ExecutedVersion, Value: !GetAtt Orders.Version.Version }
"#
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
            if let Watch::Nothing(sentence, location) = watch {
                found.add(location, id, format!("`{id}` can never fire: {sentence}"));
            }
        }
    }
}
