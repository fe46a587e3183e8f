//! The properties of the sources: those that all have, and a few of their own.

use crate::expand::property::Property;
use crate::expand::property::Shape::{Bool, Integer, List, Map, Text};

/// The properties that all sources have, with some more.
macro_rules! properties {
    ($($more:expr),* $(,)?) => {
        &[
            Property::new("BatchSize", Integer),
            Property::passed_through("StartingPositionTimestamp"),
            Property::new("Enabled", Bool),
            Property::new("MaximumBatchingWindowInSeconds", Integer),
            Property::new("MaximumRetryAttempts", Integer),
            Property::new("BisectBatchOnFunctionError", Bool),
            Property::new("MaximumRecordAgeInSeconds", Integer),
            Property::new("DestinationConfig", Map),
            Property::new("ParallelizationFactor", Integer),
            Property::new("Topics", List),
            Property::new("Queues", List),
            Property::new("SourceAccessConfigurations", List),
            Property::new("SecretsManagerKmsKeyId", Text),
            Property::new("TumblingWindowInSeconds", Integer),
            Property::new("FunctionResponseTypes", List),
            Property::new("KafkaBootstrapServers", List),
            Property::new("FilterCriteria", Map),
            Property::passed_through("KmsKeyArn"),
            Property::new("ConsumerGroupId", Text),
            Property::new("ScalingConfig", Map),
            Property::new("ProvisionedPollerConfig", Map),
            Property::new("SchemaRegistryConfig", Map),
            Property::new("MetricsConfig", Map),
            Property::new("LoggingConfig", Map),
            $($more),*
        ]
    };
}

pub(super) const COMMON: &[Property] = properties![Property::passed_through("StartingPosition")];

/// Kinesis, DynamoDB and MSK.
pub(super) const STREAM: &[Property] = properties![
    Property::passed_through("Stream").required(),
    Property::passed_through("StartingPosition").required(),
];

pub(super) const SQS: &[Property] =
    properties![Property::passed_through("StartingPosition"), Property::passed_through("Queue").required()];

pub(super) const MQ: &[Property] = properties![
    Property::passed_through("StartingPosition"),
    Property::passed_through("Broker").required(),
    Property::new("DynamicPolicyName", Bool).without_intrinsics(),
];

pub(super) const DOCUMENT_DB: &[Property] = properties![
    Property::passed_through("StartingPosition"),
    Property::passed_through("Cluster").required(),
    Property::passed_through("DatabaseName").required(),
    Property::passed_through("CollectionName"),
    Property::passed_through("FullDocument"),
];
