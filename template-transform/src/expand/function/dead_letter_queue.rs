//! `DeadLetterQueue` of a function.

use crate::expand::fault::{Checked, fault};
use crate::expand::value::{Map, Value};

use super::statements;

/// What the role may do for it.
pub(super) fn policy<'d>(properties: &Map<'d>) -> Checked<Option<Value<'d>>> {
    let Some(queue) = properties.truthy("DeadLetterQueue").and_then(Value::as_map) else { return Ok(None) };
    let (Some(kind), Some(target)) = (queue.truthy("Type"), queue.truthy("TargetArn")) else {
        return Err(fault("dead-letter-queue", "`DeadLetterQueue` needs a `Type` and a `TargetArn`")
            .at("DeadLetterQueue")
            .help("write `DeadLetterQueue: {Type: SQS, TargetArn: !GetAtt Queue.Arn}`"));
    };
    let action = match kind.as_str() {
        Some("SQS") => "sqs:SendMessage",
        Some("SNS") => "sns:Publish",
        _ => {
            return Err(fault("dead-letter-queue", "the `Type` of a `DeadLetterQueue` is `SQS` or `SNS`, written out")
                .at("Type")
                .at("DeadLetterQueue"));
        }
    };
    Ok(Some(statements::dead_letter(action, target.clone())))
}
