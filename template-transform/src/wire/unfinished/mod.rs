//! What was begun in a template and not finished: resources without a type, alarms and statements without all their parts, hooks that
//! nobody names. It is finished first, so that wiring then takes it for what it is and adds nothing beside it.

mod alarm;
mod hook;
mod resource_type;
mod statement;

use super::guard::{self, Guard};
use super::source::HookCrate;
use super::typed::Typed;
use super::wiring::{Addition, Wiring};
use super::{Options, assignment};
use crate::document::Document;

/// The template with all of that finished, and what was added for it; nothing where all is whole.
pub(super) fn finish(
    document: &Document,
    crates: &[HookCrate],
    options: &Options,
) -> Option<(Document, Vec<Addition>)> {
    let typed = resource_type::finish(document);
    let whole = finish_parts(typed.as_ref().map_or(document, |(document, _)| document), crates, options);
    match (typed, whole) {
        (Some((_, mut additions)), Some((document, more))) => {
            additions.extend(more);
            Some((document, additions))
        }
        (typed, whole) => whole.or(typed),
    }
}

fn finish_parts(document: &Document, crates: &[HookCrate], options: &Options) -> Option<(Document, Vec<Addition>)> {
    let typed = Typed::of(document);
    let mut wiring = Wiring::of(document, &typed);
    let mut guards = guard::in_template(&mut wiring);
    assignment::assign(&mut wiring, &mut guards, crates);
    hook::finish(&mut wiring, &guards);
    alarm::finish(&mut wiring, &guards);
    for hook in guard::hooks(&guards) {
        statement::finish(&mut wiring, &hook, options.service_role);
    }
    wiring.applied()
}

/// Whether one of the guards calls this function.
fn is_in_use(guards: &[Guard<'_>], function: &str) -> bool {
    guards.iter().flat_map(|guard| &guard.hooks).any(|hook| hook.hook == function)
}
