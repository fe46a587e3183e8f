//! A runtime that Lambda no longer maintains.

use super::examples::orders;
use crate::check::found::Found;
use crate::check::rule::{Detection, Example, Rule};
use crate::check::subject::Subject;
use crate::diagnostic::Severity;

pub(in crate::check) static RULE: Rule = Rule {
    code: "deprecated-runtime",
    severity: Severity::Warning,
    sentence: "a function of the deployment has a deprecated runtime",
    reason: "Lambda applies no more security patches to it, and at some time refuses to create or update the function: then no fix can be deployed.",
    mend: "move to a runtime that is maintained, such as `provided.al2023`",
    bad: Example {
        template: orders!(
            r"",
            r"      Runtime: nodejs12.x
"
        ),
        found_at: &["8:16"],
    },
    good: orders!(
        r"",
        r"      Runtime: provided.al2023
"
    ),
    detection: Detection::Search(search),
};

/// A runtime that was deprecated by 2026-11-25, and the days from which it is deprecated and no longer updated; `None` where AWS has not
/// said when. From cfn-lint 1.58's `LmbdRuntimeLifecycle.json` (MIT-0), which follows the Lambda developer guide's page "Lambda runtimes".
type Deprecated = (&'static str, &'static str, Option<&'static str>);

const DEPRECATED: [Deprecated; 31] = [
    ("dotnet6", "2024-12-20", Some("2027-03-03")),
    ("dotnet8", "2026-11-10", Some("2027-03-03")),
    ("dotnet9", "2026-11-10", None),
    ("dotnetcore1.0", "2019-06-27", Some("2019-07-30")),
    ("dotnetcore2.0", "2019-05-30", Some("2019-05-30")),
    ("dotnetcore2.1", "2022-01-05", Some("2022-04-13")),
    ("dotnetcore3.1", "2023-04-03", Some("2023-05-03")),
    ("go1.x", "2024-01-08", Some("2027-03-03")),
    ("java8", "2024-01-08", Some("2027-03-03")),
    ("nodejs", "2016-08-30", Some("2016-10-31")),
    ("nodejs10.x", "2021-07-30", Some("2022-02-14")),
    ("nodejs12.x", "2023-03-31", Some("2023-04-30")),
    ("nodejs14.x", "2023-12-04", Some("2027-03-03")),
    ("nodejs16.x", "2024-06-12", Some("2027-03-03")),
    ("nodejs18.x", "2025-09-01", Some("2027-03-03")),
    ("nodejs20.x", "2026-04-30", Some("2027-03-03")),
    ("nodejs4.3", "2020-03-05", Some("2020-03-05")),
    ("nodejs4.3-edge", "2020-03-05", Some("2019-04-30")),
    ("nodejs6.10", "2019-08-12", Some("2019-08-12")),
    ("nodejs8.10", "2020-03-06", Some("2020-03-06")),
    ("provided", "2024-01-08", Some("2027-03-03")),
    ("provided.al2", "2026-07-31", Some("2027-03-03")),
    ("python2.7", "2021-07-15", Some("2022-05-30")),
    ("python3.10", "2026-10-31", Some("2027-03-03")),
    ("python3.6", "2022-07-18", Some("2022-08-29")),
    ("python3.7", "2023-12-04", Some("2027-03-03")),
    ("python3.8", "2024-10-14", Some("2027-03-03")),
    ("python3.9", "2025-12-15", Some("2027-03-03")),
    ("ruby2.5", "2021-07-30", Some("2022-03-31")),
    ("ruby2.7", "2023-12-07", Some("2027-03-03")),
    ("ruby3.2", "2026-03-31", Some("2027-03-03")),
];

fn search(subject: &Subject<'_>, found: &mut Found) {
    let of_deployment = subject.guarded().map(|one| one.read).chain(subject.hooks().map(|hook| hook.read));
    for read in of_deployment {
        let Some(Some(runtime)) = read.function.runtime.known() else { continue };
        if let Some((name, day, no_updates)) = DEPRECATED.iter().find(|(name, ..)| name == runtime) {
            let id = &read.function.logical_id;
            let mut message = format!("`{id}` runs on `{name}`, which is deprecated since {day}");
            if let Some(day) = no_updates {
                message.push_str("; Lambda refuses to update it from ");
                message.push_str(day);
                message.push_str(" on");
            }
            found.add(read.function.runtime_location.clone(), id, message);
        }
    }
}
