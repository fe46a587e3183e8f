//! A resource without a type.

use crate::check::rule::{Detection, Example, Rule};
use crate::diagnostic::Severity;

pub(in crate::check) static RULE: Rule = Rule {
    code: "missing-type",
    severity: Severity::Error,
    sentence: "a resource has no `Type`",
    reason: "CloudFormation refuses the template.",
    mend: "add the `Type`",
    bad: Example {
        template: r"Resources:
  Orders: {}
",
        found_at: &["2:3"],
    },
    good: r"Resources:
  Orders: { Type: AWS::Serverless::Function }
",
    detection: Detection::Reading,
};
