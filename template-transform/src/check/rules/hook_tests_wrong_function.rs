//! A hook that tests another function than the one it guards.

use super::examples::hooked;
use crate::check::found::Found;
use crate::check::rule::{Detection, Example, Rule};
use crate::check::subject::Subject;
use crate::check::target_variable::Tested;
use crate::diagnostic::Severity;

pub(in crate::check) static RULE: Rule = Rule {
    code: "hook-tests-wrong-function",
    severity: Severity::Error,
    sentence: "a hook tests the version of a function that it does not guard",
    reason: "The verdict is about a function whose traffic does not move. Two hooks whose variables are swapped look like this.",
    mend: "write `CurrentVersion: !Ref FUNCTION.Version` with the function whose preference names the hook",
    bad: Example {
        template: hooked!(
            r"      Environment: { Variables: { CurrentVersion: !Ref Other.Version } }
  Other:
    Type: AWS::Serverless::Function
    Properties: { AutoPublishAlias: live }
"
        ),
        found_at: &["12:51"],
    },
    good: hooked!(
        r"      Environment: { Variables: { CurrentVersion: !Ref Orders.Version } }
  Other:
    Type: AWS::Serverless::Function
    Properties: { AutoPublishAlias: live }
"
    ),
    detection: Detection::Search(search),
};

fn search(subject: &Subject<'_>, found: &mut Found) {
    for hook in subject.hooks() {
        let guarded = hook.guarded_ids();
        for variable in hook.targets {
            let Some(tested) = variable.tested.function().filter(|tested| !guarded.contains(tested)) else { continue };
            let Some(own) = guarded.first() else { continue };
            let swapped = subject.hooks().find(|other| {
                other.guarded_ids().contains(&tested)
                    && other.targets.iter().any(|one| one.tested == Tested::Published((*own).clone()))
            });
            let swapped = swapped.map_or_else(String::new, |other| format!("; it looks swapped with `{}`", other.id()));
            let message = format!("`{}` guards `{own}`, and tests `{tested}`{swapped}", hook.id());
            let help = format!("write `{}: !Ref {own}.Version`", variable.name);
            found.add_with_help(variable.location.clone(), hook.id(), message, help);
        }
    }
}
