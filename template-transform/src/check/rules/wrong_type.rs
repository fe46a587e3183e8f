//! A value of the wrong kind.

use crate::check::rule::{Detection, Example, Rule};
use crate::diagnostic::Severity;

pub(in crate::check) static RULE: Rule = Rule {
    code: "wrong-type",
    severity: Severity::Error,
    sentence: "a value is of the wrong kind",
    reason: "SAM or CloudFormation refuses the template.",
    mend: "write the kind of value that the finding names",
    bad: Example {
        template: r"Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Timeout: soon
",
        found_at: &["5:16"],
    },
    good: r"Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Timeout: 5
",
    detection: Detection::Reading,
};
