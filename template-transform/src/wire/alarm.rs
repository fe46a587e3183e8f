//! Alarms that stop a deployment.

use super::Options;
use super::guard::Guard;
use super::wiring::Wiring;
use crate::diagnostic::Diagnostic;
use crate::document::{Fragment, Node};

/// CodeDeploy takes ten.
const MOST: usize = 10;

/// Which alarms to add.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AlarmSet {
    /// The two of SAM's guide: errors through the alias, and errors of the new version.
    Guide,
    /// Errors and duration of the new version alone. Each version gets alarms of its own, which start without a state: an alarm that
    /// the current version has set off does not stop the deployment of the fix.
    NewVersion,
}

struct Wanted {
    id: String,
    metric: &'static str,
    by_version: bool,
    properties: Vec<(&'static str, Fragment)>,
}

pub(super) fn complete(wiring: &mut Wiring<'_>, guard: &Guard<'_>, set: AlarmSet, options: &Options) {
    let template = wiring.template;
    let function = guard.function.as_str();
    let alias = template.property(function, &["AutoPublishAlias"]);
    let alias = match alias {
        Some(node) => match (node.as_str(), node.get("Ref").and_then(Node::as_str)) {
            (Some(text), _) => text.to_owned(),
            (None, Some(parameter)) => format!("${{{parameter}}}"),
            _ => return,
        },
        None => match &options.alias {
            Some(alias) => alias.clone(),
            None => return,
        },
    };
    let listed: Vec<&Node> = [template.own(function, &LIST), template.global(function, &LIST)]
        .into_iter()
        .flatten()
        .flat_map(|list| list.as_list().unwrap_or_default())
        .collect();
    let mut count = listed.len();
    for wanted in wanted(wiring, function, &alias, set) {
        if listed.iter().any(|alarm| watches(wiring, alarm, &wanted)) {
            continue;
        }
        count += 1;
        if count > MOST {
            let message = format!("`{function}` would have {count} alarms, and CodeDeploy takes {MOST}");
            let finding = Diagnostic::error("too-many-alarms", wiring.resource_place(function), message);
            wiring
                .report(finding.about(function).with_help("join some of them in an `AWS::CloudWatch::CompositeAlarm`"));
            return;
        }
        if template.resource(&wanted.id).is_none() {
            let mut resource = vec![("Type", "AWS::CloudWatch::Alarm".into())];
            if let Some(condition) =
                template.resource(function).and_then(|it| it.get("Condition")).and_then(Node::as_str)
            {
                resource.push(("Condition", condition.into()));
            }
            resource.push(("Properties", Fragment::map(wanted.properties)));
            wiring.put(&wanted.id, &[], Fragment::map(resource));
        }
        let [preference, alarms] = LIST;
        wiring.append(function, &["Properties", preference, alarms], Fragment::reference(wanted.id));
    }
}

const LIST: [&str; 2] = ["DeploymentPreference", "Alarms"];

/// Whether an alarm of the list watches the same already.
fn watches(wiring: &Wiring<'_>, listed: &Node, wanted: &Wanted) -> bool {
    let template = wiring.template;
    super::dependency::references(listed).iter().any(|id| {
        let dimensions = template.own(id, &["Dimensions"]).and_then(Node::as_list).unwrap_or_default();
        let by_version =
            dimensions.iter().any(|dimension| dimension.get("Name").and_then(Node::as_str) == Some("ExecutedVersion"));
        template.own(id, &["MetricName"]).and_then(Node::as_str) == Some(wanted.metric)
            && by_version == wanted.by_version
    })
}

fn wanted(wiring: &Wiring<'_>, function: &str, alias: &str, set: AlarmSet) -> Vec<Wanted> {
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
