//! Events of functions.

use proptest::option::weighted;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::values::{Any, Property, arn, boolean, mostly, one_of, or_intrinsic, some_of, text, with};

pub(super) fn dead_letter_config() -> Any {
    prop_oneof![
        arn().prop_map(|arn| json!({ "Arn": arn })),
        mostly(
            &[json!({ "Type": "SQS" }), json!({ "Type": "SQS", "QueueLogicalId": "Letters" })],
            &[json!({}), json!({ "Type": "SNS" })]
        ),
    ]
    .boxed()
}

pub(super) fn rule() -> Vec<Property> {
    vec![
        ("Input", 0.3, or_intrinsic(text())),
        ("DeadLetterConfig", 0.3, dead_letter_config()),
        ("RetryPolicy", 0.2, one_of(&[json!({ "MaximumRetryAttempts": 3 })])),
        ("State", 0.2, one_of(&[json!("ENABLED"), json!("DISABLED")])),
    ]
}

pub(super) fn pull(more: Vec<Property>) -> Any {
    with(
        vec![
            ("BatchSize", 0.4, or_intrinsic(mostly(&[json!(5)], &[json!("ten")]))),
            ("Enabled", 0.3, or_intrinsic(boolean())),
            ("StartingPosition", 0.99, one_of(&[json!("LATEST")])),
            (
                "FilterCriteria",
                0.2,
                mostly(&[json!({ "Filters": [{ "Pattern": "{}" }] }), json!({})], &[json!({ "X": 1, "Filters": [] })]),
            ),
            ("ParallelizationFactor", 0.1, one_of(&[json!(2)])),
            (
                "DestinationConfig",
                0.3,
                some_of(vec![(
                    "OnFailure",
                    0.997,
                    some_of(vec![
                        (
                            "Type",
                            0.6,
                            mostly(&[json!("SQS"), json!("SNS"), json!("S3"), json!("Kafka")], &[json!("Lambda")]),
                        ),
                        ("Destination", 0.997, arn()),
                    ]),
                )]),
            ),
        ],
        more,
    )
}

/// Access configurations of these types, each at most once; `always` are there together.
pub(super) fn access(always: &'static [&'static str], maybe: &'static [&'static str]) -> Any {
    let entry = |name: &'static str| {
        some_of(vec![
            ("Type", 0.998, mostly(&[json!(name)], &[json!("BASIC_AUTH"), json!("NOTHING")])),
            ("URI", 0.995, or_intrinsic(one_of(&[json!("arn:secret")]))),
        ])
    };
    let all: Vec<Any> = always.iter().map(|name| entry(name)).collect();
    let some: Vec<_> = maybe.iter().map(|name| weighted(0.4, entry(name))).collect();
    (all, some).prop_map(|(all, some)| all.into_iter().chain(some.into_iter().flatten()).collect::<Value>()).boxed()
}

pub(super) fn typed(name: &'static str, properties: Any) -> Any {
    properties.prop_map(move |properties| json!({ "Type": name, "Properties": properties })).boxed()
}

fn event() -> Any {
    prop_oneof![pushed(), polled()].boxed()
}

/// Events that a service sends.
fn pushed() -> Any {
    prop_oneof![
        typed(
            "Schedule",
            with(
                rule(),
                vec![
                    ("Schedule", 0.997, or_intrinsic(one_of(&[json!("rate(1 minute)")]))),
                    ("Name", 0.2, text()),
                    ("Enabled", 0.04, or_intrinsic(boolean()))
                ]
            )
        ),
        typed(
            "EventBridgeRule",
            with(
                rule(),
                vec![
                    ("Pattern", 0.9, one_of(&[json!({ "source": ["aws.ec2"] })])),
                    ("Target", 0.2, one_of(&[json!({ "Id": "Mine" }), json!({})])),
                    ("EventBusName", 0.2, or_intrinsic(text())),
                    ("InputPath", 0.2, text()),
                    ("RuleName", 0.2, text()),
                ]
            )
        ),
        typed(
            "ScheduleV2",
            with(
                rule(),
                vec![
                    ("ScheduleExpression", 0.997, one_of(&[json!("rate(1 minute)")])),
                    ("Name", 0.2, or_intrinsic(text())),
                    ("OmitName", 0.2, boolean()),
                    ("RoleArn", 0.3, arn()),
                    ("PermissionsBoundary", 0.2, arn()),
                    ("FlexibleTimeWindow", 0.2, one_of(&[json!({ "Mode": "FLEXIBLE" })])),
                ]
            )
        ),
        typed(
            "SNS",
            some_of(vec![
                ("Topic", 0.997, one_of(&[json!({ "Ref": "Topic" }), json!("arn:topic")])),
                ("FilterPolicy", 0.2, one_of(&[json!({ "store": ["a"] })])),
                ("Region", 0.1, text()),
                (
                    "SqsSubscription",
                    0.4,
                    mostly(
                        &[
                            json!(true),
                            json!(false),
                            json!({ "QueueArn": "arn:q", "QueueUrl": "u", "BatchSize": 3, "Enabled": false })
                        ],
                        &[json!({ "QueueArn": "arn:q" })]
                    )
                ),
            ])
        ),
        typed(
            "S3",
            some_of(vec![
                ("Bucket", 0.997, mostly(&[json!({ "Ref": "Bucket" })], &[json!({ "Ref": "Topic" })])),
                (
                    "Events",
                    0.997,
                    one_of(&[json!("s3:ObjectCreated:*"), json!(["s3:ObjectRemoved:*", "s3:ObjectCreated:*"])])
                ),
                ("Filter", 0.3, one_of(&[json!({ "S3Key": { "Rules": [] } })])),
            ])
        ),
        typed(
            "Cognito",
            some_of(vec![
                ("UserPool", 0.997, one_of(&[json!({ "Ref": "Pool" })])),
                ("Trigger", 0.997, one_of(&[json!("PreSignUp"), json!(["CustomMessage", "PostConfirmation"])])),
            ])
        ),
        typed("AlexaSkill", some_of(vec![("SkillId", 0.5, or_intrinsic(text()))])),
        typed("IoTRule", some_of(vec![("Sql", 0.997, or_intrinsic(text())), ("AwsIotSqlVersion", 0.4, text())])),
        typed(
            "CloudWatchLogs",
            some_of(vec![("LogGroupName", 0.997, or_intrinsic(text())), ("FilterPattern", 0.997, text())])
        ),
        Just(json!({ "Type": "AlexaSkill" })).boxed(),
    ]
    .boxed()
}

/// Events that Lambda polls for.
fn polled() -> Any {
    let schema = one_of(&[
        json!({ "SchemaRegistryURI": "arn:aws:glue:eu-west-1:123456789012:registry/orders", "EventRecordFormat": "JSON", "SchemaValidationConfigs": [] }),
        json!({ "SchemaRegistryURI": "https://r", "EventRecordFormat": "SOURCE", "SchemaValidationConfigs": [], "AccessConfigs": [{ "Type": "BASIC_AUTH", "URI": "arn:s" }] }),
        json!({ "SchemaRegistryURI": { "Fn::Sub": "arn:${AWS::Partition}:glue:${AWS::Region}:1:registry/r" }, "EventRecordFormat": "JSON", "SchemaValidationConfigs": [] }),
        json!({ "SchemaRegistryURI": { "Fn::Sub": ["${Name}${Stage}", { "Name": { "Ref": "Stage" } }] }, "EventRecordFormat": "JSON", "SchemaValidationConfigs": [] }),
        json!({ "SchemaRegistryURI": { "Ref": "Stage" }, "EventRecordFormat": "JSON", "SchemaValidationConfigs": [] }),
        json!({ "EventRecordFormat": "JSON" }),
    ]);
    prop_oneof![
        typed("SQS", pull(vec![("Queue", 0.997, arn())])),
        typed("Kinesis", pull(vec![("Stream", 0.997, arn()), ("ConsumerGroupId", 0.005, text())])),
        typed(
            "DynamoDB",
            pull(vec![("Stream", 0.997, arn()), ("BisectBatchOnFunctionError", 0.2, or_intrinsic(boolean()))])
        ),
        typed(
            "MSK",
            pull(vec![
                ("Stream", 0.997, arn()),
                ("Topics", 0.9, one_of(&[json!(["t"])])),
                ("ConsumerGroupId", 0.3, or_intrinsic(text())),
                ("SchemaRegistryConfig", 0.3, schema.clone()),
                (
                    "SourceAccessConfigurations",
                    0.3,
                    access(&[], &["CLIENT_CERTIFICATE_TLS_AUTH", "SASL_SCRAM_512_AUTH"])
                ),
            ])
        ),
        typed(
            "MQ",
            pull(vec![
                ("Broker", 0.997, arn()),
                ("Queues", 0.9, one_of(&[json!(["q"])])),
                ("SourceAccessConfigurations", 0.997, access(&["BASIC_AUTH"], &["VIRTUAL_HOST"])),
                ("SecretsManagerKmsKeyId", 0.3, text()),
                ("DynamicPolicyName", 0.3, boolean()),
            ])
        ),
        typed(
            "SelfManagedKafka",
            pull(vec![
                ("KafkaBootstrapServers", 0.997, one_of(&[json!(["b:9092"])])),
                ("Topics", 0.997, mostly(&[json!(["t"])], &[json!(["t", "u"])])),
                (
                    "SourceAccessConfigurations",
                    0.997,
                    prop_oneof![
                        access(
                            &["VPC_SUBNET", "VPC_SECURITY_GROUP"],
                            &["SASL_SCRAM_512_AUTH", "SERVER_ROOT_CA_CERTIFICATE"]
                        ),
                        access(&["IAM_AUTH"], &["SERVER_ROOT_CA_CERTIFICATE", "OAUTHBEARER_SCOPE"]),
                    ]
                    .boxed()
                ),
                ("ConsumerGroupId", 0.3, text()),
                ("SecretsManagerKmsKeyId", 0.2, text()),
                ("SchemaRegistryConfig", 0.2, schema),
            ])
        ),
        typed(
            "DocumentDB",
            pull(vec![
                ("Cluster", 0.997, arn()),
                ("DatabaseName", 0.997, text()),
                ("CollectionName", 0.3, text()),
                ("SourceAccessConfigurations", 0.997, access(&["BASIC_AUTH"], &[])),
            ])
        ),
    ]
    .boxed()
}

pub(super) fn events() -> Any {
    prop::collection::btree_map("[A-Z][a-z]{0,2}", event(), 0..4)
        .prop_map(|events| Value::Object(events.into_iter().collect()))
        .boxed()
}
