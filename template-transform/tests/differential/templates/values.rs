//! Values of properties, and maps of them.

use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

pub(super) type Any = BoxedStrategy<Value>;

/// A property with how often it is there.
pub(super) type Property = (&'static str, f64, Any);

/// A map with some of these properties.
pub(super) fn some_of(properties: Vec<Property>) -> Any {
    let names: Vec<&'static str> = properties.iter().map(|(name, ..)| *name).collect();
    let values: Vec<_> = properties.into_iter().map(|(_, often, value)| weighted(often, value)).collect();
    values
        .prop_map(move |values| {
            let present = names.iter().zip(values).filter_map(|(name, value)| Some(((*name).to_owned(), value?)));
            Value::Object(present.collect())
        })
        .boxed()
}

pub(super) fn one_of(values: &[Value]) -> Any {
    select(values.to_vec()).boxed()
}

/// One of the good values, and once in a while a mistake.
pub(super) fn mostly(good: &[Value], mistakes: &[Value]) -> Any {
    prop_oneof![60 => one_of(good), 1 => one_of(mistakes)].boxed()
}

pub(super) fn condition_name() -> Any {
    one_of(&[json!("IsProd"), json!("IsTest")])
}

/// A value, or an intrinsic function in its place.
pub(super) fn or_intrinsic(value: Any) -> Any {
    prop_oneof![
        6 => value.clone(),
        1 => one_of(&[
            json!({ "Ref": "Stage" }),
            json!({ "Ref": "Number" }),
            json!({ "Ref": "Unknown" }),
            json!({ "Ref": "AWS::Region" }),
            json!({ "Fn::Sub": "${Stage}-${AWS::Partition}-${Queue.Arn}" }),
            json!({ "Fn::Sub": "${Nested}" }),
            json!({ "Fn::Sub": ["${Stage}-${Mine}", { "Mine": { "Ref": "Stage" } }] }),
            json!({ "Fn::FindInMap": ["Map", "first", "second"] }),
            json!({ "Fn::Join": ["-", ["a", { "Ref": "Stage" }]] }),
        ]),
        1 => (condition_name(), value.clone(), value).prop_map(|(name, yes, no)| json!({ "Fn::If": [name, yes, no] })),
    ]
    .boxed()
}

pub(super) fn text() -> Any {
    prop_oneof![
        one_of(&[json!("a"), json!("née 😀"), json!("a/b c"), json!("")]),
        "[a-zA-Z0-9 ]{0,8}".prop_map(Value::from)
    ]
    .boxed()
}

pub(super) fn arn() -> Any {
    or_intrinsic(one_of(&[json!("arn:aws:sqs:eu-west-1:123456789012:q"), json!({ "Fn::GetAtt": ["Queue", "Arn"] })]))
}

pub(super) fn arn_or_nothing() -> Any {
    prop_oneof![
        3 => arn(),
        1 => (condition_name(), arn()).prop_map(|(name, arn)| json!({ "Fn::If": [name, { "Ref": "AWS::NoValue" }, arn] })),
        1 => (condition_name(), arn()).prop_map(|(name, arn)| json!({ "Fn::If": [name, arn, { "Ref": "AWS::NoValue" }] })),
    ]
    .boxed()
}

pub(super) fn boolean() -> Any {
    one_of(&[json!(true), json!(false)])
}

pub(super) fn with(mut properties: Vec<Property>, more: Vec<Property>) -> Any {
    properties.extend(more);
    some_of(properties)
}
