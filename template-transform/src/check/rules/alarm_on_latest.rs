//! An alarm on `$LATEST`.

use super::examples::alarmed;
use crate::check::alarm::Watch;
use crate::check::found::Found;
use crate::check::rule::{Detection, Example, Rule};
use crate::check::subject::{Subject, Watching};
use crate::diagnostic::Severity;

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
        for Watching { id, alarm, .. } in subject.watching(&guarded) {
            for watch in subject.counted(&guarded, &alarm) {
                let Watch::Latest(location) = watch else { continue };
                let message = format!("`{id}` watches `$LATEST` of `{}`, which gets none of the traffic", guarded.id());
                found.add(location, &id, message);
            }
        }
    }
}
