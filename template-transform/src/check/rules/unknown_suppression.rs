//! A comment that accepts findings of a rule that does not exist.

use crate::check::rule::{Detection, Example, Rule};
use crate::diagnostic::Severity;

pub(in crate::check) static RULE: Rule = Rule {
    code: "unknown-suppression",
    severity: Severity::Warning,
    sentence: "a comment accepts findings of an unknown rule",
    reason: "It accepts nothing, though it looks as if it did.",
    mend: "use the code of a rule",
    bad: Example {
        template: r"Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      AutoPublishAlias: live
      # safe-deploy: allow nothing-watch because a person does
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
