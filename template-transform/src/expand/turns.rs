//! What functions resolve in `Globals` in turn, where it makes a difference whose turn it is.
//!
//! The value of a parameter may bring a reference with it: with `Q: "${R}"`, the first function makes `${R}` of a global `${Q}`, and the second
//! what R is. It is one value in the output, so all functions have in the end what the last of them has left; only the hash of a version is
//! taken on the way.

use indexmap::IndexMap;

use super::globals::Globals;
use super::parameter_values::ParameterValues;
use super::surroundings::Effects;
use super::traces::{self, Shared};
use super::value::{Map, Text, Value};
use crate::document::Entry;

/// What every function resolves that has it, and no version is hashed with.
const BY_ALL: [&[&str]; 4] = [
    &["EventInvokeConfig", "MaximumRetryAttempts"],
    &["EventInvokeConfig", "MaximumEventAgeInSeconds"],
    &["EventInvokeConfig", "DestinationConfig", "OnSuccess", "Destination"],
    &["EventInvokeConfig", "DestinationConfig", "OnFailure", "Destination"],
];

const TRACING: &str = "Tracing";

/// Resolves as often as all functions but one do: what the last one does, each does for itself.
pub(crate) fn resolve_ahead<'d>(globals: &mut Globals<'d>, functions: &[&'d Entry], parameters: &ParameterValues<'d>) {
    let Some(section) = globals.of_functions_mut() else { return };
    for place in BY_ALL {
        let users = functions.iter().filter(|entry| Shared::of(&entry.value).takes_over_within(place)).count();
        let Some(value) = within(section, place) else { continue };
        for _ in 1..users {
            let before = value.clone();
            traces::leave(Some(value), parameters);
            if *value == before {
                break;
            }
        }
    }
}

fn within<'m, 'd>(map: &'m mut Map<'d>, place: &[&str]) -> Option<&'m mut Value<'d>> {
    let (first, rest) = place.split_first()?;
    let value = map.get_mut(first)?;
    if rest.is_empty() { Some(value) } else { within(value.as_map_mut()?, rest) }
}

/// The functions so far, which have the global code and tracing, or parts of that.
#[derive(Default)]
pub(crate) struct Users<'d>(Vec<(Text<'d>, Shared<'d>)>);

impl<'d> Users<'d> {
    /// Takes the turn of a function, whose logical id is `id` in the output.
    pub(crate) fn take_turn(
        &mut self,
        id: Text<'d>,
        shared: Shared<'d>,
        globals: &mut Globals<'d>,
        parameters: &ParameterValues<'d>,
    ) {
        traces::of_code_of(globals, &shared, parameters);
        if let Some(section) = globals.of_functions_mut()
            && shared.takes_over(TRACING)
        {
            // For the function, and again for its role.
            traces::leave(section.get_mut(TRACING), parameters);
            traces::leave(section.get_mut(TRACING), parameters);
        }
        self.0.push((id, shared));
    }

    /// Writes what the last has left into all of them.
    pub(crate) fn end(self, effects: &mut Effects<'d>, made: &mut IndexMap<Text<'d>, Value<'d>>) {
        for (left, queues) in effects.fifo_topics.values().filter(|(left, _)| left.as_ref_to().is_none()) {
            for queue in queues {
                let queue = made.get_mut(queue.as_str()).and_then(Value::as_map_mut);
                if let Some(fifo) = queue.and_then(|queue| within(queue, &["Properties", "FifoQueue"])) {
                    fifo.clone_from(left);
                }
            }
        }
        let Some(globals) = effects.globals.of_functions_mut() else { return };
        for (id, shared) in self.0 {
            let Some(function) = made.get_mut(&id).and_then(Value::as_map_mut) else { continue };
            let mut write = |left: Option<&mut Value<'d>>, place: [&str; 2]| {
                // What is itself a reference is replaced in the function's own map.
                let left = left.filter(|left| left.as_ref_to().is_none());
                if let (Some(left), Some(place)) = (left, within(function, &["Properties", place[0], place[1]])) {
                    place.clone_from(left);
                }
            };
            for part in shared.code() {
                write(part.of(globals), ["Code", part.made]);
            }
            if shared.takes_over(TRACING) {
                write(globals.get_mut(TRACING), ["TracingConfig", "Mode"]);
            }
        }
    }
}
