//! The preferences of all functions of a template.

use std::collections::HashSet;

use super::preference::Preference;
use super::{application, condition, group};
use crate::expand::fault::{Checked, fault};
use crate::expand::function::Function;
use crate::expand::mappings::Mappings;
use crate::expand::resource::{Attributes, Resource};
use crate::expand::surroundings::Surroundings;
use crate::expand::value::{Map, Text, Value};

#[derive(Default)]
pub(crate) struct Preferences<'d> {
    /// The functions that have one, whether it is on or off.
    functions: HashSet<&'d str>,
    enabled: Vec<Preference<'d>>,
}

/// What CodeDeploy needs in the template: resources, each with the function that it is for if there is one, and conditions.
#[derive(Default)]
pub(crate) struct CodeDeploy<'d> {
    pub(crate) resources: Vec<(Option<&'d str>, Resource<'d>)>,
    pub(crate) conditions: Vec<(String, Value<'d>)>,
}

impl<'d> Preferences<'d> {
    /// Adds the preference of a function, when it is on, and gives the update policy of its alias.
    pub(crate) fn add(
        &mut self,
        function: &Function<'d>,
        around: &Surroundings<'d>,
        mappings: &mut Mappings<'d>,
    ) -> Checked<Option<Value<'d>>> {
        let Some(given) = function.properties.truthy("DeploymentPreference").and_then(Value::as_map) else {
            return Ok(None);
        };
        // Two functions can have one id: `class_attributes.rs`.
        if !self.functions.insert(function.id) {
            let message = format!("two functions with a `DeploymentPreference` have the id `{}`", function.id);
            return Err(fault("duplicate-id", message).at("DeploymentPreference"));
        }
        let Some(preference) = Preference::read(given, function, around, mappings)? else { return Ok(None) };
        let update_policy = preference.update_policy();
        self.enabled.push(preference);
        Ok(Some(update_policy))
    }

    /// Once every function is expanded, since one may still change how the deployments of others go.
    pub(crate) fn into_resources(
        self,
        around: &Surroundings<'d>,
        mappings: &mut Mappings<'d>,
    ) -> Checked<CodeDeploy<'d>> {
        let mut made = CodeDeploy::default();
        if self.enabled.is_empty() {
            return Ok(made);
        }
        let preferences = || self.enabled.iter();
        let mut tags = Map::new();
        for (key, value) in preferences().filter_map(|preference| preference.tags.as_ref()).flat_map(Map::entries) {
            tags.set(key.clone(), value.clone());
        }
        let mut attributes = Attributes::default();
        // Only when every group has a condition can what they share have one.
        if preferences().all(|preference| preference.condition.is_some()) {
            let mut names: Vec<Text> = Vec::new();
            for name in preferences().filter_map(|preference| preference.condition.as_ref()) {
                if let Value::Text(name) = name
                    && !names.contains(name)
                {
                    names.push(name.clone());
                }
            }
            let (name, conditions) = condition::any_of(names);
            attributes.set("Condition", Value::Text(name));
            made.conditions = conditions;
        }
        let needs_role = preferences().any(|preference| preference.role.is_none());
        made.resources.push((None, application::application(attributes.clone(), &tags)));
        if needs_role {
            made.resources.push((None, application::service_role(attributes, &tags, around)));
        }
        for preference in &self.enabled {
            let strategy = mappings.value(preference.strategy)?;
            made.resources.push((Some(preference.function), group::expand(preference, &strategy)));
        }
        Ok(made)
    }
}
