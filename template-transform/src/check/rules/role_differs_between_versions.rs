//! A new role, in a deployment that lets two versions share the traffic.

use super::examples::orders;
use crate::check::found::Found;
use crate::check::rule::{Detection, Example, Rule};
use crate::check::step::Step;
use crate::diagnostic::Severity;
use crate::plan::RoleChange;

pub(in crate::check) static RULE: Rule = Rule {
    code: "role-differs-between-versions",
    severity: Severity::Error,
    sentence: "the new version has another role than the one that is deployed",
    reason: "Lambda gives an alias no weights between versions with two roles, so CodeDeploy cannot shift traffic gradually, and the deployment fails.",
    mend: "change the policies of the role instead, or deploy the change of the role by `AllAtOnce`",
    bad: Example {
        template: orders!(
            r"        Alarms: [errors]
",
            r"      CodeUri: s3://code/2.zip
      Role: !GetAtt Writer.Arn
  Reader: { Type: AWS::IAM::Role }
  Writer: { Type: AWS::IAM::Role }
"
        ),
        found_at: &["10:13"],
    },
    good: orders!(
        r"        Alarms: [errors]
",
        r"      CodeUri: s3://code/2.zip
      Role: !GetAtt Reader.Arn
  Reader: { Type: AWS::IAM::Role }
  Writer: { Type: AWS::IAM::Role }
"
    ),
    detection: Detection::Comparison {
        before: orders!(
            r"        Alarms: [errors]
",
            r"      CodeUri: s3://code/1.zip
      Role: !GetAtt Reader.Arn
  Reader: { Type: AWS::IAM::Role }
  Writer: { Type: AWS::IAM::Role }
"
        ),
        search,
    },
};

fn search(step: &Step<'_, '_>, found: &mut Found) {
    for (read, _) in step.gradual_with(RoleChange::AnotherRole) {
        let id = &read.function.logical_id;
        let message =
            format!("`{id}` gets another role than its deployed version, and no alias has weights between both");
        found.add(step.subject.place(read, "Role"), id, message);
    }
}
