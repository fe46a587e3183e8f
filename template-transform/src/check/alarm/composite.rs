//! `AWS::CloudWatch::CompositeAlarm`: an alarm that is red when one of others is.

use super::{COMPOSITE_ALARM, named};
use crate::model::LogicalId;
use crate::model::reader::Reader;

/// Composite alarms may hold composite ones.
const DEEPEST: usize = 10;

/// The alarms of this template that a reference to an alarm comes to: itself, or for a composite one those that set it off, when
/// each of them does so alone.
pub(crate) fn members(reader: &Reader<'_>, id: &LogicalId) -> Vec<LogicalId> {
    let mut found = Vec::new();
    let mut open = vec![(id.clone(), 0)];
    while let Some((id, depth)) = open.pop() {
        if reader.resource_type(id.as_str()) != Some(COMPOSITE_ALARM) {
            if !found.contains(&id) {
                found.push(id);
            }
        } else if depth < DEEPEST {
            let rule = reader.resource(id.as_str()).and_then(|resource| resource.get("Properties")?.get("AlarmRule"));
            let Some(rule) = rule else { continue };
            let names = alternatives(&reader.resolver().partial_text(rule).to_string());
            open.extend(names.iter().rev().filter_map(|name| Some((resource(reader, name)?, depth + 1))));
        }
    }
    found
}

/// The names in `ALARM(a) OR ALARM(b)`; none in any other rule.
fn alternatives(rule: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = rule;
    while let Some((before, behind)) = rest.split_once("ALARM(") {
        let Some((name, after)) = behind.split_once(')') else { return Vec::new() };
        if !connects(before) {
            return Vec::new();
        }
        names.push(name.trim().trim_matches(['"', '\'']).to_owned());
        rest = after;
    }
    if connects(rest) { names } else { Vec::new() }
}

fn connects(between: &str) -> bool {
    between.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')')).all(|word| matches!(word, "" | "OR"))
}

/// The resource behind a name such as `${Errors}`, `${Errors.Arn}` or `orders-errors`.
fn resource(reader: &Reader<'_>, name: &str) -> Option<LogicalId> {
    let referred = name.strip_prefix("${").and_then(|name| name.strip_suffix('}'));
    match referred {
        Some(id) => Some(LogicalId::new(id.strip_suffix(".Arn").unwrap_or(id))),
        None => named(reader, name),
    }
}

#[cfg(test)]
mod tests {
    use super::alternatives;

    #[test]
    fn only_a_rule_of_alternatives_is_read() {
        assert_eq!(alternatives("ALARM(\"${A}\")"), ["${A}"]);
        assert_eq!(alternatives("(ALARM(${A}) OR ALARM('b'))\n OR ALARM(c)"), ["${A}", "b", "c"]);
        for other in ["ALARM(a) AND ALARM(b)", "NOT ALARM(a)", "ALARM(a) OR OK(b)", "TRUE", "ALARM(a", "ALARM(a)…"] {
            assert_eq!(alternatives(other), [""; 0], "{other}");
        }
    }
}
