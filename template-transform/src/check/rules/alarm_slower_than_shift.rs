//! An alarm that needs longer than the deployment takes.

use super::examples::alarmed;
use crate::check::found::Found;
use crate::check::rule::{Detection, Example, Rule};
use crate::check::subject::{Subject, Watching};
use crate::diagnostic::Severity;

pub(in crate::check) static RULE: Rule = Rule {
    code: "alarm-slower-than-shift",
    severity: Severity::Warning,
    sentence: "an alarm needs more time than traffic takes to move",
    reason: "Once all traffic has moved, an alarm stops nothing any more.",
    mend: "shorten `Period` or `EvaluationPeriods`, or shift more slowly",
    bad: Example {
        template: alarmed!(
            r#"      Namespace: AWS/Lambda
      MetricName: Errors
      Period: 300
      EvaluationPeriods: 3
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
            let Some(strategy) = &guarded.preference.strategy else { continue };
            // All at once leaves no time to any alarm, and has a rule of its own.
            let minutes = strategy.strategy.minutes_to_last_shift();
            let (Some(period), Some(periods)) = (alarm.period_seconds(), alarm.datapoints) else { continue };
            let seconds = u64::from(period) * u64::from(periods);
            if minutes > 0 && seconds > minutes * 60 {
                let message = format!(
                    "`{id}` needs {seconds} seconds of bad data, and traffic has moved after {minutes} minutes"
                );
                found.add(reference.clone(), guarded.id(), message);
            }
        }
    }
}
