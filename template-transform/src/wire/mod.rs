//! Adds to a template what its hooks need, and leaves every character that was there.
//!
//! Hooks come from `DeploymentPreference.Hooks` and from the sources of hook crates ([`source`]). What is missing is added; what
//! contradicts is a finding. Run on its own result it adds nothing.

mod alarm;
mod assignment;
mod attributed_function;
mod built;
mod condition;
mod dependency;
mod guard;
mod hook_entry;
mod hook_name;
mod hook_resource;
mod permission;
mod service_role;
pub mod source;
mod statement;
mod target_version;
mod template;
mod typed;
mod unfinished;
mod wiring;

use crate::diagnostic::{Diagnostic, Location};
use crate::document::Document;
pub use alarm::AlarmSet;
pub(crate) use built::Built;
pub use source::{HookCrate, Phase, SourceHook};
use typed::Typed;
pub use wiring::Addition;
use wiring::{Round, Wiring};

/// What to add beyond what hooks cannot do without.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The alias of guarded functions that have none.
    pub alias: Option<String>,
    /// The strategy of guarded functions that have none.
    pub strategy: Option<String>,
    /// A service role that names exactly the hooks in use, so that their names need no prefix.
    pub service_role: bool,
    /// Alarms that stop a deployment.
    pub alarms: Option<AlarmSet>,
}

/// A template with all that its hooks need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wired {
    /// The new text; the old one where nothing was missing.
    pub text: String,
    /// What was added, in the order in which it was found missing.
    pub additions: Vec<Addition>,
    /// What contradicts or cannot be added.
    pub findings: Vec<Diagnostic>,
}

/// Wires a template.
///
/// ```
/// use template_transform::Document;
/// use template_transform::wire::{Options, wire};
///
/// let text = "\
/// Resources:
///   Orders:
///     Type: AWS::Serverless::Function
///     Properties:
///       AutoPublishAlias: live
///       DeploymentPreference:
///         Type: AllAtOnce
///         Hooks: { PreTraffic: !Ref Check }
///   Check:
///     Type: AWS::Serverless::Function
///     Properties:
///       CodeUri: hooks   # ours
/// ";
/// let wired = wire(&Document::parse("template.yaml", text)?, &[], &Options::default());
/// assert!(wired.text.contains("CodeUri: hooks   # ours\n      FunctionName: !Sub\n"));
/// assert!(wired.text.contains("          CurrentVersion: !Ref Orders.Version\n"));
/// let again = wire(&Document::parse("template.yaml", &wired.text)?, &[], &Options::default());
/// assert_eq!((again.text == wired.text, again.additions.len()), (true, 0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn wire(document: &Document, crates: &[HookCrate], options: &Options) -> Wired {
    let (mut current, mut additions): (Option<Document>, _) = (None, Vec::new());
    let mut findings = Vec::new();
    // What was added may show what else is missing: a right that a role shares makes a hook of another function.
    for _ in 0..MOST_ROUNDS {
        let begun = current.as_ref().unwrap_or(document);
        let finished = unfinished::finish(begun, crates, options);
        let round = wire_finished(finished.as_ref().map_or(begun, |finished| &finished.document), crates, options);
        findings = round.findings;
        let next = match (finished, round.added) {
            (finished, Some(added)) => {
                additions.extend(finished.map(|finished| finished.additions).unwrap_or_default());
                added
            }
            (Some(finished), None) => finished,
            (None, None) => break,
        };
        additions.extend(next.additions);
        current = Some(next.document);
    }
    let text = current.as_ref().unwrap_or(document).text().to_owned();
    Wired { text, additions, findings }
}

/// Two are enough but for the oddest of templates.
const MOST_ROUNDS: usize = 6;

fn wire_finished(document: &Document, crates: &[HookCrate], options: &Options) -> Round {
    let typed = Typed::of(document);
    let mut wiring = Wiring::of(document, &typed);
    let mut guards = guard::in_template(&mut wiring);
    assignment::assign(&mut wiring, &mut guards, crates);
    if let Some(name) = &options.strategy {
        guard::check_strategy(&mut wiring, &guards, name);
    }
    for guard in &guards {
        guard::complete(&mut wiring, guard, options);
    }
    let roles = service_role::complete(&mut wiring, &guards, options);
    for hook in guard::hooks(&guards) {
        hook_resource::complete(&mut wiring, &hook, &roles);
    }
    if let Some(set) = options.alarms {
        for guard in &guards {
            alarm::complete(&mut wiring, guard, set, options);
        }
    }
    let hooks: Vec<Location> = guards.iter().flat_map(|guard| &guard.hooks).map(|hook| hook.location.clone()).collect();
    let mut round = wiring.finish();
    round.findings.extend(typed.into_errors().filter(|error| !is_answered(error, &hooks)));
    round
}

/// Whether wiring adds what is wrong to lack, or has its own word on it.
fn is_answered(error: &Diagnostic, hooks: &[Location]) -> bool {
    match error.code {
        "preference-without-alias" | "preference-without-type" => true,
        "unknown-hook" => hooks.contains(&error.location),
        _ => false,
    }
}
