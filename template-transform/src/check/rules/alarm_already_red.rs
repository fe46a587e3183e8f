//! An alarm that is red before the deployment starts.

use super::examples::alarmed;
use crate::check::alarm::Watch;
use crate::check::found::Found;
use crate::check::rule::{Detection, Example, Rule};
use crate::check::subject::{Subject, Watching};
use crate::diagnostic::Severity;

pub(in crate::check) static RULE: Rule = Rule {
    code: "alarm-already-red",
    severity: Severity::Error,
    sentence: "an alarm is red without any error",
    reason: "CodeDeploy reads the alarms before anything else: one in ALARM stops the deployment within a second. A new version has no data before its first call, and without errors the sum is 0.",
    mend: "write `TreatMissingData: notBreaching` and compare with `GreaterThanThreshold`",
    bad: Example {
        template: alarmed!(
            r#"      Namespace: AWS/Lambda
      MetricName: Errors
      Period: 60
      EvaluationPeriods: 1
      ComparisonOperator: GreaterThanOrEqualToThreshold
      Threshold: 0
      Dimensions:
        - { Name: FunctionName, Value: !Ref Orders }
        - { Name: Resource, Value: !Sub "${Orders}:live" }
        - { Name: ExecutedVersion, Value: !GetAtt Orders.Version.Version }
"#
        ),
        found_at: &["12:7"],
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
        for Watching { id, alarm, .. } in subject.watching(&guarded) {
            let counted = subject.counted(&guarded, &alarm);
            let zero_is_bad = match (alarm.comparison.as_deref(), alarm.threshold) {
                (Some("GreaterThanOrEqualToThreshold"), Some(threshold)) => threshold <= 0.0,
                (Some("GreaterThanThreshold"), Some(threshold)) => threshold < 0.0,
                (Some("LessThanThreshold"), Some(threshold)) => threshold > 0.0,
                (Some("LessThanOrEqualToThreshold"), Some(threshold)) => threshold >= 0.0,
                _ => false,
            };
            if alarm.missing_data.as_deref() == Some("breaching") && counted.contains(&Watch::NewVersion) {
                let message = format!("`{id}` is red until the new version has data: missing data counts as breaching");
                found.add(alarm.missing_data_location.clone(), &id, message);
            } else if zero_is_bad && alarm.counts_failures() {
                found.add(alarm.location.clone(), &id, format!("`{id}` is red when there is no failure at all"));
            }
        }
    }
}
