//! Alarms that stop a deployment.

mod wanted;
mod watcher;

use super::Options;
use super::condition;
use super::guard::{Guard, passes_condition};
use super::template::ALARM;
use super::wiring::Wiring;
use crate::diagnostic::Diagnostic;
use crate::document::{Fragment, Node};
use crate::model::{AliasName, Resolved};
use watcher::Watcher;

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

pub(super) fn complete(wiring: &mut Wiring<'_>, guard: &Guard<'_>, set: AlarmSet, options: &Options) {
    let template = wiring.template;
    let function = guard.function.as_str();
    let Some(alias) = Alias::of(wiring, function, options) else { return };
    let Some(lists) = lists(wiring, function) else { return };
    let mut group_has_condition = passes_condition(&template, function);
    let condition = condition::of(&template, function);
    let mut counts: Vec<usize> = lists.iter().map(|list| list.alarms.len()).collect();
    for wanted in wanted::wanted(wiring, function, &alias.substitution, set) {
        let watcher = Watcher::new(wiring, function, &alias.text, &wanted);
        let lacking: Vec<usize> =
            (0..lists.len()).filter(|at| !lists[*at].alarms.iter().any(|alarm| watcher.is_listed(alarm))).collect();
        if lacking.is_empty() {
            continue;
        }
        for at in &lacking {
            counts[*at] += 1;
        }
        let count = counts.iter().copied().max().unwrap_or_default();
        if count > MOST {
            let message = format!("`{function}` would have {count} alarms, and CodeDeploy takes {MOST}");
            let finding = Diagnostic::error("too-many-alarms", wiring.resource_place(function), message);
            wiring
                .report(finding.about(function).with_help("join some of them in an `AWS::CloudWatch::CompositeAlarm`"));
            return;
        }
        if condition.is_some() && !group_has_condition {
            group_has_condition = pass_condition(wiring, function);
            if !group_has_condition {
                return;
            }
        }
        let (id, known) = watcher.place(&wanted.id);
        let branches: Vec<&[&str]> = lacking.iter().map(|at| lists[*at].path.as_slice()).collect();
        // An alarm that no list has a place for would stop nothing.
        if !wiring.try_append(function, &LIST_PATH, &branches, &Fragment::reference(id.as_str())) {
            return;
        }
        if !known {
            let mut resource = vec![("Type", ALARM.into())];
            resource.extend(condition.map(|condition| ("Condition", condition.into())));
            resource.push(("Properties", Fragment::map(wanted.properties)));
            wiring.put(&id, &[], Fragment::map(resource));
        }
    }
}

pub(super) const LIST: [&str; 2] = ["DeploymentPreference", "Alarms"];
const LIST_PATH: [&str; 3] = ["Properties", LIST[0], LIST[1]];

/// The alias of a guarded function.
struct Alias {
    /// As `Fn::Sub` takes it.
    substitution: String,
    /// As far as it is known.
    text: String,
}

impl Alias {
    /// Nothing for a name that SAM refuses, which is told.
    fn of(wiring: &mut Wiring<'_>, function: &str, options: &Options) -> Option<Self> {
        let Some(node) = wiring.template.property(function, &["AutoPublishAlias"]) else {
            return options.alias.clone().map(|alias| Self { substitution: alias.clone(), text: alias });
        };
        let substitution = alias_substitution(node)?;
        // SAM takes text as it is written, dynamic references too.
        let known = match (node.as_str(), wiring.typed.reader().resolver().text(node)) {
            (Some(text), _) => Some(text.to_owned()),
            (None, Some(Resolved::Known(text))) => Some(text),
            _ => None,
        };
        if let Some(name) = known.filter(|name| AliasName::new(name).is_none()) {
            let message = format!("the alarms of `{function}` watch its alias, and `{name}` cannot be the name of one");
            let finding = Diagnostic::error("invalid-alias", wiring.place(node), message);
            wiring.report(finding.about(function).with_help("use letters, digits, `-` and `_`, and not digits alone"));
            return None;
        }
        Some(Self { substitution, text: wiring.typed.reader().resolver().partial_text(node).to_string() })
    }
}

/// A name or a reference as `Fn::Sub` takes it.
pub(super) fn alias_substitution(node: &Node) -> Option<String> {
    match (node.as_str(), node.get("Ref").and_then(Node::as_str)) {
        (Some(text), _) => Some(text.to_owned()),
        (None, Some(parameter)) => Some(format!("${{{parameter}}}")),
        _ => None,
    }
}

/// The alarms that a function may have; a `Fn::If` gives one list or the other.
struct AlarmList<'d> {
    /// Where the list stands inside of the property.
    path: Vec<&'static str>,
    alarms: Vec<&'d Node>,
}

/// Nothing, and a finding, when an alarm added to the function would be in the place of those that `Globals` make by a function.
fn lists<'d>(wiring: &mut Wiring<'d>, function: &str) -> Option<Vec<AlarmList<'d>>> {
    let template = wiring.template;
    let (own, global) = (template.own(function, &LIST), template.global(function, &LIST));
    if let Some([_, yes, no]) = own.and_then(|own| own.get("Fn::If")?.as_list())
        && let (Some(yes), Some(no)) = (yes.as_list(), no.as_list())
    {
        let branch = |(place, alarms): (&'static str, &'d [Node])| AlarmList {
            path: vec!["Fn::If", place],
            alarms: alarms.iter().collect(),
        };
        return Some([("1", yes), ("2", no)].map(branch).into());
    }
    if let (None, Some(global)) = (own, global)
        && global.as_list().is_none()
    {
        let message =
            format!("an alarm of `{function}` would take the place of those in `Globals`, which are no list here");
        let finding = Diagnostic::error("may-be-a-list", wiring.place(global), message);
        wiring.report(finding.about(function).with_help("write a list in `Globals`, and functions in its items"));
        return None;
    }
    let listed = template.joined(function, &LIST).flat_map(|list| list.as_list().unwrap_or_default());
    Some(vec![AlarmList { path: Vec::new(), alarms: listed.collect() }])
}

/// The group refers to alarms that have the function's condition, so it has to have the condition too.
fn pass_condition(wiring: &mut Wiring<'_>, function: &str) -> bool {
    let path = ["DeploymentPreference", "PassthroughCondition"];
    let Some(written) = wiring.template.property(function, &path) else {
        return wiring.try_put(function, &["Properties", path[0], path[1]], Fragment::Bool(true));
    };
    let message = format!(
        "`{function}` has a condition, and its deployment group is made without it: alarms on a version that is not there cannot be"
    );
    let finding = Diagnostic::error("condition-not-passed", wiring.place(written), message);
    wiring.report(finding.about(function).with_help("write `PassthroughCondition: true`"));
    false
}
