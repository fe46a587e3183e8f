//! A hook that tests `$LATEST`.

use super::examples::hooked;
use crate::check::found::Found;
use crate::check::rule::{Detection, Example, Rule};
use crate::check::subject::Subject;
use crate::check::target_variable::Tested;
use crate::diagnostic::Severity;

pub(in crate::check) static RULE: Rule = Rule {
    code: "hook-tests-latest",
    severity: Severity::Error,
    sentence: "a hook tests the function without a version, which is `$LATEST`",
    reason: "Traffic moves to a published version. `$LATEST` is whatever was uploaded last.",
    mend: "write `CurrentVersion: !Ref FUNCTION.Version`",
    bad: Example {
        template: hooked!(
            r"      Environment: { Variables: { CurrentVersion: !Ref Orders } }
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
        for variable in hook.targets {
            let latest = match &variable.tested {
                Tested::Latest(id) => id.as_ref().is_none_or(|id| guarded.contains(&id)),
                _ => false,
            };
            let Some(own) = guarded.first().filter(|_| latest) else { continue };
            let message = format!("`{}` names no version, so `{}` tests `$LATEST`", variable.name, hook.id());
            let help = format!("write `{}: !Ref {own}.Version`", variable.name);
            found.add_with_help(variable.location.clone(), hook.id(), message, help);
        }
    }
}
