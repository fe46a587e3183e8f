//! An alarm without one of its parts.

use super::examples::alarmed;
use crate::check::alarm::ALARM;
use crate::check::found::Found;
use crate::check::rule::{Detection, Example, Rule};
use crate::check::subject::Subject;
use crate::diagnostic::Severity;
use crate::document::{Map, Node};
use crate::model::intrinsic::is_intrinsic;

pub(in crate::check) static RULE: Rule = Rule {
    code: "alarm-incomplete",
    severity: Severity::Error,
    sentence: "an alarm of a preference lacks what CloudWatch needs to watch a metric",
    reason: "CloudFormation or CloudWatch refuses the alarm, and the stack fails.",
    mend: "write `Namespace`, `MetricName`, `Statistic`, `Period`, `EvaluationPeriods`, `ComparisonOperator` and `Threshold`, and in each dimension `Name` and `Value`",
    bad: Example {
        template: alarmed!(
            r"      Namespace: AWS/Lambda
      MetricName: Errors
      EvaluationPeriods: 1
      ComparisonOperator: GreaterThanThreshold
      Dimensions:
        - { Name: FunctionName }
"
        ),
        found_at: &["12:7", "17:11"],
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

/// The parts of an alarm on one metric, each with what may stand in its place.
const PARTS: [&[&str]; 7] = [
    &["Namespace"],
    &["MetricName"],
    &["Statistic", "ExtendedStatistic"],
    &["Period"],
    &["EvaluationPeriods"],
    &["ComparisonOperator"],
    &["Threshold", "ThresholdMetricId"],
];

fn search(subject: &Subject<'_>, found: &mut Found) {
    let reader = subject.reader();
    for guarded in subject.guarded() {
        for (id, _) in subject.watching_ids(&guarded) {
            let Some(resource) =
                reader.resource(id.as_str()).filter(|_| reader.resource_type(id.as_str()) == Some(ALARM))
            else {
                continue;
            };
            let properties = resource.get("Properties");
            let has =
                |name: &str| properties.and_then(|properties| properties.get(name)).is_some_and(|node| !node.is_null());
            // A calculation has other parts, and a macro may bring any.
            if has("Metrics") || properties.and_then(Node::as_map).is_some_and(|map| map.keys().any(is_macro)) {
                continue;
            }
            let lacking: Vec<&str> =
                PARTS.iter().filter(|part| !part.iter().any(|name| has(name))).map(|part| part[0]).collect();
            if !lacking.is_empty() {
                let list = lacking.join("`, `");
                let place = reader.place(properties.unwrap_or(resource));
                found.add_with_help(place, &id, format!("the alarm `{id}` lacks `{list}`"), format!("add `{list}`"));
            }
            let dimensions = properties.and_then(|properties| properties.get("Dimensions")?.as_list());
            for dimension in dimensions.into_iter().flatten().filter(|node| !is_intrinsic(node)) {
                let Some(map) = dimension.as_map() else { continue };
                for part in ["Name", "Value"].into_iter().filter(|part| lacks(map, part)) {
                    let message = format!("a dimension of the alarm `{id}` lacks its `{part}`");
                    found.add_with_help(reader.place(dimension), &id, message, format!("add `{part}`"));
                }
            }
        }
    }
}

fn lacks(map: &Map, name: &str) -> bool {
    map.get(name).is_none_or(Node::is_null)
}

fn is_macro(key: &str) -> bool {
    key.starts_with("Fn::")
}
