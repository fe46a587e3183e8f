//! What was begun in a template and not finished: resources without a type, hooks that nobody names, alarms and statements without all
//! their parts. It is finished first, so that wiring then takes it for what it is and adds nothing beside it.

mod alarm;
mod hook;
mod resource_type;
mod statement;

use super::dependency::waits_for;
use super::guard;
use super::source::HookCrate;
use super::template::Template;
use super::typed::Typed;
use super::wiring::{Addition, Wiring};
use super::{Options, assignment, condition};
use crate::document::Document;

/// A template where something was finished, and what was added for it.
pub(super) struct Finished {
    pub(super) document: Document,
    pub(super) additions: Vec<Addition>,
}

/// The template with all of that finished; nothing where all is whole.
pub(super) fn finish(document: &Document, crates: &[HookCrate], options: &Options) -> Option<Finished> {
    // Without its type nothing is taken for what it is.
    let mut finished = resource_type::finish(document);
    for _ in 0..MOST_LOOKS {
        let begun = finished.as_ref().map_or(document, |finished| &finished.document);
        let Some(next) = finish_guards(begun, crates, options) else { break };
        let before = finished.map(|finished| finished.additions).unwrap_or_default();
        finished = Some(Finished { additions: [before, next.additions].concat(), document: next.document });
    }
    finished
}

/// A hook that is named, then its parts, and nothing more.
const MOST_LOOKS: usize = 3;

/// A hook is one only when it is named, so its parts are looked at then.
fn finish_guards(document: &Document, crates: &[HookCrate], options: &Options) -> Option<Finished> {
    let typed = Typed::of(document);
    let mut wiring = Wiring::of(document, &typed);
    let mut guards = guard::in_template(&mut wiring);
    assignment::assign(&mut wiring, &mut guards, crates);
    hook::finish(&mut wiring, document, &guards);
    if wiring.is_unchanged() {
        alarm::finish(&mut wiring, &guards, options);
        for hook in guard::hooks(&guards) {
            statement::finish(&mut wiring, &hook, options.service_role);
        }
    }
    wiring.applied()
}

/// Whether a resource may refer to a function: that is there whenever the resource is, and does not wait for it.
fn may_refer(template: &Template<'_>, resource: &str, function: &str) -> bool {
    let condition = condition::of(template, function);
    let is_there = condition.is_none() || condition == condition::of(template, resource);
    is_there && !waits_for(template, function, resource)
}
