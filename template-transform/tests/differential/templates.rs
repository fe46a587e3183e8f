//! Random templates of functions: valid for the most part, with a mistake now and then.

#![expect(
    clippy::too_many_lines,
    clippy::needless_pass_by_value,
    reason = "tables of what SAM takes, and values that end in a template"
)]

use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

type Any = BoxedStrategy<Value>;

/// A property with how often it is there.
type Property = (&'static str, f64, Any);

/// A map with some of these properties.
fn some_of(properties: Vec<Property>) -> Any {
    let names: Vec<&'static str> = properties.iter().map(|(name, ..)| *name).collect();
    let values: Vec<_> = properties.into_iter().map(|(_, often, value)| weighted(often, value)).collect();
    values
        .prop_map(move |values| {
            let present = names.iter().zip(values).filter_map(|(name, value)| Some(((*name).to_owned(), value?)));
            Value::Object(present.collect())
        })
        .boxed()
}

fn one_of(values: &[Value]) -> Any {
    select(values.to_vec()).boxed()
}

/// One of the good values, and once in a while a mistake.
fn mostly(good: &[Value], mistakes: &[Value]) -> Any {
    prop_oneof![60 => one_of(good), 1 => one_of(mistakes)].boxed()
}

fn condition_name() -> Any {
    one_of(&[json!("IsProd"), json!("IsTest")])
}

/// A value, or an intrinsic function in its place.
fn or_intrinsic(value: Any) -> Any {
    prop_oneof![
        6 => value.clone(),
        1 => one_of(&[
            json!({ "Ref": "Stage" }),
            json!({ "Ref": "Number" }),
            json!({ "Ref": "Unknown" }),
            json!({ "Ref": "AWS::Region" }),
            json!({ "Fn::Sub": "${Stage}-${AWS::Partition}-${Queue.Arn}" }),
            json!({ "Fn::Sub": ["${Stage}-${Mine}", { "Mine": { "Ref": "Stage" } }] }),
            json!({ "Fn::FindInMap": ["Map", "first", "second"] }),
            json!({ "Fn::Join": ["-", ["a", { "Ref": "Stage" }]] }),
        ]),
        1 => (condition_name(), value.clone(), value).prop_map(|(name, yes, no)| json!({ "Fn::If": [name, yes, no] })),
    ]
    .boxed()
}

fn text() -> Any {
    prop_oneof![
        one_of(&[json!("a"), json!("née 😀"), json!("a/b c"), json!("")]),
        "[a-zA-Z0-9 ]{0,8}".prop_map(Value::from)
    ]
    .boxed()
}

fn arn() -> Any {
    or_intrinsic(one_of(&[json!("arn:aws:sqs:eu-west-1:123456789012:q"), json!({ "Fn::GetAtt": ["Queue", "Arn"] })]))
}

fn arn_or_nothing() -> Any {
    prop_oneof![
        3 => arn(),
        1 => (condition_name(), arn()).prop_map(|(name, arn)| json!({ "Fn::If": [name, { "Ref": "AWS::NoValue" }, arn] })),
        1 => (condition_name(), arn()).prop_map(|(name, arn)| json!({ "Fn::If": [name, arn, { "Ref": "AWS::NoValue" }] })),
    ]
    .boxed()
}

fn boolean() -> Any {
    one_of(&[json!(true), json!(false)])
}

fn dead_letter_config() -> Any {
    prop_oneof![
        arn().prop_map(|arn| json!({ "Arn": arn })),
        mostly(
            &[json!({ "Type": "SQS" }), json!({ "Type": "SQS", "QueueLogicalId": "Letters" })],
            &[json!({}), json!({ "Type": "SNS" })]
        ),
    ]
    .boxed()
}

fn destination() -> Any {
    some_of(vec![
        (
            "Type",
            0.995,
            mostly(&[json!("SQS"), json!("SNS")], &[json!("Lambda"), json!("EventBridge"), json!("Nothing")]),
        ),
        ("Destination", 0.8, arn_or_nothing()),
    ])
}

fn destination_given() -> Any {
    let types = one_of(&[json!("Lambda"), json!("EventBridge"), json!("S3Bucket"), json!("SQS")]);
    (types, arn()).prop_map(|(kind, arn)| json!({ "Type": kind, "Destination": arn })).boxed()
}

fn rule() -> Vec<Property> {
    vec![
        ("Input", 0.3, or_intrinsic(text())),
        ("DeadLetterConfig", 0.3, dead_letter_config()),
        ("RetryPolicy", 0.2, one_of(&[json!({ "MaximumRetryAttempts": 3 })])),
        ("State", 0.2, one_of(&[json!("ENABLED"), json!("DISABLED")])),
    ]
}

fn with(mut properties: Vec<Property>, more: Vec<Property>) -> Any {
    properties.extend(more);
    some_of(properties)
}

fn pull(more: Vec<Property>) -> Any {
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
fn access(always: &'static [&'static str], maybe: &'static [&'static str]) -> Any {
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

fn typed(name: &'static str, properties: Any) -> Any {
    properties.prop_map(move |properties| json!({ "Type": name, "Properties": properties })).boxed()
}

fn event() -> Any {
    let schema = one_of(&[
        json!({ "SchemaRegistryURI": "arn:aws:glue:eu-west-1:123456789012:registry/orders", "EventRecordFormat": "JSON", "SchemaValidationConfigs": [] }),
        json!({ "SchemaRegistryURI": "https://r", "EventRecordFormat": "SOURCE", "SchemaValidationConfigs": [], "AccessConfigs": [{ "Type": "BASIC_AUTH", "URI": "arn:s" }] }),
        json!({ "SchemaRegistryURI": { "Fn::Sub": "arn:${AWS::Partition}:glue:${AWS::Region}:1:registry/r" }, "EventRecordFormat": "JSON", "SchemaValidationConfigs": [] }),
        json!({ "EventRecordFormat": "JSON" }),
    ]);
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
        Just(json!({ "Type": "AlexaSkill" })).boxed(),
    ]
    .boxed()
}

fn events() -> Any {
    prop::collection::btree_map("[A-Z][a-z]{0,2}", event(), 0..4)
        .prop_map(|events| Value::Object(events.into_iter().collect()))
        .boxed()
}

fn policies() -> Any {
    let statement =
        one_of(&[json!({ "Version": "2012-10-17", "Statement": [] }), json!({ "Statement": [{ "Effect": "Allow" }] })]);
    let managed = one_of(&[
        json!("AmazonDynamoDBReadOnlyAccess"),
        json!("AWSLambdaRole"),
        json!("arn:aws:iam::aws:policy/x"),
        json!("Mine"),
    ]);
    let template = one_of(&[
        json!({ "SQSPollerPolicy": { "QueueName": { "Ref": "Queue" } } }),
        json!({ "S3CrudPolicy": { "BucketName": "b", "More": 1 } }),
        json!({ "CloudWatchPutMetricPolicy": {} }),
    ]);
    let branches = |value: Any| {
        let none = Just(json!({ "Ref": "AWS::NoValue" })).boxed();
        (condition_name(), prop_oneof![3 => value.clone(), 1 => none.clone()], prop_oneof![3 => value, 1 => none])
            .prop_map(|(name, yes, no)| json!({ "Fn::If": [name, yes, no] }))
            .boxed()
    };
    let entry = prop_oneof![
        3 => statement.clone(),
        3 => managed.clone(),
        3 => template.clone(),
        1 => branches(statement),
        1 => branches(managed),
        1 => branches(template),
        1 => one_of(&[json!({ "Ref": "PolicyArn" }), json!({ "Fn::Sub": "arn:${AWS::Partition}:x" })]),
    ]
    .boxed();
    let wrong =
        one_of(&[json!({ "SQSPollerPolicy": {} }), json!({ "NoSuchPolicy": {} }), json!({ "SQSPollerPolicy": null })]);
    prop_oneof![
        80 => prop::collection::vec(entry.clone(), 0..4).prop_map(Value::from), 20 => entry, 1 => wrong,
    ]
    .boxed()
}

fn code_location() -> Any {
    prop_oneof![
        80 => one_of(&[json!("s3://bucket/key.zip"), json!("s3://bucket/a/b.zip?versionId=v1"), json!("S3://b/k#f")]),
        60 => some_of(vec![
            ("Bucket", 0.998, or_intrinsic(one_of(&[json!("bucket"), json!("bücket")]))),
            ("Key", 0.998, or_intrinsic(one_of(&[json!("key")]))),
            ("Version", 0.4, or_intrinsic(one_of(&[json!("v"), json!(3), json!(1.5), json!(1e22)]))),
        ]),
        1 => one_of(&[json!("./src"), json!({ "Bucket": "b" }), json!(5), json!("s3://{{resolve:ssm:/a/b}}/k")]),
    ]
    .boxed()
}

/// What the hash of a version is taken of.
pub(crate) fn hashed() -> Vec<Property> {
    vec![
        ("CodeUri", 0.997, code_location()),
        (
            "Environment",
            0.5,
            prop_oneof![
                prop::collection::btree_map(
                    "[A-Zé]{1,3}",
                    or_intrinsic(
                        prop_oneof![
                            text(),
                            any::<i64>().prop_map(|n| json!(n)),
                            any::<f32>().prop_filter("finite", |n| n.is_finite()).prop_map(|n| json!(f64::from(n)))
                        ]
                        .boxed()
                    ),
                    0..4
                )
                .prop_map(|variables| json!({ "Variables": variables.into_iter().collect::<Map<_, _>>() })),
                one_of(&[
                    json!({ "Fn::If": ["IsProd", { "Variables": { "A": "1" } }, { "Ref": "AWS::NoValue" }] }),
                    json!({})
                ]),
            ]
            .boxed(),
        ),
        ("MemorySize", 0.5, or_intrinsic(one_of(&[json!(128), json!(0), json!("512"), json!(1.5)]))),
        (
            "SnapStart",
            0.3,
            one_of(&[
                json!({ "ApplyOn": "PublishedVersions" }),
                json!({ "ApplyOn": "None" }),
                json!({}),
                json!({ "ApplyOn": null }),
                json!({ "ApplyOn": { "Ref": "Stage" } }),
            ]),
        ),
        ("SourceKMSKeyArn", 0.2, arn()),
        (
            "AutoPublishCodeSha256",
            0.2,
            one_of(&[json!("6b86b273ff34fce19d6b804eff5a3f57"), json!({ "Ref": "Stage" }), json!("")]),
        ),
        ("AutoPublishAliasAllProperties", 0.3, boolean()),
        ("Description", 0.3, or_intrinsic(text())),
        (
            "Layers",
            0.2,
            one_of(&[json!([{ "Ref": "Layer" }]), json!(["arn:layer", { "Fn::GetAtt": ["Layer", "Arn"] }])]),
        ),
        ("Runtime", 0.998, one_of(&[json!("python3.13")])),
        ("Handler", 0.998, or_intrinsic(one_of(&[json!("app.handler")]))),
    ]
}

fn preference() -> Any {
    some_of(vec![
        ("Type", 0.997, prop_oneof![
            4 => one_of(&[json!("Canary10Percent5Minutes"), json!("AllAtOnce"), json!("MyOwn")]),
            1 => one_of(&[json!({ "Ref": "Strategy" }), json!({ "Fn::FindInMap": ["Map", { "Ref": "Stage" }, "second"] }), json!({ "Fn::Sub": "AllAtOnce" }), json!({ "Fn::If": ["IsProd", "AllAtOnce", "Linear10PercentEvery1Minute"] })]),
        ].boxed()),
        ("Enabled", 0.3, one_of(&[json!(true), json!(false), json!("false"), json!("no"), json!({ "Ref": "Stage" }), json!({ "Ref": "Off" }), json!({ "Fn::If": ["IsProd", true, false] }), json!(null)])),
        ("Hooks", 0.5, some_of(vec![
            ("PreTraffic", 0.7, one_of(&[json!({ "Ref": "Hook" }), json!({ "Ref": null }), json!({ "Fn::If": ["IsProd", { "Ref": "Hook" }, { "Ref": "AWS::NoValue" }] })])),
            ("PostTraffic", 0.7, one_of(&[json!({ "Ref": "Hook" }), json!(null), json!("name")])),
        ])),
        ("Alarms", 0.4, mostly(&[json!([{ "Ref": "Alarm" }]), json!([]), json!([{ "Ref": "AWS::NoValue" }]), json!({ "Ref": "AWS::NoValue" }), json!({ "Fn::If": ["IsProd", ["a"], [{ "Ref": "AWS::NoValue" }]] }), json!({ "Fn::If": ["IsProd", [], []] })], &[json!("alarm")])),
        ("Role", 0.3, arn()),
        ("TriggerConfigurations", 0.2, one_of(&[json!([{ "TriggerName": "t" }]), json!([])])),
        ("PassthroughCondition", 0.4, mostly(&[json!(true), json!(false), json!("True"), json!(1), json!({ "Ref": "On" })], &[json!("yes please")])),
    ])
}

fn event_invoke() -> Any {
    some_of(vec![
        ("MaximumRetryAttempts", 0.5, or_intrinsic(one_of(&[json!(1)]))),
        ("MaximumEventAgeInSeconds", 0.5, or_intrinsic(one_of(&[json!(70)]))),
        (
            "DestinationConfig",
            0.6,
            some_of(vec![
                ("OnSuccess", 0.6, destination()),
                ("OnFailure", 0.6, prop_oneof![destination(), destination_given()].boxed()),
            ]),
        ),
    ])
}

fn common() -> Vec<Property> {
    vec![
        (
            "AutoPublishAlias",
            0.85,
            mostly(&[json!("live"), json!("live-v_1"), json!({ "Ref": "Stage" })], &[json!(""), json!("12")]),
        ),
        ("DeploymentPreference", 0.4, preference()),
        ("Timeout", 0.3, or_intrinsic(one_of(&[json!(10)]))),
        (
            "Tags",
            0.4,
            mostly(
                &[json!({ "Team": "a", "Empty": null }), json!({ "Cost": { "Ref": "Stage" } }), json!({})],
                &[json!({ "lambda:createdBy": "me" })],
            ),
        ),
        ("PropagateTags", 0.3, boolean()),
        (
            "Tracing",
            0.3,
            one_of(&[json!("Active"), json!("Disabled"), json!({ "Ref": "Stage" }), json!({ "Fn::Sub": "${Stage}" })]),
        ),
        ("VpcConfig", 0.2, one_of(&[json!({ "SubnetIds": ["s"] }), json!({})])),
        (
            "DeadLetterQueue",
            0.2,
            some_of(vec![("Type", 0.997, one_of(&[json!("SQS"), json!("SNS")])), ("TargetArn", 0.997, arn())]),
        ),
        ("EventInvokeConfig", 0.3, event_invoke()),
        ("ProvisionedConcurrencyConfig", 0.05, one_of(&[json!({ "ProvisionedConcurrentExecutions": 1 })])),
        ("RolePath", 0.1, one_of(&[json!("/p/")])),
        ("PermissionsBoundary", 0.1, arn()),
        ("KmsKeyArn", 0.1, arn()),
        (
            "FunctionUrlConfig",
            0.2,
            some_of(vec![
                ("AuthType", 0.997, one_of(&[json!("NONE"), json!("AWS_IAM"), json!({ "Ref": "Stage" })])),
                (
                    "Cors",
                    0.4,
                    mostly(
                        &[json!({ "AllowOrigins": ["*"], "MaxAge": 5 }), json!({ "Ref": "X" })],
                        &[json!({ "AllowOrigins": "*", "MaxAge": 1 })],
                    ),
                ),
                ("InvokeMode", 0.3, one_of(&[json!("BUFFERED")])),
            ]),
        ),
        ("Architectures", 0.2, one_of(&[json!(["arm64"]), json!(["x86_64"])])),
        ("DurableConfig", 0.05, one_of(&[json!({ "ExecutionTimeout": 5 })])),
        ("TenancyConfig", 0.01, one_of(&[json!({ "TenantIsolationMode": "PER_TENANT" })])),
    ]
}

fn function() -> Any {
    let mut properties = hashed();
    properties.extend(common());
    properties.extend(vec![
        ("FunctionName", 0.2, or_intrinsic(text())),
        ("Role", 0.3, prop_oneof![arn(), arn_or_nothing()].boxed()),
        ("AssumeRolePolicyDocument", 0.1, one_of(&[json!({ "Statement": [] })])),
        ("Policies", 0.5, policies()),
        ("Events", 0.6, events()),
        ("VersionDescription", 0.2, text()),
        ("InlineCode", 0.05, or_intrinsic(text())),
        ("VersionDeletionPolicy", 0.05, one_of(&[json!("Delete"), json!("Retain")])),
        ("Oops", 0.004, text()),
    ]);
    resource("AWS::Serverless::Function", some_of(properties))
}

fn resource(kind: &'static str, properties: Any) -> Any {
    let attributes = some_of(vec![
        ("Condition", 0.3, condition_name()),
        ("DeletionPolicy", 0.1, one_of(&[json!("Retain"), json!("Delete")])),
        ("UpdateReplacePolicy", 0.1, one_of(&[json!("Retain")])),
        ("DependsOn", 0.2, one_of(&[json!("Queue"), json!(["Layer", "Queue"])])),
        ("Metadata", 0.1, one_of(&[json!({ "a": 1 })])),
        ("UpdatePolicy", 0.05, one_of(&[json!({ "b": 1 })])),
        ("IgnoreGlobals", 0.1, one_of(&[json!("*"), json!([]), json!(["Timeout"])])),
    ]);
    (attributes, properties)
        .prop_map(move |(mut resource, properties)| {
            resource["Type"] = json!(kind);
            resource["Properties"] = properties;
            resource
        })
        .boxed()
}

fn layer() -> Any {
    resource(
        "AWS::Serverless::LayerVersion",
        some_of(vec![
            ("ContentUri", 0.998, code_location()),
            ("LayerName", 0.3, or_intrinsic(text())),
            ("Description", 0.3, or_intrinsic(text())),
            ("CompatibleRuntimes", 0.4, one_of(&[json!(["python3.13"])])),
            ("CompatibleArchitectures", 0.2, mostly(&[json!(["arm64"])], &[json!(["arm"])])),
            ("RetentionPolicy", 0.3, mostly(&[json!("retain"), json!("Delete")], &[json!({ "Ref": "Unknown" })])),
            ("PublishLambdaVersion", 0.3, boolean()),
        ]),
    )
}

fn table() -> Any {
    resource(
        "AWS::Serverless::SimpleTable",
        some_of(vec![
            (
                "PrimaryKey",
                0.5,
                some_of(vec![
                    ("Name", 0.997, text()),
                    ("Type", 0.997, mostly(&[json!("String"), json!("Number")], &[json!("Text")])),
                ]),
            ),
            ("ProvisionedThroughput", 0.3, one_of(&[json!({ "ReadCapacityUnits": 5 })])),
            ("TableName", 0.3, or_intrinsic(text())),
            ("Tags", 0.3, one_of(&[json!({ "A": "b" })])),
            ("SSESpecification", 0.2, one_of(&[json!({ "SSEEnabled": true })])),
        ]),
    )
}

fn bucket() -> Any {
    mostly(
        &[
            json!({ "Type": "AWS::S3::Bucket" }),
            json!({ "Type": "AWS::S3::Bucket", "DependsOn": "Queue", "Metadata": {}, "CreationPolicy": {}, "Properties": {
            "BucketName": "b", "Tags": [{ "Key": "k", "Value": "v" }],
            "NotificationConfiguration": { "LambdaConfigurations": [{ "Event": "e", "Function": "f" }], "TopicConfigurations": [] } } }),
        ],
        &[json!({ "Type": "AWS::S3::Bucket", "Properties": { "NoSuchProperty": 1 } })],
    )
}

/// A whole template.
pub(crate) fn template() -> Any {
    let globals = some_of(vec![(
        "Function",
        0.8,
        with(
            vec![
                ("Runtime", 0.3, one_of(&[json!("nodejs22.x")])),
                ("MemorySize", 0.3, one_of(&[json!(256)])),
                ("Environment", 0.3, one_of(&[json!({ "Variables": { "G": "g" } })])),
            ],
            common(),
        ),
    )]);
    (
        function(),
        weighted(0.6, function()),
        weighted(0.3, function()),
        weighted(0.3, layer()),
        weighted(0.2, table()),
        bucket(),
        weighted(0.4, globals),
    )
        .prop_map(|(first, second, third, layer, table, bucket, globals)| {
            whole(
                first,
                [("Orders", second), ("Third", third), ("Layer", layer), ("Table", table), ("Globals", globals)],
                bucket,
            )
        })
        .boxed()
}

/// A template with one function that publishes versions by what is hashed.
pub(crate) fn version() -> Any {
    some_of(hashed())
        .prop_map(|mut properties| {
            properties["AutoPublishAlias"] = json!("live");
            let function = json!({ "Type": "AWS::Serverless::Function", "Properties": properties });
            let layer = json!({ "Type": "AWS::Serverless::LayerVersion", "Properties": { "ContentUri": "s3://b/l", "PublishLambdaVersion": true } });
            whole(function, [("Layer", Some(layer))], json!({ "Type": "AWS::S3::Bucket" }))
        })
        .boxed()
}

fn whole<const N: usize>(first: Value, others: [(&str, Option<Value>); N], bucket: Value) -> Value {
    let mut template = json!({
        "Transform": "AWS::Serverless-2016-10-31",
        "Parameters": {
            "Stage": { "Type": "String", "Default": "beta" },
            "Number": { "Type": "Number", "Default": 5 },
            "Strategy": { "Type": "String", "Default": "AllAtOnce" },
            "Off": { "Type": "String", "Default": "false" },
            "On": { "Type": "String", "Default": "true" },
        },
        "Mappings": { "Map": { "first": { "second": "AllAtOnce" }, "beta": { "second": "Canary10Percent5Minutes" } } },
        "Conditions": { "IsProd": { "Fn::Equals": ["a", "a"] }, "IsTest": { "Fn::Equals": ["a", "b"] } },
        "Resources": {
            "Queue": { "Type": "AWS::SQS::Queue" },
            "Topic": { "Type": "AWS::SNS::Topic", "Properties": { "FifoTopic": true } },
            "Pool": { "Type": "AWS::Cognito::UserPool", "Properties": { "LambdaConfig": { "CreateAuthChallenge": "c" } } },
            "Bucket": bucket,
            "Alarm": { "Type": "AWS::CloudWatch::Alarm", "DependsOn": ["Layer"], "Properties": {
                "Dimensions": [{ "Ref": "First.Version" }, { "Fn::GetAtt": ["First.Version", "Version"] }, { "Fn::GetAtt": ["Orders", "Alias.Arn"] }],
                "Text": { "Fn::Sub": "${First.Alias}${First.Version.Version}${Layer}${Layer.Arn}${First.DestinationQueue}" } } },
            "First": first,
        },
        "Outputs": { "Version": { "Value": { "Ref": "First.Version" } }, "Layer": { "Value": { "Ref": "Layer" } } },
    });
    for (name, value) in others {
        match (name, value) {
            (_, None) => {}
            ("Globals", Some(value)) => template["Globals"] = value,
            (name, Some(value)) => template["Resources"][name] = value,
        }
    }
    template
}
