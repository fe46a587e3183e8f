//! An alarm that silence keeps quiet.

use super::examples::alarmed;
use crate::check::alarm::Watch;
use crate::check::found::Found;
use crate::check::rule::{Detection, Example, Rule};
use crate::check::subject::{Subject, Watching};
use crate::diagnostic::Severity;

pub(in crate::check) static RULE: Rule = Rule {
    code: "alarm-needs-steady-traffic",
    severity: Severity::Note,
    sentence: "an alarm needs several bad periods in a row, and counts a period without data as good",
    reason: "At a canary's share of low traffic a minute without a call is common. With `TreatMissingData: notBreaching` it counts as good, and the alarm never gets its bad periods together: the version passes untested.",
    mend: "set `EvaluationPeriods: 1`, or `DatapointsToAlarm` lower than it, or call the new version from a hook",
    bad: Example {
        template: alarmed!(
            r#"      Namespace: AWS/Lambda
      MetricName: Errors
      Period: 60
      EvaluationPeriods: 3
      TreatMissingData: notBreaching
      ComparisonOperator: GreaterThanThreshold
      Threshold: 0
      Dimensions:
        - { Name: FunctionName, Value: !Ref Orders }
        - { Name: Resource, Value: !Sub "${Orders}:live" }
        - { Name: ExecutedVersion, Value: !GetAtt Orders.Version.Version }
"#
        ),
        found_at: &["8:18"],
    },
    good: alarmed!(
        r#"      Namespace: AWS/Lambda
      MetricName: Errors
      Period: 60
      TreatMissingData: notBreaching
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
        for Watching { id, alarm, reference } in subject.watching(&guarded) {
            let counted = subject.counted(&guarded, &alarm);
            let Some(datapoints) = alarm.datapoints.filter(|datapoints| *datapoints > 1) else { continue };
            if counted.contains(&Watch::NewVersion) && alarm.missing_data.as_deref() == Some("notBreaching") {
                let bad = if alarm.counts_failures() { "calls that fail" } else { "bad values" };
                let message = format!(
                    "`{id}` needs {bad} in {datapoints} periods, and low traffic leaves gaps that count as good"
                );
                found.add(reference.clone(), guarded.id(), message);
            }
        }
    }
}
