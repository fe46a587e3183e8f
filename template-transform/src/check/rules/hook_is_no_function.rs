//! A hook that is something else.

use super::examples::orders;
use crate::check::rule::{Detection, Example, Rule};
use crate::diagnostic::Severity;

pub(in crate::check) static RULE: Rule = Rule {
    code: "hook-is-no-function",
    severity: Severity::Error,
    sentence: "a hook is a resource that is no function",
    reason: "CodeDeploy can call Lambda functions only.",
    mend: "refer to an `AWS::Serverless::Function`",
    bad: Example {
        template: orders!(
            r"        Hooks: { PreTraffic: !Ref Queue }
",
            r"  Queue: { Type: AWS::SQS::Queue }
"
        ),
        found_at: &["8:30"],
    },
    good: orders!(
        r"        Hooks: { PreTraffic: !Ref Queue }
",
        r"  Queue: { Type: AWS::Serverless::Function }
"
    ),
    detection: Detection::Reading,
};
