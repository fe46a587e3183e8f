//! A hook that is deployed safely itself.

use crate::check::found::Found;
use crate::check::rule::{Detection, Example, Rule};
use crate::check::subject::Subject;
use crate::diagnostic::Severity;
use crate::model::preference::Guard;

pub(in crate::check) static RULE: Rule = Rule {
    code: "hook-preference-enabled",
    severity: Severity::Error,
    sentence: "a hook has a preference of its own that is enabled",
    reason: "The hook's own alias is shifted by CodeDeploy while CodeDeploy waits for the hook. Most come by this through `Globals`.",
    mend: "add `DeploymentPreference: { Enabled: false }` to the hook",
    bad: Example {
        template: r"Globals:
  Function:
    AutoPublishAlias: live
    DeploymentPreference: { Type: AllAtOnce }
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      DeploymentPreference: { Hooks: { PreTraffic: !Ref Check } }
  Check:
    Type: AWS::Serverless::Function
",
        found_at: &["4:5"],
    },
    good: r"Globals:
  Function:
    AutoPublishAlias: live
    DeploymentPreference: { Type: AllAtOnce }
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      DeploymentPreference: { Hooks: { PreTraffic: !Ref Check } }
  Check:
    Type: AWS::Serverless::Function
    Properties: { DeploymentPreference: { Enabled: false } }
",
    detection: Detection::Search(search),
};

fn search(subject: &Subject<'_>, found: &mut Found) {
    for hook in subject.hooks() {
        if let Guard::Enabled(preference) = &hook.read.guard
            && preference.certainly_enabled
        {
            let message = format!("`{}` is a hook, and its own deployment is guarded too", hook.id());
            found.add(preference.location.clone(), hook.id(), message);
        }
    }
}
