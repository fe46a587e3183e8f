//! Hooks that are made for a function and that its preference does not name.

use std::collections::HashSet;

use crate::document::{Document, Fragment, Map, Node};
use crate::wire::condition;
use crate::wire::dependency::references;
use crate::wire::guard::Guard;
use crate::wire::hook_name::PREFIX;
use crate::wire::permission::REPORT;
use crate::wire::source::Phase;
use crate::wire::target_version::{TARGET_VARIABLES, no_version};
use crate::wire::wiring::Wiring;

/// The rule that says that nobody names a hook; a template that accepts that has an answer already.
const RULE: &str = "unused-hook";

/// Names a function as the hook of a phase when it is named, allowed and told what it takes to be one of this guarded function, its own
/// name says the phase, and the phase has no hook.
pub(super) fn finish(wiring: &mut Wiring<'_>, document: &Document, guards: &[Guard<'_>]) {
    if document.text().contains(RULE) {
        return;
    }
    let template = wiring.template;
    let candidates = candidates(wiring, document, guards);
    for guard in guards {
        for phase in Phase::ALL {
            let path = ["DeploymentPreference", "Hooks", phase.key()];
            let hooks = template.property(&guard.function, &path[..2]);
            // A key that is misspelled has its hook already, and a function may give any.
            let is_known = |key: &str| Phase::ALL.iter().any(|phase| phase.key() == key);
            let is_plain = hooks.is_none_or(|hooks| hooks.as_map().is_some_and(|map| map.keys().all(is_known)));
            if !is_plain || template.property(&guard.function, &path).is_some() {
                continue;
            }
            let fits = |candidate: &&Candidate<'_>| {
                candidate.function == guard.function
                    && candidate.phase == phase
                    && condition::of(&template, candidate.id)
                        .is_none_or(|condition| condition::of(&template, &guard.function) == Some(condition))
            };
            let mut fitting = candidates.iter().filter(fits);
            if let (Some(hook), None) = (fitting.next(), fitting.next()) {
                let [preference, hooks, phase] = path;
                let path = ["Properties", preference, hooks, phase];
                wiring.put_if_possible(&guard.function, &path, Fragment::reference(hook.id));
            }
        }
    }
}

/// A function that nobody names, and what it is made for.
struct Candidate<'d> {
    id: &'d str,
    phase: Phase,
    /// The function that it tests.
    function: String,
}

fn candidates<'d>(wiring: &Wiring<'d>, document: &Document, guards: &[Guard<'_>]) -> Vec<Candidate<'d>> {
    let template = wiring.template;
    let in_use: HashSet<&str> = guards.iter().flat_map(|guard| &guard.hooks).map(|hook| hook.hook.as_str()).collect();
    // Another stack may call it.
    let outputs = document.root().get("Outputs").and_then(Node::as_map).into_iter().flat_map(Map::iter);
    let exported: HashSet<String> = outputs.flat_map(|output| references(&output.value)).collect();
    let functions = template.resources().map(|(id, _)| id).filter(|id| template.is_function(id));
    let unused = functions.filter(|id| !in_use.contains(id) && !exported.contains(*id));
    let made = unused.filter_map(|id| {
        let phase = phase_of(wiring, id)?;
        Some(Candidate { id, phase, function: tested_by(wiring, id)? })
    });
    made.collect()
}

/// The one phase that a function's own names speak of.
fn phase_of(wiring: &Wiring<'_>, id: &str) -> Option<Phase> {
    let handler = wiring.template.property(id, &["Handler"]).and_then(Node::as_str).unwrap_or_default();
    let names = [id, handler]
        .map(|name| name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase());
    let says = |phase: &Phase| names.iter().any(|name| phase.names().iter().any(|word| name.contains(word)));
    let mut phases = Phase::ALL.into_iter().filter(says);
    phases.next().filter(|_| phases.next().is_none())
}

/// The function whose version a hook is told to test, when it may report of it.
fn tested_by(wiring: &Wiring<'_>, id: &str) -> Option<String> {
    let template = wiring.template;
    let name = template.own(id, &["FunctionName"])?;
    let version =
        TARGET_VARIABLES.iter().find_map(|variable| template.own(id, &["Environment", "Variables", variable]))?;
    let [function] = <[String; 1]>::try_from(references(version)).ok()?;
    let is_named = wiring.typed.starts_with(name, PREFIX) == Some(true);
    let is_version = no_version(wiring.typed, &[&function], version).is_none();
    let may_report = || wiring.typed.rights_of_function(id).allowing(REPORT).next().is_some();
    (is_named && is_version && may_report()).then_some(function)
}
