//! An alias with an impossible name.

use super::examples::orders;
use crate::check::rule::{Detection, Example, Rule};
use crate::diagnostic::Severity;

pub(in crate::check) static RULE: Rule = Rule {
    code: "invalid-alias",
    severity: Severity::Error,
    sentence: "an alias has a name that SAM refuses",
    reason: "SAM takes letters, digits, `-` and `_`, not digits alone, and a `!Ref` to a parameter.",
    mend: "write a name such as `live`",
    bad: Example {
        template: r"Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      AutoPublishAlias: '12'
      DeploymentPreference: { Type: AllAtOnce }
",
        found_at: &["5:25"],
    },
    good: orders!(r"", r""),
    detection: Detection::Reading,
};
