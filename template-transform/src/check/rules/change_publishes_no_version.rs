//! A change that stays in `$LATEST`.

use super::examples::orders;
use crate::check::found::Found;
use crate::check::rule::{Detection, Example, Rule};
use crate::check::step::Step;
use crate::diagnostic::Severity;
use crate::plan::Publication;

pub(in crate::check) static RULE: Rule = Rule {
    code: "change-publishes-no-version",
    severity: Severity::Warning,
    sentence: "a property changed, and no version is published",
    reason: "SAM makes the version's logical id from the code, the environment, the memory and `SnapStart`. Another change alone reaches `$LATEST` and nothing else: no version, no deployment, no hook, and the alias keeps the old value.",
    mend: "set `AutoPublishAliasAllProperties: true`, or change the code with it",
    bad: Example {
        template: orders!(
            r"        Alarms: [errors]
",
            r"      CodeUri: s3://code/1.zip
      Timeout: 30
"
        ),
        found_at: &["10:16"],
    },
    good: orders!(
        r"        Alarms: [errors]
",
        r"      CodeUri: s3://code/2.zip
      Timeout: 30
"
    ),
    detection: Detection::Comparison {
        before: orders!(
            r"        Alarms: [errors]
",
            r"      CodeUri: s3://code/1.zip
"
        ),
        search,
    },
};

fn search(step: &Step<'_, '_>, found: &mut Found) {
    for (read, plan) in step.functions() {
        let Publication::Unchanged { changed_in_vain } = &plan.publication else { continue };
        let id = &read.function.logical_id;
        for property in changed_in_vain {
            let what = if read.properties.get(property).is_some() { "changed" } else { "was taken out" };
            let message = format!(
                "`{property}` of `{id}` {what}, which alone publishes no version: its alias keeps the old value"
            );
            found.add(step.subject.place(read, property), id, message);
        }
    }
}
