//! A configuration that CodeDeploy refuses.

use super::examples::orders;
use crate::check::rule::{Detection, Example, Rule};
use crate::diagnostic::Severity;

pub(in crate::check) static RULE: Rule = Rule {
    code: "illegal-strategy",
    severity: Severity::Error,
    sentence: "a deployment configuration has numbers that CodeDeploy refuses",
    reason: "A share is 1 to 99 percent, and the last shift comes within 2880 minutes.",
    mend: "choose other numbers",
    bad: Example {
        template: r"Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      AutoPublishAlias: live
      DeploymentPreference: { Type: !Ref Slow }
  Slow:
    Type: AWS::CodeDeploy::DeploymentConfig
    Properties:
      ComputePlatform: Lambda
      TrafficRoutingConfig:
        Type: TimeBasedCanary
        TimeBasedCanary: { CanaryPercentage: 100, CanaryInterval: 5 }
",
        found_at: &["13:26"],
    },
    good: orders!(r"", r""),
    detection: Detection::Reading,
};
