//! A deployment that nothing can stop.

use super::examples::orders;
use crate::check::found::Found;
use crate::check::rule::{Detection, Example, Rule};
use crate::check::subject::Subject;
use crate::diagnostic::Severity;
use crate::document::Node;
use crate::model::resolver::Evaluated;

pub(in crate::check) static RULE: Rule = Rule {
    code: "nothing-watches",
    severity: Severity::Warning,
    sentence: "a guarded function has neither a hook nor an alarm",
    reason: "Traffic moves slowly, and nobody looks: a bad version reaches everyone all the same.",
    mend: "add `Hooks` or `Alarms` to the preference",
    bad: Example { template: orders!(r"", r""), found_at: &["6:7"] },
    good: orders!(
        r"        Alarms: [errors]
",
        r""
    ),
    detection: Detection::Search(search),
};

fn search(subject: &Subject<'_>, found: &mut Found) {
    for guarded in subject.guarded() {
        let preference = guarded.preference;
        // A hook that could not be read is still meant to be one.
        let hooks = guarded.read.properties.get("DeploymentPreference").and_then(|node| node.get("Hooks"));
        let resolver = subject.reader().resolver();
        let nothing = |node: &Node| matches!(resolver.evaluate(node), Evaluated::Value(value) if value.is_null());
        let no_hook = hooks.is_none_or(|hooks| {
            nothing(hooks) || hooks.as_map().is_some_and(|map| map.iter().all(|entry| nothing(&entry.value)))
        });
        // A hook that is guarded by mistake has a rule of its own.
        let is_hook = subject.hooks().any(|hook| hook.id() == guarded.id());
        if !is_hook && no_hook && preference.alarms.known().is_some_and(Vec::is_empty) {
            let message = format!("nothing can stop a bad version of `{}`: it has no hook and no alarm", guarded.id());
            found.add(preference.location.clone(), guarded.id(), message);
        }
    }
}
