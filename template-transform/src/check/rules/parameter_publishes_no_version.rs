//! A parameter whose new value reaches no version.

use super::examples::orders;
use crate::check::found::Found;
use crate::check::rule::{Detection, Example, Rule};
use crate::check::subject::Subject;
use crate::diagnostic::Severity;
use crate::document::{Map, Node};

pub(in crate::check) static RULE: Rule = Rule {
    code: "parameter-publishes-no-version",
    severity: Severity::Note,
    sentence: "a new value of a parameter publishes no version",
    reason: "SAM makes the version's logical id from the code and the environment as they are written. A parameter is written as its name, so another value changes `$LATEST` and nothing else: no version, no deployment, no hook.",
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

fn search(subject: &Subject<'_>, found: &mut Found) {
    let parameters = subject.reader().document().root().get("Parameters").and_then(Node::as_map);
    let Some(parameters) = parameters else { return };
    for guarded in subject.guarded() {
        let properties = &guarded.read.properties;
        if properties.get("AutoPublishCodeSha256").is_some() {
            continue;
        }
        let variables = properties.get("Environment").and_then(|node| node.get("Variables")).and_then(Node::as_map);
        for entry in variables.into_iter().flat_map(Map::iter) {
            let name = entry.value.get("Ref").and_then(Node::as_str);
            if let Some(name) = name.filter(|name| parameters.contains_key(name)) {
                let message = format!(
                    "another value of `{name}` does not reach the alias of `{}`: it publishes no version",
                    guarded.id()
                );
                found.add(subject.reader().place(&entry.value), guarded.id(), message);
            }
        }
    }
}
