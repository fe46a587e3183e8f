//! A hook that may not report its verdict.

use super::examples::hooked;
use crate::check::found::Found;
use crate::check::rule::{Detection, Example, Rule};
use crate::check::subject::Subject;
use crate::diagnostic::Severity;

pub(in crate::check) static RULE: Rule = Rule {
    code: "report-permission-missing",
    severity: Severity::Error,
    sentence: "a hook's role may not report the verdict to CodeDeploy",
    reason: "Only `codedeploy:PutLifecycleEventHookExecutionStatus` ends a hook. Without that right the deployment hangs for an hour and then fails.",
    mend: "allow `codedeploy:PutLifecycleEventHookExecutionStatus` on `!Sub arn:${AWS::Partition}:codedeploy:${AWS::Region}:${AWS::AccountId}:deploymentgroup:${ServerlessDeploymentApplication}/*`",
    bad: Example {
        template: hooked!(
            r"      FunctionName: CodeDeployHook_check
"
        ),
        found_at: &["9:3"],
    },
    good: hooked!(
        r"      Policies:
        - Statement:
            - Effect: Allow
              Action: codedeploy:PutLifecycleEventHookExecutionStatus
              Resource: !Sub arn:${AWS::Partition}:codedeploy:${AWS::Region}:${AWS::AccountId}:deploymentgroup:${ServerlessDeploymentApplication}/*
"
    ),
    detection: Detection::Search(search),
};

const ACTION: &str = "codedeploy:PutLifecycleEventHookExecutionStatus";

fn search(subject: &Subject<'_>, found: &mut Found) {
    for hook in subject.hooks() {
        if hook.rights.certainly_lack(ACTION) {
            let message = format!("`{}` may not report its verdict: its role lacks `{ACTION}`", hook.id());
            let place = hook.rights.location.clone().unwrap_or_else(|| hook.read.function.location.clone());
            found.add(place, hook.id(), message);
        }
    }
}
