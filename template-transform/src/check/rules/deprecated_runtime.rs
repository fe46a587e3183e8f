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

/// Runtimes with the day of their deprecation, as the Lambda developer guide's page "Lambda runtimes" gives it.
const DEPRECATED: [(&str, &str); 25] = [
    ("dotnet6", "2024-12-20"),
    ("dotnet7", "2024-05-14"),
    ("dotnetcore1.0", "2019-06-27"),
    ("dotnetcore2.0", "2019-05-30"),
    ("dotnetcore2.1", "2022-01-05"),
    ("dotnetcore3.1", "2023-04-03"),
    ("go1.x", "2024-01-08"),
    ("java8", "2024-01-08"),
    ("nodejs", "2016-10-31"),
    ("nodejs4.3", "2020-03-05"),
    ("nodejs6.10", "2019-08-12"),
    ("nodejs8.10", "2020-03-06"),
    ("nodejs10.x", "2021-07-30"),
    ("nodejs12.x", "2023-03-31"),
    ("nodejs14.x", "2023-12-04"),
    ("nodejs16.x", "2024-06-12"),
    ("nodejs18.x", "2025-09-01"),
    ("provided", "2024-01-08"),
    ("python2.7", "2021-07-15"),
    ("python3.6", "2022-07-18"),
    ("python3.7", "2023-12-04"),
    ("python3.8", "2024-10-14"),
    ("python3.9", "2025-12-15"),
    ("ruby2.5", "2021-07-30"),
    ("ruby2.7", "2023-12-07"),
];

fn search(subject: &Subject<'_>, found: &mut Found) {
    let of_deployment = subject.guarded().map(|one| one.read).chain(subject.hooks().map(|hook| hook.read));
    for read in of_deployment {
        let Some(Some(runtime)) = read.function.runtime.known() else { continue };
        if let Some((name, day)) = DEPRECATED.iter().find(|(name, _)| name == runtime) {
            let id = &read.function.logical_id;
            let message = format!("`{id}` runs on `{name}`, which is deprecated since {day}");
            found.add(read.function.runtime_location.clone(), id, message);
        }
    }
}
