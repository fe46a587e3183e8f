//! A hook that may report for another deployment group only.

use super::examples::hooked;
use crate::check::found::Found;
use crate::check::rule::{Detection, Example, Rule};
use crate::check::subject::Subject;
use crate::diagnostic::Severity;
use crate::model::LogicalId;
use crate::model::permission::{Coverage, Target};

pub(in crate::check) static RULE: Rule = Rule {
    code: "report-permission-on-wrong-group",
    severity: Severity::Error,
    sentence: "a hook may report, but not for the deployment group of the function that it guards",
    reason: "The call is authorized against the deployment group's ARN. On another one it is denied, and the deployment hangs for an hour.",
    mend: "allow it on `deploymentgroup:${ServerlessDeploymentApplication}/*`, or on the group `FUNCTIONDeploymentGroup` of the guarded function",
    bad: Example {
        template: hooked!(
            r"      Policies:
        - Statement:
            - Effect: Allow
              Action: codedeploy:PutLifecycleEventHookExecutionStatus
              Resource: !Sub arn:aws:codedeploy:*:*:deploymentgroup:${ServerlessDeploymentApplication}/${CheckDeploymentGroup}
"
        ),
        found_at: &["16:25"],
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
        if !hook.rights.complete || hook.rights.allowing(ACTION).next().is_none() {
            continue;
        }
        for function in hook.guarded_ids() {
            let group = group(function, subject);
            let resources = || hook.rights.allowing(ACTION).flat_map(|statement| &statement.resources);
            if resources().any(|(text, _)| group.covered_by(text, subject.names()) != Coverage::No) {
                continue;
            }
            let Some((_, location)) = resources().next() else { continue };
            let message =
                format!("`{}` may not report for the deployments of `{function}`: this is another resource", hook.id());
            found.add(location.clone(), hook.id(), message);
        }
    }
}

/// The deployment group that SAM makes for a function.
fn group(function: &LogicalId, subject: &Subject<'_>) -> Target {
    let resource = format!("deploymentgroup:${{ServerlessDeploymentApplication}}/${{{function}DeploymentGroup}}");
    Target::new("codedeploy", &resource, subject.names())
}
