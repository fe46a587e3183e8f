//! Layers, tables and buckets, and the attributes of all resources.

use proptest::prelude::*;
use serde_json::json;

use super::functions::code_location;
use super::values::{Any, boolean, condition_name, mostly, one_of, or_intrinsic, some_of, text};

pub(super) fn resource(kind: &'static str, properties: Any) -> Any {
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

pub(super) fn layer() -> Any {
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

pub(super) fn table() -> Any {
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

pub(super) fn bucket() -> Any {
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
