//! An alarm on a metric that nobody writes.

use super::examples::alarmed;
use crate::check::alarm::{Alarm, Metric, Watch};
use crate::check::found::Found;
use crate::check::rule::{Detection, Example, Rule};
use crate::check::subject::{Subject, Watching};
use crate::diagnostic::Severity;
use crate::model::{LogicalId, nearest};

pub(in crate::check) static RULE: Rule = Rule {
    code: "alarm-cannot-fire",
    severity: Severity::Error,
    sentence: "an alarm watches what Lambda never writes",
    reason: "Lambda writes its metrics with the dimensions `FunctionName`, with `Resource` (`NAME:ALIAS`) beside it, and with `ExecutedVersion` (a number) beside both. An alarm with others has no data for ever and stops nothing; so does one whose name is misspelt, or that waits for a value that the metric never has.",
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
        for Watching { id, alarm, .. } in subject.watching(&guarded) {
            for watch in subject.counted(&guarded, &alarm) {
                if let Watch::Nothing(sentence, location) = watch {
                    found.add(location, &id, format!("`{id}` can never fire: {sentence}"));
                }
            }
            for metric in &alarm.metrics {
                misspelt(metric, &id, found);
                too_often(metric, &id, found);
                out_of_reach(&alarm, metric, &id, found);
            }
        }
    }
}

/// A namespace or a metric that is Lambda's but for a slip of the hand.
fn misspelt(metric: &Metric, id: &LogicalId, found: &mut Found) {
    let Some(namespace) = metric.namespace.as_deref() else { return };
    if !metric.is_of_lambda() {
        if namespace.eq_ignore_ascii_case("AWS/Lambda") {
            let message = format!("`{id}` can never fire: nobody writes to the namespace `{namespace}`");
            let help = "write `Namespace: AWS/Lambda`: CloudWatch tells capital letters apart";
            found.add_with_help(metric.namespace_location.clone(), id, message, help.to_owned());
        }
        return;
    }
    // A metric that is unlike all of these may be a new one.
    let Some(name) = metric.name.as_deref().filter(|name| !METRICS.contains(name)) else { return };
    if let Some(near) = nearest(name, METRICS) {
        let message = format!("`{id}` can never fire: Lambda has no metric `{name}`");
        found.add_with_help(metric.name_location.clone(), id, message, format!("did you mean `{near}`?"));
    }
}

/// Periods that are shorter than Lambda's.
fn too_often(metric: &Metric, id: &LogicalId, found: &mut Found) {
    let Some(seconds) = metric.period_seconds.filter(|seconds| metric.is_of_lambda() && *seconds < 60) else { return };
    let message = format!("`{id}` looks every {seconds} seconds, and Lambda writes its metrics once a minute");
    found.add_with_help(metric.period_location.clone(), id, message, "write `Period: 60`".to_owned());
}

/// Each call is an error or none, so only a sum of errors goes above 1.
fn out_of_reach(alarm: &Alarm, metric: &Metric, id: &LogicalId, found: &mut Found) {
    let (Some(statistic), Some(threshold)) = (metric.statistic.as_deref(), alarm.threshold) else { return };
    let beyond = match alarm.comparison.as_deref() {
        Some("GreaterThanThreshold") => threshold >= 1.0,
        Some("GreaterThanOrEqualToThreshold") => threshold > 1.0,
        _ => false,
    };
    let of_errors = metric.is_of_lambda() && metric.name.as_deref() == Some("Errors") && !alarm.calculates;
    if beyond && of_errors && matches!(statistic, "Average" | "Maximum" | "Minimum") {
        let message = format!(
            "`{id}` can never fire: each call counts 0 or 1, so the {statistic} of `Errors` never passes {threshold}"
        );
        let help = "write `Statistic: Sum`, or a `Threshold` below 1".to_owned();
        found.add_with_help(alarm.threshold_location.clone(), id, message, help);
    }
}

/// What Lambda writes about functions and what feeds them.
const METRICS: [&str; 28] = [
    "AsyncEventAge",
    "AsyncEventsDropped",
    "AsyncEventsReceived",
    "ClaimedAccountConcurrency",
    "ConcurrentExecutions",
    "DeadLetterErrors",
    "DeletedEventCount",
    "DestinationDeliveryFailures",
    "DroppedEventCount",
    "Duration",
    "Errors",
    "FailedInvokeEventCount",
    "FilteredOutEventCount",
    "Invocations",
    "InvokedEventCount",
    "IteratorAge",
    "OffsetLag",
    "OnFailureDestinationDeliveredEventCount",
    "OversizedRecordCount",
    "PolledEventCount",
    "PostRuntimeExtensionsDuration",
    "ProvisionedConcurrencyInvocations",
    "ProvisionedConcurrencySpilloverInvocations",
    "ProvisionedConcurrencyUtilization",
    "ProvisionedConcurrentExecutions",
    "RecursiveInvocationsDropped",
    "Throttles",
    "UnreservedConcurrentExecutions",
];
