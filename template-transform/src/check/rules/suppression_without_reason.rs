//! A finding that is accepted without a reason.

use crate::check::rule::{Detection, Example, Rule};
use crate::diagnostic::Severity;

pub(in crate::check) static RULE: Rule = Rule {
    code: "suppression-without-reason",
    severity: Severity::Warning,
    sentence: "a comment accepts a finding and does not say why",
    reason: "Whoever reads it later cannot know whether it still holds.",
    mend: "write `# safe-deploy: allow RULE because REASON`",
    bad: Example {
        template: r"Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      AutoPublishAlias: live
      # safe-deploy: allow nothing-watches
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
