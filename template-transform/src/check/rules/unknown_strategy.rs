//! A strategy that does not exist.

use super::examples::orders;
use crate::check::rule::{Detection, Example, Rule};
use crate::diagnostic::Severity;

pub(in crate::check) static RULE: Rule = Rule {
    code: "unknown-strategy",
    severity: Severity::Error,
    sentence: "no strategy has this name",
    reason: "CodeDeploy refuses the deployment group, and the stack fails.",
    mend: "use one of the predefined names, or an `AWS::CodeDeploy::DeploymentConfig` of the template",
    bad: Example {
        template: r"Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      AutoPublishAlias: live
      DeploymentPreference: { Type: Canary10Percent5Minute }
",
        found_at: &["6:37"],
    },
    good: orders!(r"", r""),
    detection: Detection::Reading,
};
