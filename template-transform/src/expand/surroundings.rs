//! What every part of an expansion needs to know, and what it leaves behind for others.

use std::collections::HashMap;

use super::deployment::Preferences;
use super::globals::Globals;
use super::mappings::Mappings;
use super::parameter_values::ParameterValues;
use super::value::{Map, Value};
use crate::document::Map as Section;

/// The template around a resource; it does not change.
pub(crate) struct Surroundings<'d> {
    pub(crate) parameters: ParameterValues<'d>,
    pub(crate) mappings: Mappings<'d>,
    pub(crate) partition: &'static str,
    pub(crate) resources: &'d Section,
}

/// What expanding one resource means for the rest.
pub(crate) struct Effects<'d> {
    pub(crate) globals: Globals<'d>,
    /// Conditions that the template gains.
    pub(crate) conditions: Vec<(String, Value<'d>)>,
    /// Buckets and user pools that events have changed, by logical id.
    pub(crate) changed: HashMap<&'d str, Map<'d>>,
    pub(crate) preferences: Preferences<'d>,
    /// Destinations that were made for a configuration in `Globals`, by outcome.
    pub(crate) shared_destinations: HashMap<&'static str, Value<'d>>,
}

impl<'d> Surroundings<'d> {
    /// The ARN of a policy that AWS manages.
    pub(crate) fn managed_policy(&self, path: &str) -> Value<'d> {
        Value::from(format!("arn:{}:iam::aws:policy/{path}", self.partition))
    }

    /// A resource of the template by what refers to it, with the changes that events made.
    pub(crate) fn linked(&self, effects: &Effects<'d>, id: &str) -> Option<(&'d str, Map<'d>)> {
        let entry = self.resources.entry(id)?;
        let id = entry.key.as_str();
        let resource = match effects.changed.get(id) {
            Some(changed) => changed.clone(),
            None => match Value::from(&entry.value) {
                Value::Map(map) => map,
                _ => return None,
            },
        };
        Some((id, resource))
    }
}

impl<'d> Effects<'d> {
    pub(crate) fn add_condition(&mut self, name: String, definition: Value<'d>) {
        match self.conditions.iter_mut().find(|(known, _)| *known == name) {
            Some((_, place)) => *place = definition,
            None => self.conditions.push((name, definition)),
        }
    }
}
