//! A preference that is no map.

use super::examples::orders;
use crate::check::rule::{Detection, Example, Rule};
use crate::diagnostic::Severity;

pub(in crate::check) static RULE: Rule = Rule {
    code: "preference-is-intrinsic",
    severity: Severity::Error,
    sentence: "`DeploymentPreference` is an intrinsic function",
    reason: "SAM reads it before intrinsic functions are evaluated.",
    mend: "move the function to the value that varies",
    bad: Example {
        template: r"Conditions: { Never: !Equals [a, b] }
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      AutoPublishAlias: live
      DeploymentPreference: !If [Never, { Type: AllAtOnce }, !Ref AWS::NoValue]
",
        found_at: &["7:29"],
    },
    good: orders!(r"", r""),
    detection: Detection::Reading,
};
