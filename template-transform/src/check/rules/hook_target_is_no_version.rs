//! A hook that is told nonsense.

use super::examples::hooked;
use crate::check::found::Found;
use crate::check::rule::{Detection, Example, Rule};
use crate::check::subject::Subject;
use crate::check::target_variable::Tested;
use crate::diagnostic::Severity;

pub(in crate::check) static RULE: Rule = Rule {
    code: "hook-target-is-no-version",
    severity: Severity::Error,
    sentence: "a hook's variable is there and names no version",
    reason: "A variable that is there is what the hook goes by, so it does not ask CodeDeploy either. It cannot test anything, and every deployment fails.",
    mend: "write `CurrentVersion: !Ref FUNCTION.Version`",
    bad: Example {
        template: hooked!(
            r"      Environment: { Variables: { CurrentVersion: '' } }
"
        ),
        found_at: &["12:51"],
    },
    good: hooked!(
        r"      Environment: { Variables: { CurrentVersion: !Ref Orders.Version } }
"
    ),
    detection: Detection::Search(search),
};

fn search(subject: &Subject<'_>, found: &mut Found) {
    for hook in subject.hooks() {
        let guarded = hook.guarded_ids();
        let Some(own) = guarded.first() else { continue };
        for variable in hook.targets {
            let Tested::Nothing(reason) = variable.tested else { continue };
            let message = format!("`{}` names no version: {reason}", variable.name);
            let help = format!("write `{}: !Ref {own}.Version`", variable.name);
            found.add_with_help(variable.location.clone(), hook.id(), message, help);
        }
    }
}
