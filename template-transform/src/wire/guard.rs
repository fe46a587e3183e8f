//! The guarded functions, and the hooks that guard them.

use super::Options;
use super::condition;
use super::hook_entry;
use super::source::{HookCrate, Phase, SourceHook};
use super::template::Template;
use super::wiring::Wiring;
use crate::diagnostic::{Diagnostic, Location};
use crate::document::{Fragment, Node};
use crate::model::{LogicalId, Strategy};

/// A function with the hooks of its two phases.
pub(super) struct Guard<'s> {
    pub(super) function: String,
    pub(super) hooks: Vec<HookUse<'s>>,
}

/// A hook of a guarded function.
#[derive(Clone)]
pub(super) struct HookUse<'s> {
    pub(super) phase: Phase,
    /// The logical id of the hook's function.
    pub(super) hook: String,
    /// Where the template or a source says so.
    pub(super) location: Location,
    /// Where its code is, when a source says so.
    pub(super) code: Option<(&'s HookCrate, &'s SourceHook)>,
}

/// A hook with all the functions that it guards.
pub(super) struct SharedHook<'g, 's> {
    pub(super) id: &'g str,
    pub(super) uses: Vec<(&'g str, &'g HookUse<'s>)>,
}

/// The guarded functions as the template has them.
pub(super) fn in_template<'s>(wiring: &mut Wiring<'_>) -> Vec<Guard<'s>> {
    let template = wiring.template;
    let candidates = wiring.typed.candidates();
    let mut guards = Vec::new();
    for (id, _) in template.resources().filter(|(id, _)| template.is_serverless(id) && template.is_guarded(id)) {
        if !has_legal_id(wiring, id) {
            continue;
        }
        let mut hooks = Vec::new();
        for (phase, entry) in hook_entry::of(wiring, &candidates, id) {
            if let Some(hook) = entry.function
                && has_legal_id(wiring, &hook)
            {
                let node = template.property(id, &["DeploymentPreference", "Hooks", phase.key()]);
                let location = wiring.place(node.unwrap_or(entry.node));
                hooks.push(HookUse { phase, hook, location, code: None });
            }
        }
        guards.push(Guard { function: id.to_owned(), hooks });
    }
    without_hooks(&template, guards)
}

/// What is a hook is not guarded itself, unless it says so: its own preference is switched off. A hook of such a one is no hook then, so
/// they go one by one, from those that a function names which stays.
fn without_hooks<'s>(template: &Template<'_>, mut guards: Vec<Guard<'s>>) -> Vec<Guard<'s>> {
    let names = |guard: &Guard<'_>, function: &str| guard.hooks.iter().any(|hook| hook.hook == function);
    loop {
        let is_hook = |guard: &Guard<'_>| {
            !says_that_it_is_guarded(template, &guard.function)
                && guards.iter().any(|other| names(other, &guard.function))
        };
        let hooks: Vec<usize> = (0..guards.len()).filter(|at| is_hook(&guards[*at])).collect();
        let of_one_that_stays = hooks.iter().find(|at| {
            let stays =
                |(other, guard): (usize, &Guard<'_>)| !hooks.contains(&other) && names(guard, &guards[**at].function);
            guards.iter().enumerate().any(stays)
        });
        let Some(at) = of_one_that_stays.or(hooks.first()) else { return guards };
        guards.remove(*at);
    }
}

/// Whether a function has a preference of its own that says whether it is deployed safely, and not only `Globals` or a part of one.
pub(super) fn says_that_it_is_guarded(template: &Template<'_>, function: &str) -> bool {
    ["Enabled", "Type"].into_iter().any(|key| template.own(function, &["DeploymentPreference", key]).is_some())
}

/// Whether a function's deployment group will have the function's condition. A preference that wiring makes says so.
pub(super) fn passes_condition(template: &Template<'_>, function: &str) -> bool {
    if has_no_preference(template, function) {
        return true;
    }
    let passed = template.property(function, &["DeploymentPreference", "PassthroughCondition"]);
    passed.and_then(Node::scalar_text).is_some_and(|text| matches!(text.as_str(), "true" | "True" | "1"))
}

/// Whether wiring makes a function's preference, not the template.
fn has_no_preference(template: &Template<'_>, function: &str) -> bool {
    let preference = template.property(function, &["DeploymentPreference"]);
    preference.is_none_or(|node| node.as_map().is_some_and(crate::document::Map::is_empty))
}

/// Whether CloudFormation takes a function's logical id; what is added would only repeat one that it does not.
fn has_legal_id(wiring: &mut Wiring<'_>, id: &str) -> bool {
    let is_legal = LogicalId::is_legal(id);
    if !is_legal {
        let message = format!("a logical id consists of letters and digits, and `{id}` does not: it is not wired");
        let finding = Diagnostic::error("logical-id", wiring.resource_place(id), message).about(id);
        wiring.report(finding.with_help("CloudFormation takes letters and digits only; rename it"));
    }
    is_legal
}

/// Alias, strategy and the entries of `Hooks`.
pub(super) fn complete(wiring: &mut Wiring<'_>, guard: &Guard<'_>, options: &Options) {
    let function = guard.function.as_str();
    let template = wiring.template;
    if template.property(function, &["AutoPublishAlias"]).is_none() {
        match &options.alias {
            Some(alias) => wiring.put(function, &["Properties", "AutoPublishAlias"], alias.as_str().into()),
            None => {
                missing(wiring, function, "preference-without-alias", "an alias (`AutoPublishAlias`)", "--alias live");
            }
        }
    }
    if template.property(function, &["DeploymentPreference", "Type"]).is_none() {
        match &options.strategy {
            Some(name) => {
                if let Some(strategy) = strategy(&template, name) {
                    wiring.put(function, &["Properties", "DeploymentPreference", "Type"], strategy);
                }
            }
            None => {
                let (what, option) = ("a strategy (`DeploymentPreference.Type`)", "--strategy Canary10Percent5Minutes");
                missing(wiring, function, "preference-without-type", what, option);
            }
        }
    }
    // Without its function a deployment group has nothing to deploy.
    if has_no_preference(&template, function) && condition::of(&template, function).is_some() {
        wiring.put(function, &["Properties", "DeploymentPreference", "PassthroughCondition"], Fragment::Bool(true));
    }
    for hook in guard.hooks.iter().filter(|hook| hook.code.is_some()) {
        let path = ["DeploymentPreference", "Hooks", hook.phase.key()];
        if template.property(function, &path).is_none() {
            let [preference, hooks, phase] = path;
            let path = ["Properties", preference, hooks, phase];
            wiring.put(function, &path, Fragment::reference(hook.hook.as_str()));
        }
    }
}

/// A strategy that does not exist is told whether or not a function would get it.
pub(super) fn check_strategy(wiring: &mut Wiring<'_>, guards: &[Guard<'_>], name: &str) {
    let template = wiring.template;
    if strategy(&template, name).is_some() {
        return;
    }
    let help = match Strategy::nearest_predefined(name) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("use one of: {}", Strategy::PREDEFINED.map(|(name, _)| name).join(", ")),
    };
    let lacks = |guard: &&Guard<'_>| template.property(&guard.function, &["DeploymentPreference", "Type"]).is_none();
    let place = wiring.resource_place(guards.iter().find(lacks).map_or("", |guard| &guard.function));
    let message = format!("no strategy is called `{name}`");
    wiring.report(Diagnostic::error("unknown-strategy", place, message).with_help(help));
}

fn strategy(template: &Template<'_>, name: &str) -> Option<Fragment> {
    if template.resource_type(name) == Some("AWS::CodeDeploy::DeploymentConfig") {
        return Some(Fragment::reference(name));
    }
    Strategy::predefined(name).map(|_| name.into())
}

fn missing(wiring: &mut Wiring<'_>, function: &str, code: &'static str, what: &str, option: &str) {
    let message = format!("`{function}` is to be deployed safely and lacks {what}, so its hooks would never run");
    let finding = Diagnostic::error(code, wiring.resource_place(function), message);
    wiring.report(finding.about(function).with_help(format!("add it, or run again with `{option}`")));
}

/// The hooks of all guards, each once.
pub(super) fn hooks<'g, 's>(guards: &'g [Guard<'s>]) -> Vec<SharedHook<'g, 's>> {
    let mut hooks: Vec<SharedHook<'g, 's>> = Vec::new();
    for (guard, hook) in guards.iter().flat_map(|guard| guard.hooks.iter().map(move |hook| (guard, hook))) {
        let place = (guard.function.as_str(), hook);
        match hooks.iter_mut().find(|known| known.id == hook.hook) {
            Some(known) => known.uses.push(place),
            None => hooks.push(SharedHook { id: &hook.hook, uses: vec![place] }),
        }
    }
    hooks
}

impl SharedHook<'_, '_> {
    /// The functions that it guards, each once.
    pub(super) fn functions(&self) -> Vec<&str> {
        let mut functions: Vec<&str> = self.uses.iter().map(|(function, _)| *function).collect();
        functions.dedup();
        functions
    }

    /// Whether it will be in the template: it is, or a source says how to make it.
    pub(super) fn exists(&self, template: &Template<'_>) -> bool {
        template.resource(self.id).is_some() || self.uses.iter().any(|(_, hook)| hook.code.is_some())
    }

    /// The condition of its function; a new one gets the condition that all its guarded functions share, since without them there is
    /// nothing to check.
    pub(super) fn condition<'d>(&self, template: &Template<'d>) -> Option<&'d str> {
        match template.resource(self.id) {
            Some(_) => condition::of(template, self.id),
            None => condition::shared(template, &self.functions()),
        }
    }
}
