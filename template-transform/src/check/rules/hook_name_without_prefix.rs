//! A hook that the service role may not call, because of its name.

use super::examples::hooked;
use crate::check::found::Found;
use crate::check::rule::{Detection, Example, Rule};
use crate::check::subject::Subject;
use crate::diagnostic::Severity;
use crate::model::ServiceRole;
use crate::model::resolver::Evaluated;

pub(in crate::check) static RULE: Rule = Rule {
    code: "hook-name-without-prefix",
    severity: Severity::Error,
    sentence: "a hook's name does not start with `CodeDeployHook_`, and the service role may call no other",
    reason: "AWS's managed policy for the service role allows `lambda:InvokeFunction` on `function:CodeDeployHook_*` only. Without `FunctionName` the name starts with that of the stack. The deployment fails with `IAM_ROLE_PERMISSIONS`, and the hook never runs.",
    mend: "name the hook `FunctionName: !Sub CodeDeployHook_${AWS::StackName}_check`, or give the preference a `Role` that may call it",
    bad: Example {
        template: hooked!(
            r"      Handler: check
"
        ),
        found_at: &["9:3"],
    },
    good: hooked!(
        r"      FunctionName: CodeDeployHook_orders_check
"
    ),
    detection: Detection::Search(search),
};

fn search(subject: &Subject<'_>, found: &mut Found) {
    for hook in subject.hooks() {
        // One mention with SAM's own role is enough; other roles have a rule of their own.
        if !hook.uses.iter().any(|one| one.guarded.preference.service_role == ServiceRole::Generated) {
            continue;
        }
        let written = hook.read.properties.get("FunctionName").filter(|name| !name.is_null());
        let resolver = subject.reader().resolver();
        let unnamed = format!(
            "CodeDeploy may not call `{}`: it has no `FunctionName`, so its name starts with the stack's",
            hook.id()
        );
        let Some(written) = written else {
            found.add(hook.read.function.location.clone(), hook.id(), unnamed);
            continue;
        };
        for name in resolver.branches(written) {
            let place = subject.reader().place(name);
            if matches!(resolver.evaluate(name), Evaluated::Value(value) if value.is_null()) {
                found.add(place, hook.id(), unnamed.clone());
                continue;
            }
            let name = resolver.partial_text(name);
            if name.starts_with("CodeDeployHook_") == Some(false) {
                let message = format!(
                    "CodeDeploy may not call `{}`: its name `{name}` does not start with `CodeDeployHook_`",
                    hook.id()
                );
                found.add(place, hook.id(), message);
            }
        }
    }
}
