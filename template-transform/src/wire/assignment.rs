//! Which function of the template a hook of a source guards, and which resource runs it.

use super::built::Built;
use super::guard::{Guard, HookUse};
use super::source::{HookCrate, SourceHook};
use super::wiring::Wiring;
use crate::diagnostic::Diagnostic;

/// Takes the hooks of the sources into the guards.
pub(super) fn assign<'s>(wiring: &mut Wiring<'_>, guards: &mut Vec<Guard<'s>>, crates: &'s [HookCrate]) {
    for (code, hook) in crates.iter().flat_map(|code| code.hooks.iter().map(move |hook| (code, hook))) {
        let runs = running(wiring, code, hook);
        if let Some(function) = guarded_by(wiring, guards, hook, runs.as_deref()) {
            guard(wiring, guards, function, code, hook, runs);
        }
    }
}

fn guarded_by(wiring: &mut Wiring<'_>, guards: &[Guard<'_>], hook: &SourceHook, runs: Option<&str>) -> Option<String> {
    let template = wiring.template;
    let help;
    let message = match &hook.function {
        Some(function) if template.is_serverless(function) => return Some(function.clone()),
        Some(function) => {
            let functions = template.resources().map(|(id, _)| id).filter(|id| template.is_serverless(id));
            help = crate::model::nearest(function, functions).map_or_else(
                || "name the logical id of an `AWS::Serverless::Function` of this template".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            format!("the hook `{}` guards `{function}`, and this template has no such function", hook.name)
        }
        None => {
            let uses = |guard: &&Guard<'_>| {
                guard.hooks.iter().any(|it| Some(it.hook.as_str()) == runs && it.phase == hook.phase)
            };
            let known = guards.iter().find(uses).or(match guards {
                [only] => Some(only),
                _ => None,
            });
            if let Some(guard) = known {
                return Some(guard.function.clone());
            }
            help = format!("write `#[{}(function = \"LogicalId\")]`", hook.phase.attribute());
            format!("the hook `{}` does not say which function it guards", hook.name)
        }
    };
    wiring.report(Diagnostic::error("unknown-guarded-function", hook.location.clone(), message).with_help(help));
    None
}

fn guard<'s>(
    wiring: &mut Wiring<'_>,
    guards: &mut Vec<Guard<'s>>,
    function: String,
    code: &'s HookCrate,
    hook: &'s SourceHook,
    runs: Option<String>,
) {
    if !guards.iter().any(|guard| guard.function == function) {
        guards.push(Guard { function: function.clone(), hooks: Vec::new() });
    }
    let template = wiring.template;
    let taken = free_id(wiring, guards, hook);
    let Some(guard) = guards.iter_mut().find(|guard| guard.function == function) else { return };
    let written = template.property(&function, &["DeploymentPreference", "Hooks", hook.phase.key()]);
    let known = guard.hooks.iter_mut().find(|it| it.phase == hook.phase);
    match known {
        Some(known)
            if known.code.is_none()
                && (runs.as_deref() == Some(known.hook.as_str()) || is_it(wiring, &known.hook, hook)) =>
        {
            known.code = Some((code, hook));
        }
        Some(HookUse { hook: other, location, code: from, .. }) => {
            let what = if from.is_some() { "another source says" } else { "the template says" };
            let message = format!(
                "`{function}` can have one {} hook: this source says `{}`, and {what} `{other}` ({location})",
                hook.phase.key(),
                hook.name
            );
            let finding = Diagnostic::error("two-hooks-for-one-phase", hook.location.clone(), message);
            wiring.report(finding.about(function).with_help("remove one of them, or call both checks from one hook"));
        }
        None if written.is_some() => {
            let place = written.map_or_else(|| hook.location.clone(), |node| wiring.place(node));
            let message = format!(
                "the source of `{}` guards `{function}` ({}), and the template names another hook that is not in it",
                hook.name, hook.location
            );
            let finding = Diagnostic::error("two-hooks-for-one-phase", place, message);
            wiring.report(finding.about(function).with_help("remove one of them"));
        }
        None => {
            let id = runs.unwrap_or(taken);
            guard.hooks.push(HookUse {
                phase: hook.phase,
                hook: id,
                location: hook.location.clone(),
                code: Some((code, hook)),
            });
        }
    }
}

/// Whether a resource that the template names for the phase can be the one that runs this hook.
fn is_it(wiring: &Wiring<'_>, id: &str, hook: &SourceHook) -> bool {
    let template = wiring.template;
    let resource = template.resource(id);
    resource.is_none_or(|resource| Built::of(|name| template.property(id, &[name]), resource).runs(hook))
}

/// The function of the template whose code is this crate and whose handler is this hook.
fn running(wiring: &Wiring<'_>, code: &HookCrate, hook: &SourceHook) -> Option<String> {
    let template = wiring.template;
    let is_it = |id: &str, resource| Built::of(|name| template.property(id, &[name]), resource).is_from(code, hook);
    let mut functions = template.resources().filter(|(id, _)| template.is_function(id));
    functions.find(|(id, resource)| is_it(id, resource)).map(|(id, _)| id.to_owned())
}

/// A logical id for a hook that has none: `orders_are_priced` is `OrdersArePricedHook`.
fn free_id(wiring: &Wiring<'_>, guards: &[Guard<'_>], hook: &SourceHook) -> String {
    let words = hook.name.split('_').filter(|word| !word.is_empty());
    let camel: String = words
        .map(|word| {
            let mut letters = word.chars().filter(char::is_ascii_alphanumeric);
            letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect::<String>()
        })
        .collect();
    let base = if camel.ends_with("Hook") { camel } else { camel + "Hook" };
    let taken =
        |id: &str| wiring.template.is_taken(id) || guards.iter().flat_map(|guard| &guard.hooks).any(|it| it.hook == id);
    let numbered = (2..).map(|number| format!("{base}{number}"));
    std::iter::once(base.clone()).chain(numbered).find(|id| !taken(id)).unwrap_or(base.clone())
}
