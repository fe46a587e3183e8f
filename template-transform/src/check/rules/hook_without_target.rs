//! A hook that does not know what it tests.

use super::examples::hooked;
use crate::check::found::Found;
use crate::check::rule::{Detection, Example, Rule};
use crate::check::subject::Subject;
use crate::diagnostic::Severity;

pub(in crate::check) static RULE: Rule = Rule {
    code: "hook-without-target",
    severity: Severity::Warning,
    sentence: "a hook is not told which version to test, and may not ask CodeDeploy",
    reason: "The event names no function and no version. A hook finds the version under test in a variable, or asks CodeDeploy for the deployment's revision.",
    mend: "add `Environment: { Variables: { CurrentVersion: !Ref FUNCTION.Version } }` to the hook",
    bad: Example {
        template: hooked!(
            r"      Handler: check
"
        ),
        found_at: &["9:3"],
    },
    good: hooked!(
        r"      Environment: { Variables: { CurrentVersion: !Ref Orders.Version } }
"
    ),
    detection: Detection::Search(search),
};

fn search(subject: &Subject<'_>, found: &mut Found) {
    for hook in subject.hooks() {
        let [function] = hook.guarded_ids()[..] else { continue };
        let told = hook.target_variables().next().is_some() || !hook.knows_its_variables(subject.reader());
        if !told && hook.rights.certainly_lack("codedeploy:GetDeployment") {
            let message = format!("`{}` cannot know which version of `{function}` to test", hook.id());
            let help = format!("add `Environment: {{ Variables: {{ CurrentVersion: !Ref {function}.Version }} }}`");
            found.add_with_help(hook.read.function.location.clone(), hook.id(), message, help);
        }
    }
}
