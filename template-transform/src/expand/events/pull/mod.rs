//! Sources that Lambda polls: an `AWS::Lambda::EventSourceMapping`, and what the role has to be allowed for it.

mod destination;
mod document_db;
mod kafka_access;
mod mq;
mod msk;
mod properties;
mod schema_registry;
mod self_managed_kafka;
mod source;
mod source_access;
mod statement;

pub(super) use source::Source;

use super::{Event, Target};
use crate::expand::fault::{Checked, fault};
use crate::expand::function::Role;
use crate::expand::resource::Resource;
use crate::expand::surroundings::Surroundings;
use crate::expand::value::{Map, Value};

/// Properties that go on the mapping as they are.
const PASSED_THROUGH: [&str; 19] = [
    "StartingPosition",
    "StartingPositionTimestamp",
    "BatchSize",
    "Enabled",
    "MaximumBatchingWindowInSeconds",
    "MaximumRetryAttempts",
    "BisectBatchOnFunctionError",
    "MaximumRecordAgeInSeconds",
    "ParallelizationFactor",
    "Topics",
    "Queues",
    "SourceAccessConfigurations",
    "TumblingWindowInSeconds",
    "FunctionResponseTypes",
    "FilterCriteria",
    "KmsKeyArn",
    "ScalingConfig",
    "ProvisionedPollerConfig",
    "MetricsConfig",
];

pub(super) fn expand<'d>(
    mut event: Event<'d>,
    source: Source,
    target: &Target<'d>,
    role: &mut Role<'d>,
    around: &Surroundings<'d>,
) -> Checked<Vec<Resource<'d>>> {
    check_filter(&event.properties)?;
    let destination_policy = destination::take_policy(&mut event)?;
    let managed = source.managed_policy().map(|path| around.managed_policy(path));
    // The statements come first: looking at a registry may resolve parameters in the property that is emitted.
    let inline = match source {
        Source::Kinesis | Source::DynamoDb | Source::Sqs => None,
        Source::Msk => msk::policy(&mut event, around)?,
        Source::Mq => Some(mq::policy(&event)?),
        Source::SelfManagedKafka => self_managed_kafka::policy(&mut event, around)?,
        Source::DocumentDb => Some(document_db::policy(&event)?),
    };
    let given = &event.properties;
    let mut properties = Map::with_capacity(8);
    properties.push("FunctionName", target.name());
    properties.push_some("EventSourceArn", source.arn_property().and_then(|name| given.given(name)));
    for name in PASSED_THROUGH {
        properties.push_some(name, given.given(name));
    }
    properties.push_some("LoggingConfig", given.given("LoggingConfig"));
    properties.push_some("DestinationConfig", given.truthy("DestinationConfig"));
    if let Some(servers) = given.truthy("KafkaBootstrapServers") {
        let endpoints = Value::from([("KafkaBootstrapServers", servers.clone())]);
        properties.push("SelfManagedEventSource", Value::from([("Endpoints", endpoints)]));
    }
    if given.truthy("ConsumerGroupId").is_some() && source.kafka_config().is_none() {
        return Err(fault("unknown-property", "`ConsumerGroupId` belongs to Kafka, and this source is another")
            .at("ConsumerGroupId"));
    }
    if let Some(name) = source.kafka_config() {
        let mut config = Map::new();
        config.push_some("ConsumerGroupId", given.truthy("ConsumerGroupId"));
        config.push_some("SchemaRegistryConfig", given.truthy("SchemaRegistryConfig"));
        if !config.is_empty() {
            properties.push(name, Value::Map(config));
        }
    }
    if source == Source::DocumentDb {
        properties.push("DocumentDBEventSourceConfig", document_db::config(given));
    }
    if let Some(managed) = managed {
        role.add_managed(managed);
    }
    if inline.is_some() && role.has_conditional_policies() {
        let message =
            "this source adds a policy to the role, and SAM fails to when there is one that is an `Fn::If` as a whole";
        return Err(fault("conditional-policy", message)
            .help("in `Policies`, move the `Fn::If` into the statement: its `Resource`, for example"));
    }
    for policy in inline.into_iter().chain(destination_policy) {
        role.add_inline(policy);
    }
    Ok(vec![Resource::new(event.id, "AWS::Lambda::EventSourceMapping", target.attributes.clone(), properties)])
}

fn check_filter(properties: &Map) -> Checked<()> {
    let Some(filter) = properties.truthy("FilterCriteria").filter(|filter| !filter.is_intrinsic()) else {
        return Ok(());
    };
    match filter.as_map().and_then(Map::only) {
        Some(("Filters", _)) => Ok(()),
        _ => Err(fault("filter-criteria", "`FilterCriteria` has `Filters`, and nothing else")
            .at("FilterCriteria")
            .help("write `FilterCriteria: {Filters: [{Pattern: …}]}`")),
    }
}
