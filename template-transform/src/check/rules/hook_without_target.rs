//! A hook that does not know what it tests.

use super::examples::hooked;
use crate::check::found::Found;
use crate::check::rule::{Detection, Example, Rule};
use crate::check::subject::Hook;
use crate::check::subject::Subject;
use crate::check::target_variable::Tested;
use crate::diagnostic::Severity;
use crate::model::EnvironmentValue;

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
        let lacking = hook.lacks_to_ask_codedeploy();
        if lacking.is_empty() || !hook.knows_its_variables(subject.reader()) {
            continue;
        }
        let number = hook.targets.iter().find(|variable| matches!(variable.tested, Tested::Number(_)));
        if number.is_some() && !is_told_the_function(&hook) {
            let name = number.map_or("", |variable| variable.name.as_str());
            let message = format!(
                "`{name}` is a number without a function, and `{}` may not ask CodeDeploy: its role lacks `{}`",
                hook.id(),
                lacking.join("` and `")
            );
            let help = format!("write `{name}: !Ref {function}.Version`, or allow what is lacking");
            found.add_with_help(hook.read.function.location.clone(), hook.id(), message, help);
        } else if hook.targets.is_empty() {
            let half = match lacking[..] {
                [lacking] => format!(": its role lacks `{lacking}`"),
                _ => String::new(),
            };
            let message = format!("`{}` cannot know which version of `{function}` to test{half}", hook.id());
            let help = format!("add `Environment: {{ Variables: {{ CurrentVersion: !Ref {function}.Version }} }}`");
            found.add_with_help(hook.read.function.location.clone(), hook.id(), message, help);
        }
    }
}

/// Whether another variable names the function, so that a hook by hand can put name and number together.
fn is_told_the_function(hook: &Hook<'_, '_>) -> bool {
    let guarded = hook.guarded_ids();
    hook.read.function.environment.iter().any(|variable| match &variable.value {
        EnvironmentValue::NameOf(id) | EnvironmentValue::ArnOf(id) => {
            guarded.contains(&id) && hook.targets.iter().all(|target| target.name != variable.name)
        }
        _ => false,
    })
}
