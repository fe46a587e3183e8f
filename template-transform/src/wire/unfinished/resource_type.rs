//! The types of resources that can be of one type only.

use super::Finished;
use crate::document::{Document, Node};
use crate::wire::alarm::LIST;
use crate::wire::dependency::references;
use crate::wire::template::{ALARM, SERVERLESS, Template};
use crate::wire::typed::Typed;
use crate::wire::wiring::Wiring;

/// Properties that only functions have in SAM; layers have no code of these names.
const OF_FUNCTIONS: [&str; 2] = ["CodeUri", "InlineCode"];
/// Properties of SAM's functions and of state machines, and what only the functions among these have.
const OF_GUARDED: [&str; 2] = ["AutoPublishAlias", "DeploymentPreference"];
const OF_CODE: [&str; 4] = ["Handler", "ImageUri", "PackageType", "Runtime"];
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
        let is_function = OF_FUNCTIONS.iter().any(has) || (OF_GUARDED.iter().any(has) && OF_CODE.iter().any(has));
        let kind = if is_function {
            SERVERLESS
        } else if watching.iter().any(|known| known == id) && OF_ALARMS.iter().any(has) {
            ALARM
        } else {
            continue;
        };
        wiring.put_if_possible(id, &["Type"], kind.into());
    }
    wiring.applied()
}

/// The alarms that any function names.
fn watching(template: &Template<'_>) -> Vec<String> {
    let ids = template.resources().map(|(id, _)| id);
    ids.flat_map(|id| template.joined(id, &LIST)).flat_map(references).collect()
}
