//! A hook that no preference names.

use std::collections::HashSet;

use super::examples::orders;
use crate::check::found::Found;
use crate::check::rule::{Detection, Example, Rule};
use crate::check::subject::Subject;
use crate::diagnostic::Severity;
use crate::document::Map;
use crate::model::intrinsic::is_intrinsic;
use crate::model::resolver::Evaluated;

pub(in crate::check) static RULE: Rule = Rule {
    code: "unused-hook",
    severity: Severity::Warning,
    sentence: "a function is named and allowed to be a hook, and no preference names it",
    reason: "It looks as if it guarded a deployment, and it never runs.",
    mend: "name it in `Hooks` of the preference that it guards, such as `PreTraffic: !Ref HOOK`, or remove it",
    bad: Example {
        template: orders!(
            r"        Alarms: [errors]
",
            r"  Check:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: CodeDeployHook_check
      Policies:
        - Statement: { Effect: Allow, Action: 'codedeploy:PutLifecycleEventHookExecutionStatus', Resource: '*' }
"
        ),
        found_at: &["9:3"],
    },
    good: orders!(
        r"        Alarms: [errors]
        Hooks: { PreTraffic: !Ref Check }
",
        r"  Check:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: CodeDeployHook_check
      Policies:
        - Statement: { Effect: Allow, Action: 'codedeploy:PutLifecycleEventHookExecutionStatus', Resource: '*' }
"
    ),
    detection: Detection::Search(search),
};

const ACTION: &str = "codedeploy:PutLifecycleEventHookExecutionStatus";

fn search(subject: &Subject<'_>, found: &mut Found) {
    // Where nothing is guarded, the hooks are those of other templates.
    if subject.guarded().next().is_none() {
        return;
    }
    let Some(Named { ids, names }) = named(subject) else { return };
    let outputs = subject.reader().document().root().get("Outputs");
    let outputs = outputs.map(|outputs| outputs.to_json().to_string()).unwrap_or_default();
    for read in subject.functions() {
        let id = read.function.logical_id.as_str();
        let Some(name) = read.properties.get("FunctionName") else { continue };
        let name = subject.reader().resolver().partial_text(name);
        // A name of which only the deployment knows all may be any of those.
        let called = name.known().map_or(!names.is_empty(), |name| names.contains(name));
        if called || ids.contains(id) || outputs.contains(id) || name.starts_with("CodeDeployHook_") != Some(true) {
            continue;
        }
        if subject.rights(read).allowing(ACTION).next().is_some() {
            let message =
                format!("`{id}` is named and allowed to be a hook, and no preference names it: it never runs");
            found.add(read.function.location.clone(), &read.function.logical_id, message);
        }
    }
}

/// What is in `Hooks` of all preferences, enabled or not.
#[derive(Default)]
struct Named {
    ids: HashSet<String>,
    names: HashSet<String>,
}

/// Nothing when one cannot be told.
fn named(subject: &Subject<'_>) -> Option<Named> {
    let resolver = subject.reader().resolver();
    let mut named = Named::default();
    for read in subject.functions() {
        let Some(preference) = read.properties.get("DeploymentPreference") else { continue };
        let Some(hooks) = preference.get("Hooks").filter(|hooks| !hooks.is_null()) else {
            if is_intrinsic(preference) {
                return None;
            }
            continue;
        };
        if is_intrinsic(hooks) {
            return None;
        }
        let entries = hooks.as_map().into_iter().flat_map(Map::iter);
        for hook in entries.flat_map(|entry| resolver.branches(&entry.value)) {
            match resolver.evaluate(hook) {
                Evaluated::Reference(reference) => {
                    let id = reference.resource;
                    // A version or an alias of its own leads to a function that is not looked up here.
                    if !subject.reader().is_function(&id) {
                        return None;
                    }
                    named.ids.insert(id.to_string());
                }
                Evaluated::Value(value) => {
                    let name = value.as_str().map(|text| text.split_once(":function:").map_or(text, |(_, name)| name));
                    named.names.extend(name.map(str::to_owned));
                }
                Evaluated::Unknown(_) => return None,
            }
        }
    }
    Some(named)
}
