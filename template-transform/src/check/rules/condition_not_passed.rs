//! A function's condition that its deployment group does not have.

use crate::check::found::Found;
use crate::check::rule::{Detection, Example, Rule};
use crate::check::subject::Subject;
use crate::diagnostic::Severity;
use crate::model::Resolved;

pub(in crate::check) static RULE: Rule = Rule {
    code: "condition-not-passed",
    severity: Severity::Warning,
    sentence: "a function has a condition, and its deployment group is made without it",
    reason: "SAM puts the function's condition on its CodeDeploy resources only with `PassthroughCondition: true`. Otherwise the deployment group is made for a function that is not there, and fails with what the group refers to.",
    mend: "add `PassthroughCondition: true` to the preference",
    bad: Example {
        template: r"Parameters: { Stage: { Type: String } }
Conditions: { IsProd: !Equals [!Ref Stage, prod] }
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Condition: IsProd
    Properties:
      AutoPublishAlias: live
      DeploymentPreference: { Type: Canary10Percent5Minutes, Alarms: [errors] }
",
        found_at: &["6:16"],
    },
    good: r"Parameters: { Stage: { Type: String } }
Conditions: { IsProd: !Equals [!Ref Stage, prod] }
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Condition: IsProd
    Properties:
      AutoPublishAlias: live
      DeploymentPreference: { Type: Canary10Percent5Minutes, PassthroughCondition: true, Alarms: [errors] }
",
    detection: Detection::Search(search),
};

fn search(subject: &Subject<'_>, found: &mut Found) {
    for guarded in subject.guarded() {
        let Some(condition) = guarded.read.resource.get("Condition") else { continue };
        let passed =
            guarded.read.properties.get("DeploymentPreference").and_then(|node| node.get("PassthroughCondition"));
        let not_passed = match passed.map(|node| subject.reader().resolver().text(node)) {
            None => true,
            Some(Some(Resolved::Known(text))) => matches!(text.as_str(), "false" | "False" | "0"),
            Some(_) => false,
        };
        if not_passed && guarded.read.function.deployed != Resolved::Known(true) {
            let message = format!(
                "the deployment group of `{}` is made even where its condition leaves the function out",
                guarded.id()
            );
            found.add(subject.reader().place(condition), guarded.id(), message);
        }
    }
}
