//! A deployment that outlasts the waiter of the SDKs.

use super::examples::orders;
use crate::check::found::Found;
use crate::check::rule::{Detection, Example, Rule};
use crate::check::subject::Subject;
use crate::diagnostic::Severity;

pub(in crate::check) static RULE: Rule = Rule {
    code: "waiter-shorter-than-deployment",
    severity: Severity::Note,
    sentence: "a deployment takes longer than AWS's waiter waits",
    reason: "`aws deploy wait deployment-successful` and the SDKs' waiters ask every 15 seconds, 120 times: 30 minutes. After that a pipeline calls the deployment failed while it goes on.",
    mend: "give the waiter more attempts",
    bad: Example {
        template: r"Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      AutoPublishAlias: live
      DeploymentPreference: { Type: Linear10PercentEvery10Minutes, Alarms: [errors] }
",
        found_at: &["6:37"],
    },
    good: orders!(
        r"        Alarms: [errors]
",
        r""
    ),
    detection: Detection::Search(search),
};

const WAITER_MINUTES: u64 = 30;

fn search(subject: &Subject<'_>, found: &mut Found) {
    for guarded in subject.guarded() {
        let Some(named) = &guarded.preference.strategy else { continue };
        let minutes = named.strategy.minutes_to_last_shift();
        if minutes >= WAITER_MINUTES {
            let message = format!(
                "traffic of `{}` moves for {minutes} minutes, and AWS's waiters give up after {WAITER_MINUTES}",
                guarded.id()
            );
            found.add(named.location.clone(), guarded.id(), message);
        }
    }
}
