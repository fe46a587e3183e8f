//! What was begun in a template and not finished: resources without a type, hooks that nobody names, alarms and statements without all
//! their parts. It is finished first, so that wiring then takes it for what it is and adds nothing beside it.

mod alarm;
mod hook;
mod resource_type;
mod statement;

use super::dependency::waits_for;
use super::guard::{self, Guard};
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

/// Finishes one kind of things, if there is one to be finished.
type Stage<'s> = dyn Fn(&Document) -> Option<Finished> + 's;

/// The template with all of that finished; nothing where all is whole.
pub(super) fn finish(document: &Document, crates: &[HookCrate], options: &Options) -> Option<Finished> {
    // Without its type nothing is taken for what it is, and a hook is one only when it is named.
    let stages: [&Stage<'_>; 3] = [
        &resource_type::finish,
        &|document| finish_guards(document, crates, |wiring, guards| hook::finish(wiring, document, guards)),
        &|document| {
            finish_guards(document, crates, |wiring, guards| {
                alarm::finish(wiring, guards, options);
                for hook in guard::hooks(guards) {
                    statement::finish(wiring, &hook, options.service_role);
                }
            })
        },
    ];
    let mut finished: Option<Finished> = None;
    for stage in stages {
        let Some(next) = stage(finished.as_ref().map_or(document, |finished| &finished.document)) else { continue };
        let before = finished.map(|finished| finished.additions).unwrap_or_default();
        finished = Some(Finished { additions: [before, next.additions].concat(), document: next.document });
    }
    finished
}

fn finish_guards(
    document: &Document,
    crates: &[HookCrate],
    stage: impl FnOnce(&mut Wiring<'_>, &[Guard<'_>]),
) -> Option<Finished> {
    let typed = Typed::of(document);
    let mut wiring = Wiring::of(document, &typed);
    let mut guards = guard::in_template(&mut wiring);
    assignment::assign(&mut wiring, &mut guards, crates);
    stage(&mut wiring, &guards);
    wiring.applied()
}

/// Whether a resource may refer to a function: that is there whenever the resource is, and does not wait for it.
fn may_refer(template: &Template<'_>, resource: &str, function: &str) -> bool {
    let condition = condition::of(template, function);
    let is_there = condition.is_none() || condition == condition::of(template, resource);
    is_there && !waits_for(template, function, resource)
}
