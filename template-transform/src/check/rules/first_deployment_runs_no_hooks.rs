//! The first deployment is not guarded.

use super::examples::{hooked, orders};
use crate::check::found::Found;
use crate::check::rule::{Detection, Example, Rule};
use crate::check::subject::Subject;
use crate::diagnostic::Severity;
use crate::plan::Publication;

pub(in crate::check) static RULE: Rule = Rule {
    code: "first-deployment-runs-no-hooks",
    severity: Severity::Note,
    sentence: "the first deployment of a function runs no hooks",
    reason: "CloudFormation calls CodeDeploy only when an alias that exists moves to another version. When it creates the alias, all traffic goes to the first version, unchecked.",
    mend: "test the first version by hand, or deploy a harmless one first",
    bad: Example {
        template: hooked!(
            r"      Handler: check
"
        ),
        found_at: &["8:30"],
    },
    good: orders!(r"", r""),
    detection: Detection::Search(search),
};

fn search(subject: &Subject<'_>, found: &mut Found) {
    for guarded in subject.guarded() {
        // The step from what is deployed tells whether it has been.
        let step =
            subject.plan().and_then(|plan| plan.functions.iter().find(|it| it.function == guarded.id().as_str()));
        if step.is_some_and(|step| step.publication != Publication::First) {
            continue;
        }
        if let Some((_, hook)) = guarded.preference.hooks().next() {
            let message = format!("the hooks of `{}` run from its second deployment on", guarded.id());
            found.add(hook.location.clone(), guarded.id(), message);
        }
    }
}
