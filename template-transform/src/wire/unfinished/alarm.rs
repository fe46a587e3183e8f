//! The parts of alarms on a function's errors, as SAM's guide has them.

use std::collections::BTreeMap;

use super::may_refer;
use crate::document::{Fragment, Node};
use crate::wire::Options;
use crate::wire::alarm::{LIST, alias_substitution};
use crate::wire::dependency::references;
use crate::wire::guard::Guard;
use crate::wire::template::{ALARM, Template};
use crate::wire::wiring::Wiring;

/// The metrics of which a single point in a minute is one too many.
const ERROR_METRICS: [&str; 2] = ["Errors", "Throttles"];

pub(super) fn finish(wiring: &mut Wiring<'_>, guards: &[Guard<'_>], options: &Options) {
    let template = wiring.template;
    let mut watched: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for guard in guards {
        for alarm in template.joined(&guard.function, &LIST).flat_map(references) {
            let functions = watched.entry(alarm).or_default();
            if !functions.contains(&guard.function.as_str()) {
                functions.push(&guard.function);
            }
        }
    }
    for (alarm, functions) in watched.iter().filter(|(alarm, _)| is_on_errors(&template, alarm)) {
        for (part, value) in lacking_parts(&template, alarm) {
            wiring.put_if_possible(alarm, &["Properties", part], value);
        }
        // Whose version it is cannot be told of an alarm that several functions name.
        if let [function] = functions.as_slice()
            && may_refer(&template, alarm, function)
        {
            finish_dimensions(wiring, alarm, function, options);
        }
    }
}

/// Whether an alarm certainly watches errors of functions: it says so, or lacks its metric and says nothing else.
fn is_on_errors(template: &Template<'_>, alarm: &str) -> bool {
    let of = |name: &str| template.own(alarm, &[name]);
    let properties = template.resource(alarm).and_then(|alarm| alarm.get("Properties")?.as_map());
    // A calculation has other parts, and a macro may bring any.
    let is_plain = properties.is_some_and(|map| map.keys().all(|key| key != "Metrics" && !key.starts_with("Fn::")));
    let names_function = dimensions(template, alarm).any(|(_, it)| name(it) == Some("FunctionName"));
    let of_lambda = of("Namespace").map_or(names_function, |node| node.as_str() == Some("AWS/Lambda"));
    let counts = of("Statistic").is_none_or(|statistic| statistic.as_str() == Some("Sum"))
        && of("ExtendedStatistic").is_none()
        && of("Unit").is_none_or(|unit| unit.as_str() == Some("Count"))
        && threshold_may_be(template, alarm, |it| it.fract() == 0.0 && it <= 10.0);
    let metric = of("MetricName").map_or(counts, |node| node.as_str().is_some_and(|it| ERROR_METRICS.contains(&it)));
    template.resource_type(alarm) == Some(ALARM) && is_plain && of_lambda && metric
}

/// Whether its threshold, if it has one, is a number like this.
fn threshold_may_be(template: &Template<'_>, alarm: &str, like: impl Fn(f64) -> bool) -> bool {
    let number = |node: &Node| node.scalar_text().and_then(|text| text.parse().ok());
    template.own(alarm, &["Threshold"]).is_none_or(|node| number(node).is_some_and(like))
}

/// What an alarm lacks to be red after one error; what the other parts leave open, it goes on lacking.
fn lacking_parts(template: &Template<'_>, alarm: &str) -> Vec<(&'static str, Fragment)> {
    let text = |name: &str| template.own(alarm, &[name]).and_then(Node::scalar_text);
    let has = |name: &str| template.own(alarm, &[name]).is_some();
    let points = text("DatapointsToAlarm").and_then(|points| points.parse().ok()).unwrap_or(2);
    let is_whole = threshold_may_be(template, alarm, |it| it.fract() == 0.0);
    let is_reached = has("Threshold") && threshold_may_be(template, alarm, |it| it >= 1.0);
    let operator = if is_reached { "GreaterThanOrEqualToThreshold" } else { "GreaterThanThreshold" };
    let is_sum = !has("ExtendedStatistic") && text("Statistic").is_none_or(|statistic| statistic == "Sum");
    let least = match text("ComparisonOperator").as_deref() {
        _ if !is_sum => None,
        None | Some("GreaterThanThreshold") => Some(0),
        Some("GreaterThanOrEqualToThreshold") => Some(1),
        // Few errors are what such an alarm waits for.
        Some(_) => None,
    };
    let parts = [
        ("ComparisonOperator", "ComparisonOperator", is_whole.then(|| operator.into())),
        ("EvaluationPeriods", "EvaluationPeriods", Some(Fragment::Integer(points.max(2)))),
        ("MetricName", "MetricName", Some("Errors".into())),
        ("Namespace", "Namespace", Some("AWS/Lambda".into())),
        ("Period", "Period", Some(Fragment::Integer(60))),
        ("Statistic", "ExtendedStatistic", is_whole.then(|| "Sum".into())),
        ("Threshold", "ThresholdMetricId", least.map(Fragment::Integer)),
    ];
    let lacking = parts.into_iter().filter(|(part, other, _)| !has(part) && !has(other));
    lacking.filter_map(|(part, _, value)| Some((part, value?))).collect()
}

/// Gives dimensions of a known name the value that they have for this function, unless one is of another.
fn finish_dimensions(wiring: &mut Wiring<'_>, alarm: &str, function: &str, options: &Options) {
    let template = wiring.template;
    let is_of_another = |dimension: &Node| {
        dimension.get("Value").filter(|value| !value.is_null()).is_some_and(|value| references(value) != [function])
    };
    if dimensions(&template, alarm).any(|(_, dimension)| is_of_another(dimension)) {
        return;
    }
    let alias = match template.property(function, &["AutoPublishAlias"]) {
        Some(alias) => alias_substitution(alias),
        None => options.alias.clone(),
    };
    let lacking: Vec<(String, &str)> = dimensions(&template, alarm)
        .filter(|(_, it)| it.get("Value").is_none_or(Node::is_null))
        .filter_map(|(at, it)| Some((at.to_string(), name(it)?)))
        .collect();
    for (at, name) in lacking {
        let value = match (name, &alias) {
            ("FunctionName", _) => Fragment::reference(function),
            ("Resource", Some(alias)) => Fragment::substitution(format!("${{{function}}}:{alias}")),
            ("ExecutedVersion", _) => Fragment::attribute(function, "Version.Version"),
            _ => continue,
        };
        wiring.put_if_possible(alarm, &["Properties", "Dimensions", &at, "Value"], value);
    }
}

fn dimensions<'d>(template: &Template<'d>, alarm: &str) -> impl Iterator<Item = (usize, &'d Node)> {
    let list = template.own(alarm, &["Dimensions"]).and_then(Node::as_list).unwrap_or_default();
    list.iter().enumerate().filter(|(_, dimension)| dimension.as_map().is_some())
}

fn name(dimension: &Node) -> Option<&str> {
    dimension.get("Name")?.as_str()
}
