//! What every part of an expansion needs to know, and what it leaves behind for others.

use std::collections::HashMap;

use indexmap::IndexMap;

use super::deployment::Preferences;
use super::events::Linked;
use super::fault::{Checked, fault};
use super::function::SharedDestination;
use super::globals::Globals;
use super::mappings::Mappings;
use super::parameter_values::ParameterValues;
use super::value::Value;
use crate::document::Map as Section;

/// The template around a resource; it does not change.
pub(crate) struct Surroundings<'d> {
    pub(crate) parameters: ParameterValues<'d>,
    pub(crate) partition: &'static str,
    pub(crate) resources: &'d Section,
}

/// What expanding one resource means for the rest.
#[derive(Default)]
pub(crate) struct Effects<'d> {
    pub(crate) globals: Globals<'d>,
    pub(crate) mappings: Mappings<'d>,
    /// Whether the template has `Conditions`.
    pub(crate) has_conditions: bool,
    /// Conditions that it gains.
    pub(crate) conditions: Vec<(String, Value<'d>)>,
    /// Buckets and user pools that events have changed, by logical id.
    pub(crate) linked: IndexMap<&'d str, Linked<'d>>,
    pub(crate) preferences: Preferences<'d>,
    /// Destinations of which the first use decides what all others take.
    pub(crate) shared_destinations: HashMap<SharedDestination, Value<'d>>,
    /// What topics say of being FIFO, as events have left it, and the queues that were made with it.
    pub(crate) fifo_topics: HashMap<String, (Value<'d>, Vec<String>)>,
}

impl<'d> Surroundings<'d> {
    /// The ARN of a policy that AWS manages.
    pub(crate) fn managed_policy(&self, path: &str) -> Value<'d> {
        Value::from(format!("arn:{}:iam::aws:policy/{path}", self.partition))
    }
}

impl<'d> Effects<'d> {
    /// Gives the template a condition, made from `of`, which stands in its own section.
    ///
    /// Without that section SAM fails; CloudFormation would refuse a condition that is made from one that is not there.
    pub(crate) fn add_condition(&mut self, name: String, definition: Value<'d>, of: &str) -> Checked<()> {
        if !self.has_conditions {
            return Err(fault(
                "no-conditions",
                format!("the condition `{of}` is not defined: the template has no `Conditions`"),
            )
            .help(format!("define `{of}` in `Conditions`")));
        }
        match self.conditions.iter_mut().find(|(known, _)| *known == name) {
            Some((_, place)) => *place = definition,
            None => self.conditions.push((name, definition)),
        }
        Ok(())
    }
}
