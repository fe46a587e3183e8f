//! The inline policies that SAM writes itself.

use crate::expand::value::Value;

fn statement<'d>(action: &'static str, resource: Value<'d>) -> Value<'d> {
    Value::from([("Action", Value::from(action)), ("Effect", Value::from("Allow")), ("Resource", resource)])
}

/// A policy with a name.
pub(crate) fn named(name: String, document: Value<'_>) -> Value<'_> {
    Value::from([("PolicyName", Value::from(name)), ("PolicyDocument", document)])
}

fn simple(name: String, statements: Vec<Value<'_>>) -> Value<'_> {
    named(name, Value::from([("Statement", Value::List(statements))]))
}

/// May send to this queue.
pub(crate) fn send_message<'d>(queue: Value<'d>, id: &str) -> Value<'d> {
    simple(format!("{id}SQSPolicy"), vec![statement("sqs:SendMessage", queue)])
}

/// May publish to this topic.
pub(crate) fn publish<'d>(topic: Value<'d>, id: &str) -> Value<'d> {
    simple(format!("{id}SNSPolicy"), vec![statement("sns:publish", topic)])
}

/// May write to this bucket.
pub(crate) fn put_object<'d>(bucket: &Value<'d>, id: &str) -> Value<'d> {
    let inside =
        Value::from([("Fn::Join", Value::from([Value::from("/"), Value::from([bucket.clone(), Value::from("*")])]))]);
    simple(format!("{id}S3Policy"), vec![statement("s3:PutObject", inside), statement("s3:ListBucket", bucket.clone())])
}

/// May put events on this bus.
pub(crate) fn put_events<'d>(bus: Value<'d>, id: &str) -> Value<'d> {
    simple(format!("{id}EventBridgePolicy"), vec![statement("events:PutEvents", bus)])
}

/// May invoke this function.
pub(crate) fn invoke_function<'d>(function: Value<'d>, id: &str) -> Value<'d> {
    simple(format!("{id}LambdaPolicy"), vec![statement("lambda:InvokeFunction", function)])
}

/// May send what fails to this queue or topic.
pub(crate) fn dead_letter<'d>(action: &'static str, target: Value<'d>) -> Value<'d> {
    named(
        "DeadLetterQueuePolicy".into(),
        Value::from([("Version", Value::from("2012-10-17")), ("Statement", Value::from([statement(action, target)]))]),
    )
}

/// May be assumed by this service.
pub(crate) fn assume_role<'d>(service: &'static str) -> Value<'d> {
    Value::from([
        ("Version", Value::from("2012-10-17")),
        (
            "Statement",
            Value::from([Value::from([
                ("Action", Value::from([Value::from("sts:AssumeRole")])),
                ("Effect", Value::from("Allow")),
                ("Principal", Value::from([("Service", Value::from([Value::from(service)]))])),
            ])]),
        ),
    ])
}
