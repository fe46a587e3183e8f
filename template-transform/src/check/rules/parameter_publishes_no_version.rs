//! A parameter whose new value reaches no version.

use super::examples::orders;
use crate::check::found::Found;
use crate::check::rule::{Detection, Example, Rule};
use crate::check::subject::Subject;
use crate::diagnostic::Severity;
use crate::document::Node;
use crate::model::named_values::named_values;

pub(in crate::check) static RULE: Rule = Rule {
    code: "parameter-publishes-no-version",
    severity: Severity::Note,
    sentence: "a new value of a parameter publishes no version",
    reason: "SAM makes the version's logical id from the code, and from the environment and the memory as they are written. A parameter is written as its name, so another value changes `$LATEST` and nothing else: no version, no deployment, no hook.",
    mend: "change the code with it, or set `AutoPublishCodeSha256` from the pipeline",
    bad: Example {
        template: concat!(
            r"Parameters: { Level: { Type: String, Default: info } }
",
            orders!(
                r"        Alarms: [errors]
",
                r"      Environment: { Variables: { LOG: !Ref Level } }
"
            )
        ),
        found_at: &["10:40"],
    },
    good: orders!(
        r"        Alarms: [errors]
",
        r"      Environment: { Variables: { LOG: info } }
"
    ),
    detection: Detection::Search(search),
};

/// What SAM hashes as it is written, and what it resolves before.
const AS_WRITTEN: [&str; 3] = ["Environment", "MemorySize", "SnapStart"];
const RESOLVED: [&str; 4] = ["CodeUri", "InlineCode", "ImageUri", "SourceKMSKeyArn"];

fn search(subject: &Subject<'_>, found: &mut Found) {
    let parameters = subject.reader().document().root().get("Parameters").and_then(Node::as_map);
    let Some(parameters) = parameters else { return };
    for guarded in subject.guarded() {
        let properties = &guarded.read.properties;
        if properties.get("AutoPublishCodeSha256").is_some() {
            continue;
        }
        let names = |properties_of: &[&str]| {
            let mut names = Vec::new();
            for node in properties_of.iter().filter_map(|name| properties.get(name)) {
                named_values(node, &mut names);
            }
            names
        };
        let in_the_code = names(&RESOLVED);
        for (name, node) in names(&AS_WRITTEN) {
            if !parameters.contains_key(name) || in_the_code.iter().any(|(other, _)| *other == name) {
                continue;
            }
            let message = format!(
                "another value of `{name}` does not reach the alias of `{}`: it publishes no version",
                guarded.id()
            );
            found.add(subject.reader().place(node), guarded.id(), message);
        }
    }
}
