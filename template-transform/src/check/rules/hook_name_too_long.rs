//! A hook whose name Lambda refuses.

use super::examples::hooked;
use crate::check::found::Found;
use crate::check::rule::{Detection, Example, Rule};
use crate::check::subject::Subject;
use crate::diagnostic::Severity;

pub(in crate::check) static RULE: Rule = Rule {
    code: "hook-name-too-long",
    severity: Severity::Error,
    sentence: "a function's name is longer than Lambda's 64 characters",
    reason: "The prefix `CodeDeployHook_` takes 15 of the 64 characters that a name may have; the stack cannot be created.",
    mend: "shorten `FunctionName` to 64 characters, with the longest name that the stack can have",
    bad: Example {
        template: hooked!(
            r"      FunctionName: CodeDeployHook_orders_are_priced_and_baskets_add_up_before_traffic_moves
"
        ),
        found_at: &["12:21"],
    },
    good: hooked!(
        r"      FunctionName: CodeDeployHook_orders_check
"
    ),
    detection: Detection::Search(search),
};

const LONGEST: usize = 64;

fn search(subject: &Subject<'_>, found: &mut Found) {
    for hook in subject.hooks() {
        let Some(name) = hook.read.properties.get("FunctionName") else { continue };
        let text = subject.reader().resolver().partial_text(name);
        // An ARN may stand here too, and is longer.
        let length = text.shortest_length();
        if length > LONGEST && text.starts_with("arn:") == Some(false) {
            let message =
                format!("`{text}` has at least {length} characters, and a function's name has {LONGEST} at most");
            found.add(subject.reader().place(name), hook.id(), message);
        }
    }
}
