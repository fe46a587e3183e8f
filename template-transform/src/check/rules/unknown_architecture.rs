//! A processor that Lambda does not have.

use crate::check::rule::{Detection, Example, Rule};
use crate::diagnostic::Severity;

pub(in crate::check) static RULE: Rule = Rule {
    code: "unknown-architecture",
    severity: Severity::Error,
    sentence: "`Architectures` names no processor of Lambda",
    reason: "SAM or Lambda refuses the function.",
    mend: "write `Architectures: [arm64]` or `Architectures: [x86_64]`",
    bad: Example {
        template: r"Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: { Architectures: [arm] }
",
        found_at: &["4:35"],
    },
    good: r"Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: { Architectures: [arm64] }
",
    detection: Detection::Reading,
};
