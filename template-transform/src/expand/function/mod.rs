//! `AWS::Serverless::Function`: a function, its version and alias, its role, and what invokes it.

mod alias;
mod capacity_provider;
mod code;
mod dead_letter_queue;
mod event_invoke;
mod lambda_function;
mod managed_policy;
mod policies;
mod policy_template;
mod properties;
mod role;
mod rules;
pub(crate) mod statements;
mod url;
mod version;

pub(crate) use code::location;
pub(crate) use event_invoke::SharedDestination;
pub(crate) use role::Role;

use super::events::{self, Target};
use super::fault::{Checked, Faults, Findings};
use super::intrinsic::reference;
use super::property;
use super::resource::{Resource, SamResource};
use super::surroundings::{Effects, Surroundings};
use super::tags;
use super::value::{Map, Value};

/// A function while it is expanded.
pub(crate) type Function<'d> = SamResource<'d>;

/// Everything that comes of a function, in SAM's order.
pub(crate) fn expand<'d>(
    mut function: Function<'d>,
    around: &Surroundings<'d>,
    effects: &mut Effects<'d>,
) -> Checked<Vec<Resource<'d>>> {
    let mut found = Findings::default();
    found.take(policies::write_templates_out(&mut function.properties).map_err(Faults::by_the_written_id));
    found.take(property::check(&function.properties, properties::PROPERTIES, "a function"));
    found.take(function.attributes.check());
    // What has another type than it should would be found wrong again and again.
    found.end()?;

    let mut found = Findings::default();
    let linked = found.take(events::link(&function, around));
    found.take(rules::check(&function.properties));
    let dead_letter = found.take(dead_letter_queue::policy(&function.properties)).flatten();
    found.take(rules::check_tenancy(&function.properties));
    let mut lambda = found.take(lambda_function::properties(&mut function, around));
    let alias_name = found.take(alias::name(&function, around));
    if let Some(name) = &alias_name {
        found.take(rules::check_provisioned(&function.properties, name.is_some()));
    }
    let alias_name = alias_name.flatten();
    let version = match (&alias_name, &mut lambda) {
        (Some(_), Some(lambda)) => found.take(version::expand(&mut function, lambda, around, effects)),
        _ => None,
    };
    let mut alias =
        alias_name.as_ref().zip(version.as_ref()).map(|(name, version)| alias::expand(&function, name, version));
    let invoked = alias.as_ref().map_or_else(|| reference(function.id), |alias| reference(alias.id.clone()));
    let url = found.take(url::expand(&function, &invoked));
    let update_policy = found.take(effects.preferences.add(&function, around, &mut effects.mappings)).flatten();
    if let (Some(update_policy), Some(alias)) = (update_policy, &mut alias) {
        alias.attributes.set("UpdatePolicy", update_policy);
    }
    let named = alias_name.as_ref().zip(alias.as_ref());
    let event_invoke = found.take(event_invoke::expand(&mut function, named, around, effects)).unwrap_or_default();
    let mut inline: Vec<Value> = dead_letter.into_iter().collect();
    inline.extend(event_invoke.policies);
    let role = found.take(Role::new(&mut function, inline, around));
    // For the role SAM resolves the mode again, in the very value that the function has.
    if let Some(config) = lambda.as_mut().and_then(|lambda| lambda.get_mut("TracingConfig"))
        && let Some(mode) = function.properties.get("Tracing")
    {
        *config = Value::from([("Mode", mode.clone())]);
    }
    // From here on everything builds on what came before.
    let (Some(linked), Some(mut lambda), Some(mut role), Some(url)) = (linked, lambda, role, url) else {
        return found.end().map(|()| Vec::new());
    };
    let role_is_made = found.take(role.settle(&mut lambda, around, effects));
    let target = Target::new(&function, alias.as_ref().map(|alias| alias.id.clone()));
    let from_events = found.take(events::expand(&function, linked, &target, &mut role, around, effects));
    found.end()?;
    let (role_is_made, from_events) = (role_is_made.unwrap_or_default(), from_events.unwrap_or_default());

    let mut made = Vec::with_capacity(4 + from_events.len());
    let lambda = Resource::new(function.id, "AWS::Lambda::Function", function.attributes, lambda);
    made.push(lambda.depending_on(function.depends_on));
    made.extend(version);
    made.extend(alias);
    made.extend(url);
    made.extend(event_invoke.resources);
    if role_is_made {
        made.push(role.into_resource());
    }
    made.extend(from_events);
    if let Some(tags) = tags::propagated(&function.properties) {
        tags::propagate(tags, &mut made);
    }
    Ok(made)
}

/// What tells one version of a function from another: the end of the version's logical id. The function may lack parts that have no
/// say in it.
pub(crate) fn version_suffix<'d>(
    mut function: Function<'d>,
    around: &Surroundings<'d>,
    effects: &Effects<'d>,
) -> Checked<String> {
    let mut lambda = lambda_function::unchecked_properties(&mut function, around)?;
    version::suffix(&mut function, &mut lambda, around, effects)
}

/// Where the code of a function lies, known parameters put in.
pub(crate) fn resolved_code<'d>(properties: &Map<'d>, around: &Surroundings<'d>) -> Checked<Value<'d>> {
    let code = code::of_function(properties, code::Package::of(properties)?)?;
    around.parameters.resolved(&Value::Map(code))
}

impl<'d> Function<'d> {
    /// The mode of `Tracing`, unless it is off.
    fn tracing(&mut self, around: &Surroundings<'d>) -> Checked<Option<Value<'d>>> {
        let Some(given) = self.properties.get_mut("Tracing").filter(|given| given.is_truthy()) else { return Ok(None) };
        let mode = around.parameters.resolve_and_leave_traces(given).map_err(|faults| faults.at("Tracing"))?;
        Ok((mode.as_str() != Some("Disabled")).then(|| given.clone()))
    }
}

/// The properties of a resource as they stand in the template.
pub(crate) fn own_properties(node: &crate::document::Node) -> Map<'_> {
    match node.get("Properties").map(Value::from) {
        Some(Value::Map(map)) => map,
        _ => Map::new(),
    }
}
