//! A hook of several functions that can test one of them at most.

use super::examples::hooked;
use crate::check::found::Found;
use crate::check::rule::{Detection, Example, Rule};
use crate::check::subject::Subject;
use crate::check::target_variable::Tested;
use crate::diagnostic::Severity;

pub(in crate::check) static RULE: Rule = Rule {
    code: "hook-shared-without-target",
    severity: Severity::Error,
    sentence: "a hook guards several functions and cannot know which of them is deployed",
    reason: "The event does not say which function is deployed, and a variable names one of them only.",
    mend: "leave `CurrentVersion` out and allow `codedeploy:GetDeployment` and `codedeploy:GetApplicationRevision`, or give each function a hook of its own",
    bad: Example {
        template: hooked!(
            r"      Environment: { Variables: { CurrentVersion: !Ref Orders.Version } }
  Payments:
    Type: AWS::Serverless::Function
    Properties:
      AutoPublishAlias: live
      DeploymentPreference: { Type: AllAtOnce, Hooks: { PreTraffic: !Ref Check } }
"
        ),
        found_at: &["9:3"],
    },
    good: hooked!(
        r"      Policies:
        - Statement: { Effect: Allow, Action: ['codedeploy:Get*', 'lambda:InvokeFunction'], Resource: '*' }
  Payments:
    Type: AWS::Serverless::Function
    Properties:
      AutoPublishAlias: live
      DeploymentPreference: { Type: AllAtOnce, Hooks: { PreTraffic: !Ref Check } }
"
    ),
    detection: Detection::Search(search),
};

fn search(subject: &Subject<'_>, found: &mut Found) {
    for hook in subject.hooks() {
        let guarded = hook.guarded_ids();
        let fixed =
            hook.targets.iter().any(|variable| matches!(variable.tested, Tested::Published(_) | Tested::Number(_)));
        let lacking = hook.lacks_to_ask_codedeploy();
        if guarded.len() > 1 && (fixed || !lacking.is_empty()) {
            let names: Vec<&str> = guarded.iter().map(|id| id.as_str()).collect();
            let half = match lacking[..] {
                [lacking] if !fixed => format!(": its role lacks `{lacking}`"),
                _ => String::new(),
            };
            let message =
                format!("`{}` guards {} and cannot know which of them is deployed{half}", hook.id(), names.join(", "));
            found.add(hook.read.function.location.clone(), hook.id(), message);
        }
    }
}
