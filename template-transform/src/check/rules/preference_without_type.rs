//! A preference without a strategy.

use super::examples::orders;
use crate::check::rule::{Detection, Example, Rule};
use crate::diagnostic::Severity;

pub(in crate::check) static RULE: Rule = Rule {
    code: "preference-without-type",
    severity: Severity::Error,
    sentence: "a preference does not say how traffic moves",
    reason: "SAM refuses the template.",
    mend: "add `Type: Canary10Percent5Minutes`",
    bad: Example {
        template: r"Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      AutoPublishAlias: live
      DeploymentPreference: { Alarms: [errors] }
",
        found_at: &["6:7"],
    },
    good: orders!(r"", r""),
    detection: Detection::Reading,
};
