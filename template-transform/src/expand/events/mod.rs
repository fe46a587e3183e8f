//! What invokes a function: each kind of event source in a file of its own.

mod alexa_skill;
mod cloud_watch_logs;
mod cognito;
mod dead_letter;
mod event_bridge_rule;
mod iot_rule;
mod linked;
mod permission;
mod pull;
mod s3;
mod schedule;
mod schedule_v2;
mod sns;
mod state;
mod target;

pub(crate) use linked::Linked;
pub(crate) use target::Target;

use super::class_attributes;
use super::fault::{Checked, Findings, fault};
use super::function::{Function, Role};
use super::logical_id;
use super::property::{self, Property};
use super::resource::{Attributes, Resource};
use super::surroundings::{Effects, Surroundings};
use super::value::{Map, Value};
use crate::model::nearest::nearest;

/// An event as it stands in a function, its properties checked.
pub(crate) struct Event<'d> {
    /// Its name in the function.
    name: String,
    /// Function and name: the start of every id that comes of it.
    id: String,
    kind: Kind,
    properties: Map<'d>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    AlexaSkill,
    CloudWatchLogs,
    Cognito,
    EventBridgeRule,
    IotRule,
    Pull(pull::Source),
    S3,
    Schedule,
    ScheduleV2,
    Sns,
}

const KINDS: [(&str, Kind); 17] = [
    ("AlexaSkill", Kind::AlexaSkill),
    ("CloudWatchEvent", Kind::EventBridgeRule),
    ("CloudWatchLogs", Kind::CloudWatchLogs),
    ("Cognito", Kind::Cognito),
    ("DocumentDB", Kind::Pull(pull::Source::DocumentDb)),
    ("DynamoDB", Kind::Pull(pull::Source::DynamoDb)),
    ("EventBridgeRule", Kind::EventBridgeRule),
    ("IoTRule", Kind::IotRule),
    ("Kinesis", Kind::Pull(pull::Source::Kinesis)),
    ("MQ", Kind::Pull(pull::Source::Mq)),
    ("MSK", Kind::Pull(pull::Source::Msk)),
    ("S3", Kind::S3),
    ("SNS", Kind::Sns),
    ("SQS", Kind::Pull(pull::Source::Sqs)),
    ("Schedule", Kind::Schedule),
    ("ScheduleV2", Kind::ScheduleV2),
    ("SelfManagedKafka", Kind::Pull(pull::Source::SelfManagedKafka)),
];

/// Events that this program does not expand.
const NOT_EXPANDED: [&str; 2] = ["Api", "HttpApi"];

impl Kind {
    fn properties(self) -> &'static [Property] {
        match self {
            Self::AlexaSkill => alexa_skill::PROPERTIES,
            Self::CloudWatchLogs => cloud_watch_logs::PROPERTIES,
            Self::Cognito => cognito::PROPERTIES,
            Self::EventBridgeRule => event_bridge_rule::PROPERTIES,
            Self::IotRule => iot_rule::PROPERTIES,
            Self::Pull(source) => source.properties(),
            Self::S3 => s3::PROPERTIES,
            Self::Schedule => schedule::PROPERTIES,
            Self::ScheduleV2 => schedule_v2::PROPERTIES,
            Self::Sns => sns::PROPERTIES,
        }
    }
}

/// Reads the events of a function, in the order of the text, and tells all that is wrong with any of them.
pub(crate) fn link<'d>(function: &Function<'d>, around: &Surroundings<'d>) -> Checked<Vec<Event<'d>>> {
    let Some(events) = function.properties.truthy("Events").and_then(Value::as_map) else { return Ok(Vec::new()) };
    let mut linked = Vec::with_capacity(events.len());
    let mut found = Findings::default();
    for (name, value) in events.iter() {
        let event = read(function.id, name, value, around);
        linked.extend(found.take(event.map_err(|faults| faults.at(name.to_owned()).at("Events"))));
    }
    found.end().map(|()| linked)
}

fn read<'d>(function: &str, name: &str, value: &Value<'d>, around: &Surroundings<'d>) -> Checked<Event<'d>> {
    let Some(event) = value.as_map() else {
        return Err(fault(
            "event",
            format!("the event `{name}` has to be a map with a `Type`, and this is {}", value.kind()),
        ));
    };
    let kind = event.get("Type").and_then(Value::as_str).unwrap_or_default();
    if NOT_EXPANDED.contains(&kind) {
        return Err(fault(
            "not-expanded",
            format!("the event `{name}` is of type `{kind}`, which is not expanded yet"),
        )
        .at("Type")
        .help("leave the event out, or expand the template with the AWS SAM CLI"));
    }
    let Some((known, kind)) = KINDS.into_iter().find(|(known, _)| *known == kind) else {
        let names = KINDS.iter().map(|(known, _)| *known).chain(NOT_EXPANDED);
        let help = nearest(kind, names.clone()).map_or_else(
            || format!("the types are {}", names.collect::<Vec<_>>().join(", ")),
            |near| format!("did you mean `{near}`?"),
        );
        let message = if kind.is_empty() {
            format!("the event `{name}` has no `Type`")
        } else {
            format!("the event `{name}` is of type `{kind}`, and there is no such type")
        };
        return Err(fault("event-type", message).at("Type").help(help));
    };
    let properties = match event.get("Properties") {
        None => Map::new(),
        Some(Value::Map(properties)) => properties.clone(),
        Some(other) => {
            let message =
                format!("the `Properties` of the event `{name}` have to be a map, and this is {}", other.kind());
            return Err(fault("wrong-type", message).at("Properties"));
        }
    };
    let id = format!("{function}{name}");
    if logical_id::check(&id).is_err() {
        return Err(fault(
            "logical-id",
            format!("the name of an event becomes part of logical ids, so `{name}` has to be letters and digits"),
        ));
    }
    property::check(&properties, kind.properties(), &format!("an event of type `{known}`"))
        .map_err(|faults| faults.at("Properties"))?;
    match kind {
        Kind::S3 => s3::check_bucket(&properties, around),
        Kind::Cognito => cognito::check_pool(&properties, around),
        _ => Ok(()),
    }
    .map_err(|faults| faults.at("Properties"))?;
    let id = id_of(id, kind, event, &properties).map_err(|faults| faults.at("Properties"))?;
    Ok(Event { name: name.to_owned(), id, kind, properties })
}

/// The id of an event, which is `id` unless it is given another. To the reference an event is a resource, and has its class attributes.
fn id_of(id: String, kind: Kind, event: &Map, properties: &Map) -> Checked<String> {
    if let Some(given) = properties.get(class_attributes::RESOURCE_ATTRIBUTES).filter(|given| given.as_map().is_none())
        && Attributes::names().any(|name| event.contains_key(name))
    {
        return Err(class_attributes::not_a_map(given.kind()));
    }
    match properties.get(class_attributes::LOGICAL_ID) {
        None => Ok(id),
        Some(Value::Text(given)) => Ok(given.to_string()),
        // Its ids are made of the function's alone.
        Some(_) if kind == Kind::Cognito => Ok(id),
        Some(other) => Err(class_attributes::not_text(other)),
    }
}

/// Everything that comes of the events, in the order of their names.
pub(crate) fn expand<'d>(
    function: &Function<'d>,
    mut events: Vec<Event<'d>>,
    target: &Target<'d>,
    role: &mut Role<'d>,
    around: &Surroundings<'d>,
    effects: &mut Effects<'d>,
) -> Checked<Vec<Resource<'d>>> {
    events.sort_by(|one, other| one.name.cmp(&other.name));
    let mut made = Vec::with_capacity(2 * events.len());
    let mut found = Findings::default();
    for event in events {
        let name = event.name.clone();
        let expanded = match event.kind {
            Kind::AlexaSkill => Ok(alexa_skill::expand(&event, target)),
            Kind::CloudWatchLogs => Ok(cloud_watch_logs::expand(&event, target, around)),
            Kind::Cognito => cognito::expand(&event, target, around, effects),
            Kind::EventBridgeRule => event_bridge_rule::expand(&event, target),
            Kind::IotRule => Ok(iot_rule::expand(&event, target, around)),
            Kind::Pull(source) => pull::expand(event, source, target, role, around),
            Kind::S3 => s3::expand(&event, function, target, around, effects),
            Kind::Schedule => schedule::expand(&event, target),
            Kind::ScheduleV2 => schedule_v2::expand(&event, target),
            Kind::Sns => sns::expand(&event, target, role, around, effects),
        };
        let expanded = expanded.map_err(|faults| faults.at("Properties").at(name).at("Events"));
        made.extend(found.take(expanded).unwrap_or_default());
    }
    found.end().map(|()| made)
}
