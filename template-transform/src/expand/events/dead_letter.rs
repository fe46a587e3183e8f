//! `DeadLetterConfig` of rules and schedules: where events go that the function could not be given.

use super::{Event, Target};
use crate::expand::fault::{Checked, fault};
use crate::expand::intrinsic::{attribute, reference};
use crate::expand::logical_id;
use crate::expand::resource::Resource;
use crate::expand::value::{Map, Value};

/// A queue, given or made.
pub(super) struct DeadLetter<'d> {
    pub(super) arn: Value<'d>,
    pub(super) resources: Vec<Resource<'d>>,
}

/// `policy_for` is the ARN of the rule that may send to a queue that is made; a scheduler sends by its role instead.
pub(super) fn expand<'d>(
    event: &Event<'d>,
    target: &Target<'d>,
    policy_for: Option<&Value<'d>>,
) -> Checked<Option<DeadLetter<'d>>> {
    let Some(given) = event.properties.given("DeadLetterConfig") else { return Ok(None) };
    let config = given.as_map().cloned().unwrap_or_default();
    let wrong = |message: &str, help: &str| fault("dead-letter-config", message).at("DeadLetterConfig").help(help);
    match (config.get("Arn"), config.get("Type")) {
        (Some(_), Some(_)) => {
            return Err(wrong(
                "`DeadLetterConfig` has an `Arn` and a `Type`",
                "keep `Arn` for a queue of yours, or `Type: SQS` to have one made",
            ));
        }
        (None, None) => {
            return Err(wrong(
                "`DeadLetterConfig` has neither `Arn` nor `Type`",
                "give the `Arn` of a queue, or write `Type: SQS`",
            ));
        }
        (None, Some(kind)) if kind.as_str() != Some("SQS") => {
            return Err(wrong(
                "the `Type` of a `DeadLetterConfig` can only be `SQS`",
                "write `Type: SQS`, or give an `Arn`",
            ));
        }
        _ => {}
    }
    if let Some(arn) = config.given("Arn") {
        return Ok(Some(DeadLetter { arn: arn.clone(), resources: Vec::new() }));
    }
    let queue = match config.given("QueueLogicalId") {
        None => format!("{}Queue", event.id),
        Some(Value::Text(id)) if id.is_empty() => format!("{}Queue", event.id),
        Some(Value::Text(id)) => logical_id::checked(id.to_string())?,
        Some(_) => return Err(wrong("`QueueLogicalId` has to be text", "it becomes the logical id of the queue")),
    };
    let arn = attribute(queue.clone(), "Arn");
    let mut resources = vec![Resource::new(queue.clone(), "AWS::SQS::Queue", target.attributes.clone(), Map::new())];
    if let Some(source) = policy_for {
        let principal = Value::from([("Service", Value::from("events.amazonaws.com"))]);
        let id = format!("{}QueuePolicy", event.id);
        resources.push(queue_policy(id, &arn, reference(queue), principal, source, target));
    }
    Ok(Some(DeadLetter { arn, resources }))
}

/// `AWS::SQS::QueuePolicy`: lets a source send to a queue.
pub(super) fn queue_policy<'d>(
    id: String,
    queue_arn: &Value<'d>,
    queue_url: Value<'d>,
    principal: Value<'d>,
    source: &Value<'d>,
    target: &Target<'d>,
) -> Resource<'d> {
    let statement = Value::from([
        ("Action", Value::from("sqs:SendMessage")),
        ("Effect", Value::from("Allow")),
        ("Principal", principal),
        ("Resource", queue_arn.clone()),
        ("Condition", Value::from([("ArnEquals", Value::from([("aws:SourceArn", source.clone())]))])),
    ]);
    let document = Value::from([("Version", Value::from("2012-10-17")), ("Statement", Value::from([statement]))]);
    let properties = Map::from([("PolicyDocument", document), ("Queues", Value::from([queue_url]))]);
    Resource::new(id, "AWS::SQS::QueuePolicy", target.attributes.clone(), properties)
}
