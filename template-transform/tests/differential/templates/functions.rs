//! Functions.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::events::events;
use super::others::resource;
use super::values::{
    Any, Property, arn, arn_or_nothing, boolean, condition_name, mostly, one_of, or_intrinsic, some_of, text,
};

pub(super) fn destination() -> Any {
    let written = some_of(vec![
        (
            "Type",
            0.995,
            mostly(&[json!("SQS"), json!("SNS")], &[json!("Lambda"), json!("EventBridge"), json!("Nothing")]),
        ),
        ("Destination", 0.8, arn_or_nothing()),
    ]);
    prop_oneof![8 => written, 1 => one_of(&[json!({ "Ref": "Destination" })])].boxed()
}

pub(super) fn destination_given() -> Any {
    let types = one_of(&[json!("Lambda"), json!("EventBridge"), json!("S3Bucket"), json!("SQS")]);
    (types, arn()).prop_map(|(kind, arn)| json!({ "Type": kind, "Destination": arn })).boxed()
}

pub(super) fn policies() -> Any {
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

pub(super) fn code_location() -> Any {
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
pub(super) fn hashed() -> Vec<Property> {
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

/// A value of a mapping, which may be something to resolve in its turn.
fn looked_up() -> Any {
    proptest::sample::select(vec!["second", "nested", "reference", "text", "list"])
        .prop_map(|key| json!({ "Fn::FindInMap": ["Map", "first", key] }))
        .boxed()
}

pub(super) fn preference() -> Any {
    some_of(vec![
        ("Type", 0.997, prop_oneof![
            4 => one_of(&[json!("Canary10Percent5Minutes"), json!("AllAtOnce"), json!("MyOwn")]),
            1 => looked_up(),
            1 => one_of(&[json!({ "Ref": "Strategy" }), json!({ "Fn::FindInMap": ["Map", { "Ref": "Stage" }, "second"] }), json!({ "Fn::Sub": "AllAtOnce" }), json!({ "Fn::If": ["IsProd", "AllAtOnce", "Linear10PercentEvery1Minute"] })]),
        ].boxed()),
        ("Enabled", 0.3, prop_oneof![1 => looked_up(), 8 => one_of(&[json!(true), json!(false), json!("false"), json!("no"), json!({ "Ref": "Stage" }), json!({ "Ref": "Off" }), json!({ "Fn::If": ["IsProd", true, false] }), json!(null)])].boxed()),
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

pub(super) fn event_invoke() -> Any {
    some_of(vec![
        ("MaximumRetryAttempts", 0.5, or_intrinsic(one_of(&[json!(1)]))),
        ("MaximumEventAgeInSeconds", 0.5, or_intrinsic(one_of(&[json!(70)]))),
        (
            "DestinationConfig",
            0.6,
            prop_oneof![
                8 => some_of(vec![
                    ("OnSuccess", 0.6, destination()),
                    ("OnFailure", 0.6, prop_oneof![destination(), destination_given()].boxed()),
                ]),
                1 => one_of(&[json!({ "Ref": "Destinations" })]),
            ]
            .boxed(),
        ),
    ])
}

pub(super) fn common() -> Vec<Property> {
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
            one_of(&[json!("Active"), json!("Disabled"), json!({ "Ref": "Stage" }), json!({ "Fn::Sub": "${Nested}" })]),
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

pub(super) fn function() -> Any {
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
        ("depends_on", 0.02, one_of(&[json!("Queue"), json!(["Topic", "Alarm"]), json!(null)])),
        ("logical_id", 0.01, one_of(&[json!("Renamed"), json!("Queue")])),
        (
            "resource_attributes",
            0.01,
            one_of(&[json!({ "Condition": "IsProd", "Metadata": 1 }), json!({ "Other": 1 })]),
        ),
        ("Oops", 0.004, text()),
    ]);
    resource("AWS::Serverless::Function", some_of(properties))
}
