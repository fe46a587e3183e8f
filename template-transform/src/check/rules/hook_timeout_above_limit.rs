//! A hook with more time than Lambda gives.

use super::examples::hooked;
use crate::check::found::Found;
use crate::check::rule::{Detection, Example, Rule};
use crate::check::subject::Subject;
use crate::diagnostic::Severity;

pub(in crate::check) static RULE: Rule = Rule {
    code: "hook-timeout-above-limit",
    severity: Severity::Error,
    sentence: "a hook's `Timeout` is above Lambda's 900 seconds",
    reason: "Lambda refuses the function. A check that takes longer hands its verdict on and has an hour.",
    mend: "write `Timeout: 900` or less",
    bad: Example {
        template: hooked!(
            r"      Timeout: 3600
"
        ),
        found_at: &["12:16"],
    },
    good: hooked!(
        r"      Timeout: 900
"
    ),
    detection: Detection::Search(search),
};

const LONGEST: u32 = 900;

fn search(subject: &Subject<'_>, found: &mut Found) {
    for hook in subject.hooks() {
        if let Some(seconds) = hook.read.function.timeout_seconds.known().filter(|seconds| **seconds > LONGEST) {
            let message =
                format!("`{}` asks for {seconds} seconds, and a function runs for {LONGEST} at most", hook.id());
            found.add(subject.place(hook.read, "Timeout"), hook.id(), message);
        }
    }
}
