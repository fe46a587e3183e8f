//! A hook that ends before its check does.

use std::time::Duration;

use super::examples::hooked;
use crate::check::found::Found;
use crate::check::rule::{Detection, Example, Rule};
use crate::check::subject::Subject;
use crate::diagnostic::Severity;

pub(in crate::check) static RULE: Rule = Rule {
    code: "hook-timeout-too-short",
    severity: Severity::Warning,
    sentence: "a hook has no more time than one call of the function that it tests may take, or less than its source asks for",
    reason: "Lambda kills the hook at its `Timeout`. One slow answer is enough, and nobody reports. The default is 3 seconds.",
    mend: "give the hook a `Timeout` well above that of the function, and above that of its source",
    bad: Example {
        template: hooked!(
            r"      Timeout: 3
"
        ),
        found_at: &["12:16"],
    },
    good: hooked!(
        r"      Timeout: 60
"
    ),
    detection: Detection::SourceSearch(search),
};

fn search(subject: &Subject<'_>, found: &mut Found) {
    for hook in subject.hooks() {
        let Some(own) = hook.read.function.timeout_seconds.known() else { continue };
        // Of several sources that it may be built from, the one that asks for least.
        let asking = subject.sources(hook.read).map(|source| (source.time_asked_for(), &source.location));
        if let Some((Some(asked), location)) = asking.min_by_key(|(time, _)| *time)
            && Duration::from_secs((*own).into()) < asked
        {
            let (id, asked) = (hook.id(), asked.as_secs_f64());
            let message = format!(
                "`{id}` ends after {own} seconds, and its source asks for {asked}, with what is kept for the report ({location})"
            );
            found.add(subject.place(hook.read, "Timeout"), id, message);
        }
        for function in hook.guarded_ids() {
            let tested = subject.function(function).and_then(|read| read.function.timeout_seconds.known());
            let Some(tested) = tested.filter(|tested| own <= *tested) else { continue };
            let message =
                format!("`{}` ends after {own} seconds, and one call of `{function}` may take {tested}", hook.id());
            found.add(subject.place(hook.read, "Timeout"), hook.id(), message);
        }
    }
}
