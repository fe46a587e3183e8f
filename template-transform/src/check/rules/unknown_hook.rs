//! A hook that does not exist.

use super::examples::orders;
use crate::check::rule::{Detection, Example, Rule};
use crate::diagnostic::Severity;

pub(in crate::check) static RULE: Rule = Rule {
    code: "unknown-hook",
    severity: Severity::Error,
    sentence: "a hook is not a function of this template",
    reason: "CodeDeploy cannot call it, and every deployment fails.",
    mend: "refer to a function by its logical id",
    bad: Example {
        template: orders!(
            r"        Hooks: { PreTraffic: !Ref Chek }
",
            r"  Check: { Type: AWS::Serverless::Function }
"
        ),
        found_at: &["8:30"],
    },
    good: orders!(
        r"        Hooks: { PreTraffic: !Ref Check }
",
        r"  Check: { Type: AWS::Serverless::Function }
"
    ),
    detection: Detection::Reading,
};
