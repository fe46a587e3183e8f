//! A hook in a phase that does not exist.

use super::examples::orders;
use crate::check::rule::{Detection, Example, Rule};
use crate::diagnostic::Severity;

pub(in crate::check) static RULE: Rule = Rule {
    code: "unknown-hook-phase",
    severity: Severity::Error,
    sentence: "`Hooks` has a key that is no phase",
    reason: "SAM passes over it in silence, and the hook never runs.",
    mend: "use `PreTraffic` or `PostTraffic`",
    bad: Example {
        template: orders!(
            r"        Hooks: { PreTrafic: !Ref Check }
",
            r"  Check: { Type: AWS::Serverless::Function }
"
        ),
        found_at: &["8:18"],
    },
    good: orders!(
        r"        Hooks: { PreTraffic: !Ref Check }
",
        r"  Check: { Type: AWS::Serverless::Function }
"
    ),
    detection: Detection::Reading,
};
