//! `SNS`: messages of a topic, directly or by way of a queue.

use super::dead_letter::queue_policy;
use super::permission::permission;
use super::{Event, Target};
use crate::expand::fault::{Checked, fault};
use crate::expand::function::Role;
use crate::expand::intrinsic::{attribute, reference};
use crate::expand::logical_id;
use crate::expand::property::Property;
use crate::expand::property::Shape::{Bool, Map as AMap, OneOf, Text};
use crate::expand::python_text::python_text;
use crate::expand::resource::Resource;
use crate::expand::surroundings::{Effects, Surroundings};
use crate::expand::value::{Map, Value};

pub(super) const PROPERTIES: &[Property] = &[
    Property::new("Topic", Text).required(),
    Property::new("Region", Text),
    Property::passed_through("FilterPolicy"),
    Property::passed_through("FilterPolicyScope"),
    Property::new("SqsSubscription", OneOf(&[Bool, AMap])),
    Property::new("RedrivePolicy", AMap),
];

pub(super) fn expand<'d>(
    event: &Event<'d>,
    target: &Target<'d>,
    role: &mut Role<'d>,
    around: &Surroundings<'d>,
    effects: &mut Effects<'d>,
) -> Checked<Vec<Resource<'d>>> {
    let given = &event.properties;
    let topic = given.get("Topic").cloned().unwrap_or(Value::Null);
    let Some(by_queue) = given.truthy("SqsSubscription") else {
        let permission = permission(&event.id, "sns.amazonaws.com", target, [("SourceArn", Some(topic))]);
        return Ok(vec![permission, subscription(event, target, "lambda", target.arn())]);
    };
    let mut made = Vec::with_capacity(4);
    let policy_id = || format!("{}QueuePolicy", event.id);
    let (arn, url, policy_id, batch_size) = if let Some(queue) = by_queue.as_map() {
        let (Some(arn), Some(url)) = (queue.truthy("QueueArn"), queue.truthy("QueueUrl")) else {
            return Err(fault(
                "sqs-subscription",
                "a queue of yours has to be given by both `QueueArn` and `QueueUrl`",
            )
            .at("SqsSubscription")
            .help("give both, or write `SqsSubscription: true` to have a queue made"));
        };
        let id = match queue.truthy("QueuePolicyLogicalId") {
            None => policy_id(),
            Some(Value::Text(id)) => logical_id::checked(id.to_string())?,
            // To SAM it is the name of a resource all the same.
            Some(other) => {
                return Err(fault(
                    "wrong-type",
                    format!("`QueuePolicyLogicalId` has to be text, and this is {}", other.kind()),
                )
                .at("QueuePolicyLogicalId")
                .at("SqsSubscription")
                .about(python_text(other)));
            }
        };
        // Its `Enabled` is read by nobody: the mapping is always on.
        (arn.clone(), url.clone(), id, queue.truthy("BatchSize").cloned())
    } else {
        let id = format!("{}Queue", event.id);
        let mut properties = Map::new();
        if let Some(fifo) = fifo_of(&topic, &id, around, effects)? {
            properties.push("FifoQueue", fifo);
        }
        made.push(Resource::new(id.clone(), "AWS::SQS::Queue", target.attributes.clone(), properties));
        (attribute(id.clone(), "Arn"), reference(id), policy_id(), None)
    };
    made.insert(0, mapping(event, target, &arn, batch_size));
    role.add_managed(around.managed_policy("service-role/AWSLambdaSQSQueueExecutionRole"));
    made.push(queue_policy(policy_id, &arn, url, Value::from("*"), &topic, target));
    made.push(subscription(event, target, "sqs", arn));
    Ok(made)
}

/// What a FIFO topic of the template says of itself; its queue has to say the same. Each event resolves it where the one before has left it.
fn fifo_of<'d>(
    topic: &Value<'d>,
    queue: &str,
    around: &Surroundings<'d>,
    effects: &mut Effects<'d>,
) -> Checked<Option<Value<'d>>> {
    let Some((id, resource)) = topic.referenced_logical_id().and_then(|id| Some((id, around.resources.get(id)?)))
    else {
        return Ok(None);
    };
    let Some(properties) = resource.get("Properties") else { return Ok(None) };
    if properties.as_map().is_none() {
        let message = format!("the `Properties` of the topic have to be a map, and this is {}", properties.kind());
        return Err(fault("wrong-type", message).at("Topic"));
    }
    let Some(fifo) = properties.get("FifoTopic") else { return Ok(None) };
    let (left, queues) = effects.fifo_topics.entry(id.to_owned()).or_insert_with(|| (Value::from(fifo), Vec::new()));
    queues.push(queue.to_owned());
    Ok(Some(around.parameters.resolve_and_leave_traces(left)?).filter(Value::is_truthy))
}

fn mapping<'d>(
    event: &Event<'d>,
    target: &Target<'d>,
    queue: &Value<'d>,
    batch_size: Option<Value<'d>>,
) -> Resource<'d> {
    let properties = Map::from([
        ("BatchSize", batch_size.unwrap_or(Value::Integer(10))),
        ("Enabled", Value::from(true)),
        ("EventSourceArn", queue.clone()),
        ("FunctionName", target.name()),
    ]);
    let id = format!("{}EventSourceMapping", event.id);
    Resource::new(id, "AWS::Lambda::EventSourceMapping", target.attributes.clone(), properties)
}

fn subscription<'d>(
    event: &Event<'d>,
    target: &Target<'d>,
    protocol: &'static str,
    endpoint: Value<'d>,
) -> Resource<'d> {
    let mut properties = Map::from([("Endpoint", endpoint), ("Protocol", Value::from(protocol))]);
    properties.push_some("TopicArn", event.properties.given("Topic"));
    for name in ["Region", "FilterPolicy", "FilterPolicyScope", "RedrivePolicy"] {
        properties.push_some(name, event.properties.given(name));
    }
    Resource::new(event.id.clone(), "AWS::SNS::Subscription", target.attributes.clone(), properties)
}
