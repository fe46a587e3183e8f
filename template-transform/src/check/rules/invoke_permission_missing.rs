//! A hook that may not call the version that it tests.

use super::examples::hooked;
use crate::check::found::Found;
use crate::check::rule::{Detection, Example, Rule};
use crate::check::subject::Subject;
use crate::diagnostic::Severity;
use crate::model::permission::{Coverage, Target};

pub(in crate::check) static RULE: Rule = Rule {
    code: "invoke-permission-missing",
    severity: Severity::Error,
    sentence: "a hook knows which version to test, and may not call it",
    reason: "The call is denied, the validator fails, and with it every deployment.",
    mend: "allow `lambda:InvokeFunction` on `!Ref FUNCTION.Version`",
    bad: Example {
        template: hooked!(
            r"      Environment: { Variables: { CurrentVersion: !Ref Orders.Version } }
"
        ),
        found_at: &["9:3"],
    },
    good: hooked!(
        r"      Environment: { Variables: { CurrentVersion: !Ref Orders.Version } }
      Policies:
        - Statement: { Effect: Allow, Action: 'lambda:InvokeFunction', Resource: !Ref Orders.Version }
"
    ),
    detection: Detection::Search(search),
};

const ACTION: &str = "lambda:InvokeFunction";

fn search(subject: &Subject<'_>, found: &mut Found) {
    for hook in subject.hooks().filter(|hook| hook.rights.complete) {
        for tested in hook.tested(subject.reader()) {
            let version = Target::published_version(tested, subject.names());
            let unqualified = Target::unqualified(tested, subject.names());
            let mut resources = hook.rights.allowing(ACTION).flat_map(|statement| &statement.resources);
            // What covers the bare function has a rule of its own.
            let covered = resources.any(|(text, _)| {
                version.covered_by(text, subject.names()).max(unqualified.covered_by(text, subject.names()))
                    != Coverage::No
            });
            if covered {
                continue;
            }
            let message = format!(
                "`{}` tests the new version of `{tested}` and may not call it: its role lacks `{ACTION}` on it",
                hook.id()
            );
            let place = hook.rights.location.clone().unwrap_or_else(|| hook.read.function.location.clone());
            found.add_with_help(place, hook.id(), message, format!("allow `{ACTION}` on `!Ref {tested}.Version`"));
        }
    }
}
