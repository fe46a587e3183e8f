//! An alarm that the old version can set off.

use super::examples::alarmed;
use crate::check::alarm::Watch;
use crate::check::found::Found;
use crate::check::rule::{Detection, Example, Rule};
use crate::check::subject::{Subject, Watching};
use crate::diagnostic::Severity;

pub(in crate::check) static RULE: Rule = Rule {
    code: "alarm-on-both-versions",
    severity: Severity::Warning,
    sentence: "an alarm watches the old and the new version together",
    reason: "An error of the old version stops the deployment, also the one that would mend it; then only a click in the console (ignore alarm configuration) lets the fix out. An error rate of the new version drowns in the traffic of the old.",
    mend: "add the dimension `ExecutedVersion: !GetAtt F.Version.Version`",
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
        - { Name: Resource, Value: !Sub "${Orders}:live" }
"#
        ),
        found_at: &["19:9"],
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
            // A calculation may compare the new version with all of them.
            let counted = subject.counted(&guarded, &alarm);
            if let Some(metric) =
                alarm.metrics.first().filter(|_| counted.iter().all(|one| *one == Watch::BothVersions))
            {
                let message = format!("`{id}` watches the old and the new version of `{}` together", guarded.id());
                let help =
                    format!("add the dimension `ExecutedVersion` with `!GetAtt {}.Version.Version`", guarded.id());
                found.add_with_help(metric.dimensions_location.clone(), &id, message, help);
            }
        }
    }
}
