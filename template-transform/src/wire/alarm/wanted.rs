//! The alarms of each set.

use super::AlarmSet;
use crate::document::Fragment;
use crate::wire::wiring::Wiring;

pub(super) struct Wanted {
    pub(super) id: String,
    pub(super) metric: &'static str,
    /// Whether it watches the new version alone.
    pub(super) by_version: bool,
    pub(super) properties: Vec<(&'static str, Fragment)>,
}

/// The alarms on a function behind an alias, which is written as `Fn::Sub` takes it.
pub(super) fn wanted(wiring: &Wiring<'_>, function: &str, alias: &str, set: AlarmSet) -> Vec<Wanted> {
    let dimension = |name: &str, value: Fragment| Fragment::map([("Name", name.into()), ("Value", value)]);
    let dimensions = |by_version: bool| {
        let mut all = vec![
            dimension("Resource", Fragment::substitution(format!("${{{function}}}:{alias}"))),
            dimension("FunctionName", Fragment::reference(function)),
        ];
        if by_version {
            all.push(dimension("ExecutedVersion", Fragment::attribute(function, "Version.Version")));
        }
        Fragment::List(all)
    };
    let alarm = |id: &str, metric: &'static str, by_version: bool, more: Vec<(&'static str, Fragment)>| {
        let mut properties = more;
        properties.extend([
            ("Namespace", "AWS/Lambda".into()),
            ("MetricName", metric.into()),
            ("Dimensions", dimensions(by_version)),
            ("Period", Fragment::Integer(60)),
            ("ComparisonOperator", "GreaterThanThreshold".into()),
        ]);
        Wanted { id: format!("{function}{id}"), metric, by_version, properties }
    };
    let guide = |id: &str, by_version: bool, description: &str| {
        alarm(
            id,
            "Errors",
            by_version,
            vec![
                ("AlarmDescription", description.into()),
                ("EvaluationPeriods", Fragment::Integer(2)),
                ("Statistic", "Sum".into()),
                ("Threshold", Fragment::Integer(0)),
            ],
        )
    };
    match set {
        AlarmSet::Guide => vec![
            guide("AliasErrorsAlarm", false, "Errors of both versions, through the alias"),
            guide("VersionErrorsAlarm", true, "Errors of the new version"),
        ],
        AlarmSet::NewVersion => {
            let name =
                |what: &str| Fragment::substitution(format!("${{{function}}}-${{{function}.Version.Version}}-{what}"));
            let mut alarms = vec![alarm(
                "NewVersionErrorsAlarm",
                "Errors",
                true,
                vec![
                    ("AlarmDescription", "The new version has errors".into()),
                    ("AlarmName", name("errors")),
                    // One bad minute is enough, and stays visible until CodeDeploy has looked.
                    ("EvaluationPeriods", Fragment::Integer(3)),
                    ("DatapointsToAlarm", Fragment::Integer(1)),
                    ("TreatMissingData", "notBreaching".into()),
                    ("Statistic", "Sum".into()),
                    ("Threshold", Fragment::Integer(0)),
                ],
            )];
            if let Some(milliseconds) = slow(wiring, function) {
                alarms.push(alarm(
                    "NewVersionDurationAlarm",
                    "Duration",
                    true,
                    vec![
                        ("AlarmDescription", "The new version comes close to its timeout".into()),
                        ("AlarmName", name("duration")),
                        ("EvaluationPeriods", Fragment::Integer(3)),
                        ("DatapointsToAlarm", Fragment::Integer(2)),
                        ("TreatMissingData", "notBreaching".into()),
                        ("ExtendedStatistic", "p99".into()),
                        ("Threshold", Fragment::Integer(milliseconds)),
                    ],
                ));
            }
            alarms
        }
    }
}

/// Four fifths of the function's timeout, in milliseconds, when the template tells it.
fn slow(wiring: &Wiring<'_>, function: &str) -> Option<i64> {
    let seconds = match wiring.template.property(function, &["Timeout"]) {
        None => 3,
        Some(node) => node.scalar_text()?.parse::<i64>().ok().filter(|seconds| (1..=900).contains(seconds))?,
    };
    Some(seconds * 800)
}
