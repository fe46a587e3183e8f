//! A hook that tests the version in use instead of the new one.

use super::examples::hooked;
use crate::check::found::Found;
use crate::check::rule::{Detection, Example, Rule};
use crate::check::subject::Subject;
use crate::check::target_variable::Tested;
use crate::diagnostic::Severity;

pub(in crate::check) static RULE: Rule = Rule {
    code: "hook-tests-alias",
    severity: Severity::Error,
    sentence: "a hook tests the alias, which still points to the version in use",
    reason: "Before traffic moves, the alias answers with the old version; the new one passes untested. The reference is a circular dependency too.",
    mend: "write `CurrentVersion: !Ref FUNCTION.Version`",
    bad: Example {
        template: hooked!(
            r"      Environment: { Variables: { CurrentVersion: !Ref Orders.Alias } }
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
            let name = &variable.name;
            let (id, message) = match &variable.tested {
                Tested::Alias(Some(id), _) if guarded.contains(&id) => {
                    (id, format!("`{name}` is the alias of `{id}`, which points to the old version"))
                }
                Tested::Alias(None, alias) => (
                    *own,
                    format!(
                        "`{name}` ends in `{alias}`, which is no version's number: an alias points to the old version"
                    ),
                ),
                _ => continue,
            };
            let help = format!("write `{name}: !Ref {id}.Version`");
            found.add_with_help(variable.location.clone(), hook.id(), message, help);
        }
    }
}
