//! `AWS::Lambda::EventInvokeConfig`: retries and destinations of asynchronous invocations.

use super::{Function, statements};
use crate::document::Node;
use crate::expand::fault::{Checked, Faults, fault};
use crate::expand::globals;
use crate::expand::intrinsic::{attribute, choose_or_nothing, not, reference};
use crate::expand::logical_id::suffix_of_text;
use crate::expand::resource::{Attributes, Resource};
use crate::expand::surroundings::{Effects, Surroundings};
use crate::expand::value::{Map, Text, Value};

const PROPERTY: &str = "EventInvokeConfig";
/// More characters CloudFormation does not take.
const LONGEST_CONDITION: usize = 255;
const TYPES: &str = "SQS, SNS, EventBridge, Lambda or S3Bucket";

/// The configuration with the queues and topics that it needs, and what the role has to be allowed.
#[derive(Default)]
pub(super) struct EventInvoke<'d> {
    pub(super) resources: Vec<Resource<'d>>,
    pub(super) policies: Vec<Value<'d>>,
}

/// `alias` is its name and its id.
pub(super) fn expand<'d>(
    function: &mut Function<'d>,
    alias: Option<(&Text<'d>, &Resource<'d>)>,
    around: &Surroundings<'d>,
    effects: &mut Effects<'d>,
) -> Checked<EventInvoke<'d>> {
    let Some(given) = function.properties.truthy(PROPERTY) else { return Ok(EventInvoke::default()) };
    let here = |faults: Faults| faults.at(PROPERTY);
    let Value::Map(config) = around.parameters.resolved(given).map_err(here)? else {
        return Err(here(fault("wrong-type", "`EventInvokeConfig` has to be a map")));
    };
    let id = format!("{}{PROPERTY}", function.id);
    let mut made = EventInvoke::default();
    let mut destinations = Map::new();
    if let Some(wanted) = config.truthy("DestinationConfig") {
        let here = |faults: Faults| here(faults.at("DestinationConfig"));
        let wanted = wanted.as_map().ok_or_else(|| {
            here(fault("wrong-type", format!("`DestinationConfig` has to be a map, and this is {}", wanted.kind())))
        })?;
        for outcome in ["OnSuccess", "OnFailure"] {
            let Some(destination) = wanted.given(outcome) else { continue };
            if given.as_ref_to().is_some() {
                let message = "SAM fails to put the destination that it made into a configuration that is a `Ref`";
                return Err(here(fault("wrong-type", message)).help("write the configuration out"));
            }
            let shared = shared(given, function.node, outcome, around);
            let mut destination = destination.clone();
            if let Some(made_before) = shared.as_ref().and_then(|shared| effects.shared_destinations.get(shared))
                && let Some(config) = destination.as_map_mut()
            {
                config.set("Destination", made_before.clone());
            }
            let target = destination_of(function, &destination, &format!("{id}{outcome}"), &id, &mut made, effects)
                .map_err(|faults| here(faults.at(outcome)))?;
            if let Some(shared) = shared {
                effects.shared_destinations.insert(shared, target.clone());
            }
            destinations.push(outcome, Value::from([("Destination", target)]));
        }
    }
    let mut properties = Map::from([
        ("DestinationConfig", Value::Map(destinations)),
        ("FunctionName", reference(function.id)),
        ("Qualifier", alias.map_or(Value::from("$LATEST"), |(name, _)| Value::Text(name.clone()))),
    ]);
    properties.push_some("MaximumEventAgeInSeconds", config.given("MaximumEventAgeInSeconds"));
    properties.push_some("MaximumRetryAttempts", config.given("MaximumRetryAttempts"));
    let depends_on = alias.map(|(_, alias)| Value::from([Value::Text(alias.id.clone())]));
    // Alone among the generated resources it takes over all attributes, the update policy and the metadata too.
    made.resources.push(
        Resource::new(id, "AWS::Lambda::EventInvokeConfig", function.attributes.clone(), properties)
            .depending_on(depends_on),
    );
    Ok(made)
}

/// Where the results go: what is given, or a queue or topic made for it.
fn destination_of<'d>(
    function: &Function<'d>,
    config: &Value<'d>,
    id: &str,
    config_id: &str,
    made: &mut EventInvoke<'d>,
    effects: &mut Effects<'d>,
) -> Checked<Value<'d>> {
    let config = config.as_map().ok_or_else(|| {
        fault("wrong-type", format!("a destination has to be a map with a `Type`, and this is {}", config.kind()))
    })?;
    let kind = config.get("Type").and_then(Value::as_str).unwrap_or_default();
    if !matches!(kind, "SQS" | "SNS" | "EventBridge" | "Lambda" | "S3Bucket") {
        return Err(
            fault("destination-type", format!("the `Type` of a destination is {TYPES}, written out")).at("Type")
        );
    }
    let given = config.given("Destination");
    let conditional = given.map(|given| condition_of(given, config_id, effects)).transpose()?.flatten();
    let destination = match (given, conditional) {
        (Some(given), None) => given.clone(),
        (_, conditional) => {
            let (resource_kind, suffix) = match kind {
                "SQS" => ("AWS::SQS::Queue", "Queue"),
                "SNS" => ("AWS::SNS::Topic", "Topic"),
                _ => {
                    return Err(fault(
                        "destination-type",
                        format!("a destination of type `{kind}` needs its ARN as `Destination`"),
                    )
                    .help("only for `SQS` and `SNS` one is made"));
                }
            };
            let resource_id = format!("{id}{suffix}");
            let arn =
                if kind == "SQS" { attribute(resource_id.clone(), "Arn") } else { reference(resource_id.clone()) };
            let mut attributes: Attributes = function.attributes.passed_on();
            let destination = match conditional {
                None => arn,
                Some((condition, other)) => {
                    let both = both_conditions(function, &condition, effects)?;
                    if both.is_truthy() {
                        attributes.set("Condition", both);
                    }
                    if condition.is_truthy() { choose_or_nothing(condition, arn, other) } else { arn }
                }
            };
            made.resources.push(Resource::new(resource_id, resource_kind, attributes, Map::new()));
            destination
        }
    };
    made.policies.push(match kind {
        "SQS" => statements::send_message(destination.clone(), id),
        "SNS" => statements::publish(destination.clone(), id),
        "EventBridge" => statements::put_events(destination.clone(), id),
        "Lambda" => statements::invoke_function(destination.clone(), id),
        _ => statements::put_object(&destination, id),
    });
    Ok(destination)
}

/// When a destination is left out under a condition: that condition, and the destination otherwise.
fn condition_of<'d>(
    destination: &Value<'d>,
    config_id: &str,
    effects: &mut Effects<'d>,
) -> Checked<Option<(Value<'d>, Value<'d>)>> {
    let Some(argument) = destination.as_if() else { return Ok(None) };
    let malformed = || {
        fault(
            "malformed-if",
            "`Fn::If` takes a list of three: the name of a condition, a destination, and another destination",
        )
        .at("Destination")
    };
    let Some([condition, yes, no]) = argument.as_list() else { return Err(malformed()) };
    Ok(match (yes.is_no_value(), no.is_no_value()) {
        // SAM looks at what the condition is only to negate it, and takes null for none.
        (true, false) => Some((condition.clone(), no.clone())).filter(|(condition, _)| !condition.is_null()),
        (false, true) => {
            let name = condition.as_str().ok_or_else(malformed)?;
            let opposite = made_name(format!("NOT{name}"), config_id)?;
            effects
                .add_condition(opposite.clone(), not(condition.clone()), name)
                .map_err(|faults| faults.at("Destination"))?;
            Some((Value::from(opposite), yes.clone()))
        }
        _ => None,
    })
}

/// The condition under which both the function and the destination are there.
fn both_conditions<'d>(
    function: &Function<'d>,
    condition: &Value<'d>,
    effects: &mut Effects<'d>,
) -> Checked<Value<'d>> {
    let Some(own) = function.attributes.condition().filter(|own| !own.is_null()) else { return Ok(condition.clone()) };
    let (Some(own), Some(condition)) = (own.as_str(), condition.as_str()) else {
        let message =
            "the conditions of the function and of its destination have to be names, since one is made of both";
        return Err(fault("malformed-if", message).at("Destination"));
    };
    let both = made_name(format!("{own}AND{condition}"), function.id)?;
    // SAM wraps each name twice; CloudFormation takes it.
    let wrapped = |name: &str| Value::from([("Condition", Value::from([("Condition", Value::from(name.to_owned()))]))]);
    let definition = Value::from([("Fn::And", Value::from([wrapped(own), wrapped(condition)]))]);
    effects.add_condition(both.clone(), definition, own).map_err(|faults| faults.at("Destination"))?;
    Ok(Value::from(both))
}

/// The name of a condition that is made, with the hash of what it is for at its end. SAM fails to shorten it.
fn made_name(name: String, purpose: &str) -> Checked<String> {
    let name = name + &suffix_of_text(purpose);
    let length = name.chars().count();
    if length > LONGEST_CONDITION {
        let message = format!(
            "the condition that is made for this destination has a name of {length} characters, and {LONGEST_CONDITION} is the limit"
        );
        return Err(fault("condition-name", message).at("Destination").help("shorten the name of the condition"));
    }
    Ok(name)
}

/// A destination that several uses have in common.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) enum SharedDestination {
    /// That of `Globals` for an outcome.
    OfGlobals(&'static str),
    /// The default of a parameter, or what stands in it for an outcome.
    OfParameter(String, Option<&'static str>),
}

/// What the destination for this outcome is, when other uses have the very same.
///
/// SAM writes the destination that it made into the configuration that it read. When that is a shared one, every use after
/// this finds a destination there and takes it: the queue or topic of the first.
fn shared(config: &Value, function: &Node, outcome: &'static str, around: &Surroundings) -> Option<SharedDestination> {
    let all = config.get("DestinationConfig")?;
    let default = around.parameters.referenced(all);
    let destination = default.map_or(all, |(_, default)| default).get(outcome)?;
    if let Some((parameter, _)) = around.parameters.referenced(destination) {
        return Some(SharedDestination::OfParameter(parameter.to_owned(), None));
    }
    if let Some((parameter, _)) = default {
        return Some(SharedDestination::OfParameter(parameter.to_owned(), Some(outcome)));
    }
    let own = function
        .get("Properties")
        .and_then(|properties| properties.get(PROPERTY)?.get("DestinationConfig")?.get(outcome));
    let is_global = own.is_none() && !globals::are_copied(function.get("IgnoreGlobals"));
    is_global.then_some(SharedDestination::OfGlobals(outcome))
}
