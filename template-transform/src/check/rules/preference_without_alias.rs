//! A preference without an alias.

use super::examples::orders;
use crate::check::rule::{Detection, Example, Rule};
use crate::diagnostic::Severity;

pub(in crate::check) static RULE: Rule = Rule {
    code: "preference-without-alias",
    severity: Severity::Error,
    sentence: "a function has a preference and no alias",
    reason: "SAM refuses the template: traffic moves on an alias.",
    mend: "add `AutoPublishAlias: live`",
    bad: Example {
        template: r"Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      DeploymentPreference: { Type: AllAtOnce }
",
        found_at: &["5:7"],
    },
    good: orders!(r"", r""),
    detection: Detection::Reading,
};
