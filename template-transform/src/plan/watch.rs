//! Who looks at a deployment: the hooks and alarms of a preference, by the names that they have or are written with.

use serde::Serialize;

use super::function_state::FunctionState;
use crate::document::Node;
use crate::model::intrinsic::intrinsic;
use crate::model::preference::Preference;
use crate::model::reader::Reader;
use crate::model::resolver::Evaluated;

/// A hook that runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlannedHook {
    /// `PreTraffic` or `PostTraffic`.
    pub phase: &'static str,
    /// Its logical id; for a function from elsewhere, how the template names it.
    pub function: String,
    /// False when it depends on a condition that only the deployment knows.
    pub certain: bool,
}

/// An alarm that is watched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct PlannedAlarm {
    pub(super) name: String,
    pub(super) certain: bool,
}

/// The hooks in the order in which they run.
pub(super) fn hooks(state: FunctionState<'_, '_>, preference: &Preference) -> Vec<PlannedHook> {
    let reader = state.reader;
    let written = state.property("DeploymentPreference").and_then(|preference| preference.get("Hooks"));
    let mut planned = Vec::new();
    for (phase, known) in [("PreTraffic", &preference.pre_traffic), ("PostTraffic", &preference.post_traffic)] {
        if let Some(hook) = known {
            planned.push(PlannedHook { phase, function: hook.function.to_string(), certain: true });
        } else if let Some(node) = written.and_then(|hooks| hooks.get(phase)) {
            let leaves = reader.resolver().branches(node);
            let certain = leaves.len() == 1;
            let names = leaves.into_iter().filter_map(|leaf| name(reader, leaf));
            planned.extend(names.map(|function| PlannedHook { phase, function, certain }));
        }
    }
    planned
}

/// The alarms in the order of the template.
pub(super) fn alarms(state: FunctionState<'_, '_>) -> Vec<PlannedAlarm> {
    let reader = state.reader;
    let resolver = reader.resolver();
    let mut planned: Vec<PlannedAlarm> = Vec::new();
    let Some(written) = state.property("DeploymentPreference").and_then(|preference| preference.get("Alarms")) else {
        return planned;
    };
    let lists = resolver.branches(written);
    let one_list = lists.len() == 1;
    for list in lists {
        let Evaluated::Value(evaluated) = resolver.evaluate(list) else {
            planned.extend(name(reader, list).map(|name| PlannedAlarm { name, certain: false }));
            continue;
        };
        for item in evaluated.as_list().into_iter().flatten() {
            let leaves = resolver.branches(item);
            let certain = one_list && leaves.len() == 1;
            for name in leaves.into_iter().filter_map(|leaf| name(reader, leaf)) {
                if !planned.iter().any(|alarm| alarm.name == name) {
                    planned.push(PlannedAlarm { name, certain });
                }
            }
        }
    }
    planned
}

/// A logical id or a name, else the value as it is written; nothing for what comes to nothing.
fn name(reader: &Reader<'_>, node: &Node) -> Option<String> {
    match reader.resolver().evaluate(node) {
        Evaluated::Value(value) if value.is_null() => None,
        Evaluated::Value(value) => Some(value.scalar_text().unwrap_or_else(|| as_written(node))),
        Evaluated::Reference(_) => match intrinsic(node) {
            Some((name, argument)) if name.as_str() == "Ref" => argument.as_str().map(str::to_owned),
            _ => Some(as_written(node)),
        },
        Evaluated::Unknown(_) => Some(as_written(node)),
    }
}

fn as_written(node: &Node) -> String {
    let short = intrinsic(node).and_then(|(name, argument)| {
        let short = name.as_str().strip_prefix("Fn::").unwrap_or(name.as_str());
        let path = argument.as_list().filter(|_| short == "GetAtt");
        let path = path.and_then(|parts| parts.iter().map(Node::as_str).collect::<Option<Vec<_>>>());
        let argument = path.map_or_else(|| argument.as_str().map(str::to_owned), |parts| Some(parts.join(".")));
        Some(format!("!{short} {}", argument?))
    });
    short.unwrap_or_else(|| node.to_json().to_string())
}
