//! A preference that cannot be switched off as written.

use super::examples::orders;
use crate::check::rule::{Detection, Example, Rule};
use crate::diagnostic::Severity;

pub(in crate::check) static RULE: Rule = Rule {
    code: "enabled-is-always-true",
    severity: Severity::Warning,
    sentence: "`Enabled` has a function that SAM does not evaluate",
    reason: "SAM takes whatever it does not evaluate for true.",
    mend: "use a `!Ref` to a parameter or a `!FindInMap`",
    bad: Example {
        template: r"Conditions: { Never: !Equals [a, b] }
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      AutoPublishAlias: live
      DeploymentPreference: { Type: AllAtOnce, Enabled: !If [Never, true, false] }
",
        found_at: &["7:57"],
    },
    good: orders!(r"", r""),
    detection: Detection::Reading,
};
