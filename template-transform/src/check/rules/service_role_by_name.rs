//! A service role given by its name.

use super::examples::orders;
use crate::check::found::Found;
use crate::check::rule::{Detection, Example, Rule};
use crate::check::subject::Subject;
use crate::diagnostic::Severity;
use crate::model::ServiceRole;

pub(in crate::check) static RULE: Rule = Rule {
    code: "service-role-by-name",
    severity: Severity::Error,
    sentence: "the service role is given by its name, and CodeDeploy takes an ARN",
    reason: "`!Ref` of a role is its name. CodeDeploy refuses the deployment group, and the stack fails.",
    mend: "write `Role: !GetAtt ROLE.Arn`",
    bad: Example {
        template: orders!(
            r"        Role: !Ref Deployer
",
            r"  Deployer: { Type: AWS::IAM::Role }
"
        ),
        found_at: &["8:15"],
    },
    good: orders!(
        r"        Role: !GetAtt Deployer.Arn
",
        r"  Deployer: { Type: AWS::IAM::Role }
"
    ),
    detection: Detection::Search(search),
};

fn search(subject: &Subject<'_>, found: &mut Found) {
    for guarded in subject.guarded() {
        let ServiceRole::NameOf(role) = &guarded.preference.service_role else { continue };
        let node = guarded.read.properties.get("DeploymentPreference").and_then(|preference| preference.get("Role"));
        let Some(node) = node.filter(|_| subject.reader().resource_type(role.as_str()) == Some("AWS::IAM::Role"))
        else {
            continue;
        };
        let message = format!("`Role` is the name of `{role}`, and CodeDeploy needs its ARN");
        found.add_with_help(
            subject.reader().place(node),
            guarded.id(),
            message,
            format!("write `Role: !GetAtt {role}.Arn`"),
        );
    }
}
