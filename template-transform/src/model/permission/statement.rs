//! One statement of a policy document.

use crate::diagnostic::Location;
use crate::document::Node;
use crate::model::partial_text::{Part, PartialText};
use crate::model::reader::Reader;
use crate::model::resolver::Evaluated;

/// A statement that allows something.
#[derive(Clone, Debug)]
pub(crate) struct Statement {
    /// The actions, wildcards and all.
    pub(crate) actions: Vec<PartialText>,
    /// The resources, with the places where they stand.
    pub(crate) resources: Vec<(PartialText, Location)>,
}

impl Statement {
    /// Whether it allows an action; `Some(true)` for certain, `None` perhaps.
    pub(crate) fn allows(&self, action: &str) -> Option<bool> {
        let mut perhaps = false;
        for pattern in &self.actions {
            match pattern.known() {
                Some(pattern) if wildcard(&pattern.to_lowercase(), &action.to_lowercase()) => return Some(true),
                Some(_) => {}
                None => perhaps = true,
            }
        }
        if perhaps { None } else { Some(false) }
    }
}

/// The allowing statements of a policy document, and whether the document could be read as a whole.
pub(super) fn read(reader: &Reader<'_>, document: &Node) -> (Vec<Statement>, bool) {
    let Evaluated::Value(document) = reader.resolver().evaluate(document) else { return (Vec::new(), false) };
    let Some(statements) = document.get("Statement") else { return (Vec::new(), document.as_map().is_some()) };
    let mut complete = true;
    let mut read = Vec::new();
    for node in one_or_many(statements) {
        let Evaluated::Value(statement) = reader.resolver().evaluate(node) else {
            complete = false;
            continue;
        };
        if statement.is_null() {
            continue;
        }
        let effect = statement.get("Effect").map(|effect| reader.resolver().partial_text(effect));
        match effect.as_ref().and_then(PartialText::known) {
            Some("Allow") => {}
            Some("Deny") => continue,
            _ => {
                complete = false;
                continue;
            }
        }
        // What `NotAction` leaves over is more than these rules can weigh.
        let (Some(actions), false) = (statement.get("Action"), statement.get("NotAction").is_some()) else {
            complete = false;
            continue;
        };
        let actions = texts(reader, actions).into_iter().map(|(text, _)| text).collect();
        let resources = match statement.get("Resource") {
            Some(resources) => texts(reader, resources),
            None => vec![(PartialText::from_parts(vec![Part::Unknown]), reader.place(node))],
        };
        read.push(Statement { actions, resources });
    }
    (read, complete)
}

/// Text or a list of text.
fn texts(reader: &Reader<'_>, node: &Node) -> Vec<(PartialText, Location)> {
    match reader.resolver().evaluate(node) {
        Evaluated::Value(value) if value.as_list().is_some() => {
            let items = value.as_list().unwrap_or_default().iter();
            items.map(|item| (reader.resolver().partial_text(item), reader.place(item))).collect()
        }
        _ => vec![(reader.resolver().partial_text(node), reader.place(node))],
    }
}

pub(super) fn one_or_many(node: &Node) -> &[Node] {
    node.as_list().unwrap_or(std::slice::from_ref(node))
}

/// Whether a pattern with `*` and `?` matches a text.
fn wildcard(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut p, mut t) = (0, 0);
    let mut last_star: Option<(usize, usize)> = None;
    while let Some(character) = text.get(t) {
        match pattern.get(p) {
            Some('*') => {
                last_star = Some((p, t));
                p += 1;
            }
            Some(expected) if *expected == '?' || expected == character => {
                p += 1;
                t += 1;
            }
            _ => match last_star {
                Some((star, taken)) => {
                    last_star = Some((star, taken + 1));
                    p = star + 1;
                    t = taken + 1;
                }
                None => return false,
            },
        }
    }
    pattern.iter().skip(p).all(|rest| *rest == '*')
}

#[cfg(test)]
mod tests {
    use super::wildcard;

    #[test]
    fn wildcards_match_as_iam_does() {
        let action = "codedeploy:putlifecycleeventhookexecutionstatus";
        for pattern in ["*", "codedeploy:*", "codedeploy:put*status", "*:put*hook*", action] {
            assert!(wildcard(pattern, action), "{pattern}");
        }
        for pattern in ["", "codedeploy:get*", "codedeploy:put*x", "code?deploy:*", "lambda:*"] {
            assert!(!wildcard(pattern, action), "{pattern}");
        }
    }
}
