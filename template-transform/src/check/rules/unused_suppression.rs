//! A comment that accepts nothing.

use crate::check::rule::{Detection, Example, Rule};
use crate::diagnostic::Severity;

pub(in crate::check) static RULE: Rule = Rule {
    code: "unused-suppression",
    severity: Severity::Warning,
    sentence: "a comment accepts a finding that is not there",
    reason: "It would hide the finding when it comes back.",
    mend: "remove it",
    bad: Example {
        template: r"Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      AutoPublishAlias: live
      # safe-deploy: allow unknown-hook because a person does
      DeploymentPreference: { Type: Canary10Percent5Minutes }
",
        found_at: &["6:7"],
    },
    good: r"Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      AutoPublishAlias: live
      # safe-deploy: allow nothing-watches because a person does
      DeploymentPreference: { Type: Canary10Percent5Minutes }
",
    detection: Detection::Suppressing,
};
