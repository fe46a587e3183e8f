//! The types of resources that can be of one type only.

use super::Finished;
use crate::document::{Document, Node};
use crate::wire::dependency::references;
use crate::wire::template::{ALARM, SERVERLESS, Template};
use crate::wire::typed::Typed;
use crate::wire::wiring::Wiring;

/// Properties that only SAM's functions have.
const OF_FUNCTIONS: [&str; 4] = ["AutoPublishAlias", "DeploymentPreference", "CodeUri", "InlineCode"];
/// Properties that every alarm on a metric has; one of them may be what is forgotten.
const OF_ALARMS: [&str; 3] = ["ComparisonOperator", "EvaluationPeriods", "MetricName"];

pub(super) fn finish(document: &Document) -> Option<Finished> {
    let template = Template::of(document);
    let lacking: Vec<(&str, &Node)> = template
        .resources()
        .filter(|(_, resource)| resource.as_map().is_some() && resource.get("Type").is_none_or(Node::is_null))
        .collect();
    if lacking.is_empty() {
        return None;
    }
    let watching = watching(&template);
    let typed = Typed::of(document);
    let mut wiring = Wiring::of(document, &typed);
    for (id, _) in lacking {
        let has = |name: &&str| template.own(id, &[*name]).is_some();
        let kind = if OF_FUNCTIONS.iter().any(has) {
            SERVERLESS
        } else if watching.iter().any(|known| known == id) && OF_ALARMS.iter().any(has) {
            ALARM
        } else {
            continue;
        };
        wiring.put(id, &["Type"], kind.into());
    }
    wiring.applied()
}

/// The alarms that any function names.
fn watching(template: &Template<'_>) -> Vec<String> {
    let ids = template.resources().map(|(id, _)| id);
    let alarms = ids.filter_map(|id| template.property(id, &["DeploymentPreference", "Alarms"]));
    alarms.flat_map(references).collect()
}
