//! A hook that may call the function, but none of its versions.

use super::examples::hooked;
use crate::check::found::Found;
use crate::check::rule::{Detection, Example, Rule};
use crate::check::subject::Subject;
use crate::diagnostic::Severity;
use crate::model::permission::{Coverage, Target};

pub(in crate::check) static RULE: Rule = Rule {
    code: "invoke-permission-unqualified",
    severity: Severity::Error,
    sentence: "a hook may call the function without a version, but not the version that it tests",
    reason: "The ARN of a function covers calls of `$LATEST` only. The hook calls the new version by its own ARN, and that is denied.",
    mend: "allow `lambda:InvokeFunction` on `!Ref FUNCTION.Version`",
    bad: Example {
        template: hooked!(
            r"      Environment: { Variables: { CurrentVersion: !Ref Orders.Version } }
      Policies:
        - Statement: { Effect: Allow, Action: 'lambda:InvokeFunction', Resource: !GetAtt Orders.Arn }
"
        ),
        found_at: &["14:82"],
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
            let resources = || hook.rights.allowing(ACTION).flat_map(|statement| &statement.resources);
            if resources().any(|(text, _)| version.covered_by(text, subject.names()) != Coverage::No) {
                continue;
            }
            let bare = resources().find(|(text, _)| unqualified.covered_by(text, subject.names()) == Coverage::Yes);
            if let Some((resource, location)) = bare {
                let message = format!(
                    "`{resource}` covers `{tested}` without a version, and `{}` calls its new version",
                    hook.id()
                );
                found.add_with_help(
                    location.clone(),
                    hook.id(),
                    message,
                    format!("allow `{ACTION}` on `!Ref {tested}.Version`"),
                );
            }
        }
    }
}
