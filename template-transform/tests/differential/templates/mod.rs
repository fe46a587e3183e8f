//! Random templates of functions: valid for the most part, with a mistake now and then.

mod events;
mod functions;
mod others;
mod values;

use proptest::option::weighted;
use proptest::prelude::*;
use serde_json::{Value, json};

use functions::{common, function, hashed};
use others::{bucket, layer, table};
use values::{Any, one_of, some_of, with};

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
        any::<bool>(),
    )
        .prop_map(|(first, second, third, layer, table, bucket, globals, with_odd_parameters)| {
            let mut template = whole(
                &first,
                [("Orders", second), ("Third", third), ("Layer", layer), ("Table", table), ("Globals", globals)],
                &bucket,
            );
            if with_odd_parameters && let Some(parameters) = template["Parameters"].as_object_mut() {
                parameters.extend(odd_parameters());
            }
            template
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
            whole(&function, [("Layer", Some(layer))], &json!({ "Type": "AWS::S3::Bucket" }))
        })
        .boxed()
}

/// Parameters whose values bring references, or are more than text.
fn odd_parameters() -> [(String, Value); 4] {
    [
        ("Nested".into(), json!({ "Type": "String", "Default": "${Deeper}" })),
        ("Deeper".into(), json!({ "Type": "String", "Default": "${Stage}" })),
        ("Destination".into(), json!({ "Type": "String", "Default": { "Type": "SQS" } })),
        (
            "Destinations".into(),
            json!({ "Type": "String", "Default": {
                "OnSuccess": { "Type": "SNS", "Destination": { "Fn::If": ["IsProd", "a", { "Ref": "AWS::NoValue" }] } },
                "OnFailure": { "Ref": "Destination" },
            } }),
        ),
    ]
}

fn whole<const N: usize>(first: &Value, others: [(&str, Option<Value>); N], bucket: &Value) -> Value {
    let mut template = json!({
        "Transform": "AWS::Serverless-2016-10-31",
        "Parameters": {
            "Stage": { "Type": "String", "Default": "beta" },
            "Number": { "Type": "Number", "Default": 5 },
            "Strategy": { "Type": "String", "Default": "AllAtOnce" },
            "Off": { "Type": "String", "Default": "false" },
            "On": { "Type": "String", "Default": "true" },
        },
        "Mappings": { "Map": {
            "first": {
                "second": "AllAtOnce",
                "nested": { "Fn::FindInMap": ["Map", "first", "second"] },
                "reference": { "Ref": "Off" },
                "text": { "Fn::Sub": "${Strategy}" },
                "list": [{ "Ref": "Stage" }, { "Fn::FindInMap": ["Map", "first", "text"] }],
            },
            "beta": { "second": "Canary10Percent5Minutes" },
        } },
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
