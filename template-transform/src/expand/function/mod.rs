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
pub(crate) use role::Role;

use super::events::{self, Target};
use super::fault::{Checked, fault};
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
    let templates = policies::write_templates_out(&mut function.properties);
    let checked = property::check(&function.properties, properties::PROPERTIES, "a function");
    match (templates, checked) {
        (Err(one), Err(other)) => return Err(one.and(other)),
        (one, other) => one.and(other)?,
    }
    let linked = events::link(&function, around)?;
    rules::check(&function.properties)?;
    let dead_letter = dead_letter_queue::policy(&function.properties)?;
    rules::check_tenancy(&function.properties)?;
    let mut lambda = lambda_function::properties(&mut function, around)?;
    let alias_name = alias::name(&function, around)?;
    if function.properties.truthy("ProvisionedConcurrencyConfig").is_some() && alias_name.is_none() {
        return Err(fault(
            "property-needs-another",
            "provisioned concurrency belongs to an alias, and the function has none",
        )
        .at("ProvisionedConcurrencyConfig")
        .help("set `AutoPublishAlias`"));
    }
    let version = match alias_name {
        Some(_) => Some(version::expand(&mut function, &mut lambda, around, effects)?),
        None => None,
    };
    let mut alias =
        alias_name.as_ref().zip(version.as_ref()).map(|(name, version)| alias::expand(&function, name, version));
    let invoked = alias.as_ref().map_or_else(|| reference(function.id), |alias| reference(alias.id.clone()));
    let url = url::expand(&function, &invoked)?;
    if let Some(update_policy) = effects.preferences.add(&function, around)?
        && let Some(alias) = &mut alias
    {
        alias.attributes.set("UpdatePolicy", update_policy);
    }
    let event_invoke = event_invoke::expand(&mut function, alias_name.as_ref().zip(alias.as_ref()), around, effects)?;
    let mut inline: Vec<Value> = dead_letter.into_iter().collect();
    inline.extend(event_invoke.policies);
    let mut role = Role::new(&mut function, inline, around)?;
    let role_is_made = role.settle(&mut lambda, around, effects)?;
    let target = Target::new(&function, alias.as_ref().map(|alias| alias.id.clone()));
    let from_events = events::expand(&function, linked, &target, &mut role, around, effects)?;

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
    if function.properties.truthy("PropagateTags").is_some()
        && let Some(tags) = function.properties.truthy("Tags").and_then(Value::as_map)
    {
        tags::propagate(tags, &mut made);
    }
    Ok(made)
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
