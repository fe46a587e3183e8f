//! A service role of the template that may not call the hook.

use super::examples::orders;
use crate::check::found::Found;
use crate::check::rule::{Detection, Example, Rule};
use crate::check::subject::Subject;
use crate::diagnostic::Severity;
use crate::model::ServiceRole;
use crate::model::permission::{Coverage, Target};

pub(in crate::check) static RULE: Rule = Rule {
    code: "service-role-cannot-call-hook",
    severity: Severity::Error,
    sentence: "the service role of a preference may not call its hook",
    reason: "CodeDeploy calls hooks in the name of the role that the preference gives. The deployment fails with `IAM_ROLE_PERMISSIONS`, and the hook never runs.",
    mend: "allow the role `lambda:InvokeFunction` on the hook, by `!GetAtt HOOK.Arn`",
    bad: Example {
        template: orders!(
            r"        Role: !GetAtt Deployer.Arn
        Hooks: { PreTraffic: !Ref Check }
",
            r"  Deployer:
    Type: AWS::IAM::Role
    Properties:
      Policies:
        - PolicyName: calls
          PolicyDocument:
            Statement:
              - { Effect: Allow, Action: lambda:GetAlias, Resource: !GetAtt Check.Arn }
  Check: { Type: AWS::Serverless::Function }
"
        ),
        found_at: &["9:30"],
    },
    good: orders!(
        r"        Role: !GetAtt Deployer.Arn
        Hooks: { PreTraffic: !Ref Check }
",
        r"  Deployer:
    Type: AWS::IAM::Role
    Properties:
      Policies:
        - PolicyName: calls
          PolicyDocument:
            Statement:
              - { Effect: Allow, Action: lambda:InvokeFunction, Resource: !GetAtt Check.Arn }
  Check: { Type: AWS::Serverless::Function }
"
    ),
    detection: Detection::Search(search),
};

fn search(subject: &Subject<'_>, found: &mut Found) {
    for hook in subject.hooks() {
        for one in &hook.uses {
            let ServiceRole::Role(role) = &one.guarded.preference.service_role else { continue };
            let rights = subject.role(role);
            let written = hook.read.properties.get("FunctionName").filter(|name| !name.is_null());
            let prefixed = written.is_some_and(|name| {
                subject.reader().resolver().partial_text(name).starts_with("CodeDeployHook_") != Some(false)
            });
            if !rights.complete || (rights.calls_prefixed_hooks && prefixed) {
                continue;
            }
            let target = Target::unqualified(hook.id(), subject.names());
            let mut resources = rights
                .allowing("lambda:InvokeFunction")
                .flat_map(|statement| &statement.resources)
                .map(|(text, _)| text);
            if resources.all(|text| target.covered_by(text, subject.names()) == Coverage::No) {
                let message = format!("the service role `{role}` may not call the hook `{}`", hook.id());
                found.add(one.location.clone(), one.guarded.id(), message);
            }
        }
    }
}
