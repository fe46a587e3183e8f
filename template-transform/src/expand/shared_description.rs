//! The description in `Globals`, which is one value for all functions that take it over.

use indexmap::IndexMap;

use super::globals::Globals;
use super::parameter_values::ParameterValues;
use super::traces::{self, Shared};
use super::value::{Text, Value};

/// The functions so far that have it, by their logical ids in the output.
#[derive(Default)]
pub(crate) struct SharedDescription<'d>(Vec<Text<'d>>);

impl<'d> SharedDescription<'d> {
    /// A function whose description gained the hash of its code has resolved the global one, for those before it too.
    pub(crate) fn take_turn(
        &mut self,
        id: Text<'d>,
        shared: &Shared<'d>,
        globals: &mut Globals<'d>,
        parameters: &ParameterValues<'d>,
        made: &mut IndexMap<Text<'d>, Value<'d>>,
    ) {
        if !shared.takes_over("Description") {
            return;
        }
        if shared.describes_by_hash(globals.of_functions())
            && let Some((before, now)) = traces::of_description(globals, parameters)
        {
            for function in &self.0 {
                let properties = made.get_mut(function).and_then(|made| made.as_map_mut()?.get_mut("Properties"));
                let description = properties.and_then(|properties| properties.as_map_mut()?.get_mut("Description"));
                if let Some(description) = description {
                    replace(description, &before, &now);
                }
            }
        }
        self.0.push(id);
    }
}

/// Puts `now` where `before` is: the description itself, or the text of it that was joined with a hash.
fn replace<'d>(description: &mut Value<'d>, before: &Value<'d>, now: &Value<'d>) {
    if description == before {
        return description.clone_from(now);
    }
    let joined = description.as_map_mut().and_then(|map| map.get_mut("Fn::Join"));
    if let Some(Value::List(join)) = joined
        && let Some(Value::List(texts)) = join.get_mut(1)
        && let Some(text) = texts.first_mut().filter(|text| *text == before)
    {
        text.clone_from(now);
    }
}
