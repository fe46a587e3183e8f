//! Which sources there are, and in what they differ.

use super::properties;
use crate::expand::property::Property;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::expand::events) enum Source {
    DocumentDb,
    DynamoDb,
    Kinesis,
    Mq,
    Msk,
    SelfManagedKafka,
    Sqs,
}

impl Source {
    pub(in crate::expand::events) fn properties(self) -> &'static [Property] {
        match self {
            Self::DocumentDb => properties::DOCUMENT_DB,
            Self::DynamoDb | Self::Kinesis | Self::Msk => properties::STREAM,
            Self::Mq => properties::MQ,
            Self::SelfManagedKafka => properties::COMMON,
            Self::Sqs => properties::SQS,
        }
    }

    /// The property with the ARN of the source.
    pub(super) fn arn_property(self) -> Option<&'static str> {
        match self {
            Self::DocumentDb => Some("Cluster"),
            Self::DynamoDb | Self::Kinesis | Self::Msk => Some("Stream"),
            Self::Mq => Some("Broker"),
            Self::Sqs => Some("Queue"),
            Self::SelfManagedKafka => None,
        }
    }

    /// The managed policy that lets a role read from it.
    pub(super) fn managed_policy(self) -> Option<&'static str> {
        match self {
            Self::DynamoDb => Some("service-role/AWSLambdaDynamoDBExecutionRole"),
            Self::Kinesis => Some("service-role/AWSLambdaKinesisExecutionRole"),
            Self::Msk => Some("service-role/AWSLambdaMSKExecutionRole"),
            Self::Sqs => Some("service-role/AWSLambdaSQSQueueExecutionRole"),
            Self::DocumentDb | Self::Mq | Self::SelfManagedKafka => None,
        }
    }

    /// Where the settings of Kafka go.
    pub(super) fn kafka_config(self) -> Option<&'static str> {
        match self {
            Self::Msk => Some("AmazonManagedKafkaEventSourceConfig"),
            Self::SelfManagedKafka => Some("SelfManagedKafkaEventSourceConfig"),
            _ => None,
        }
    }
}
