//! Hooks that are made for a function and that its preference does not name.

use super::is_in_use;
use crate::document::{Fragment, Node};
use crate::wire::dependency::references;
use crate::wire::guard::Guard;
use crate::wire::hook_name::PREFIX;
use crate::wire::permission::REPORT;
use crate::wire::source::Phase;
use crate::wire::target_version::TARGET_VARIABLES;
use crate::wire::wiring::Wiring;

/// Names a function as the hook of a phase when it is named, allowed and told what it takes to be one of this guarded function, its own
/// name says the phase, and the phase has no hook.
pub(super) fn finish(wiring: &mut Wiring<'_>, guards: &[Guard<'_>]) {
    let template = wiring.template;
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
            let candidates: Vec<&str> = template
                .resources()
                .map(|(id, _)| id)
                .filter(|id| template.is_function(id) && !is_in_use(guards, id))
                .filter(|id| is_named_for(wiring, id, phase) && is_made_for(wiring, id, &guard.function))
                .collect();
            if let [hook] = candidates.as_slice() {
                let [preference, hooks, phase] = path;
                let path = ["Properties", preference, hooks, phase];
                wiring.put(&guard.function, &path, Fragment::reference(*hook));
            }
        }
    }
}

fn is_named_for(wiring: &Wiring<'_>, id: &str, phase: Phase) -> bool {
    let handler = wiring.template.property(id, &["Handler"]).and_then(Node::as_str).unwrap_or_default();
    let says = |phase: Phase| {
        [id, handler].into_iter().any(|name| {
            let name: String =
                name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
            phase.names().iter().any(|word| name.contains(word))
        })
    };
    Phase::ALL.into_iter().filter(|other| says(*other)).eq([phase])
}

fn is_made_for(wiring: &Wiring<'_>, id: &str, function: &str) -> bool {
    let template = wiring.template;
    let of_hook = template.own(id, &["FunctionName"]);
    let is_named = of_hook.is_some_and(|name| wiring.typed.starts_with(name, PREFIX) == Some(true));
    let tests = TARGET_VARIABLES.iter().find_map(|name| template.own(id, &["Environment", "Variables", name]));
    is_named
        && tests.is_some_and(|version| references(version) == [function])
        && wiring.typed.rights_of_function(id).allowing(REPORT).next().is_some()
}
