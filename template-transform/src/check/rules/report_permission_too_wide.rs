//! A hook that may end the hooks of others.

use super::examples::hooked;
use crate::check::found::Found;
use crate::check::rule::{Detection, Example, Rule};
use crate::check::subject::Subject;
use crate::diagnostic::Severity;
use crate::model::permission::{Coverage, Target};

pub(in crate::check) static RULE: Rule = Rule {
    code: "report-permission-too-wide",
    severity: Severity::Warning,
    sentence: "a hook may report for deployment groups of other applications",
    reason: "Whoever may report for every deployment group can pass or fail the deployments of every team in the account.",
    mend: "narrow the resource to `deploymentgroup:${ServerlessDeploymentApplication}/*`",
    bad: Example {
        template: hooked!(
            r"      Policies:
        - Statement:
            - Effect: Allow
              Action: codedeploy:PutLifecycleEventHookExecutionStatus
              Resource: '*'
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
    // An application that this template knows nothing of.
    let foreign = Target::new("codedeploy", "deploymentgroup:${Of.Another}/${Of.Another}", subject.names());
    for hook in subject.hooks() {
        for statement in hook.rights.allowing(ACTION) {
            for (resource, location) in &statement.resources {
                if foreign.covered_by(resource, subject.names()) == Coverage::Yes {
                    let message =
                        format!("`{}` may report for the deployments of other applications: `{resource}`", hook.id());
                    found.add(location.clone(), hook.id(), message);
                }
            }
        }
    }
}
