//! Resources that are there only under a condition: what refers to them has to go with them.

use super::template::Template;
use crate::document::{Fragment, Node};

/// The condition of a resource.
pub(super) fn of<'d>(template: &Template<'d>, id: &str) -> Option<&'d str> {
    template.resource(id)?.get("Condition").and_then(Node::as_str)
}

/// The one condition of several resources; none when they differ.
pub(super) fn shared<'d>(template: &Template<'d>, ids: &[&str]) -> Option<&'d str> {
    let (first, rest) = ids.split_first()?;
    let condition = of(template, first);
    condition.filter(|_| rest.iter().all(|id| of(template, id) == condition))
}

/// Resources by the condition that a reference to each of them needs inside of something that has the condition `holder`, or none.
pub(super) fn by_condition<'d, 'i>(
    ids: impl IntoIterator<Item = &'i str>,
    of: impl Fn(&str) -> Option<&'d str>,
    holder: Option<&str>,
) -> Vec<(Option<&'d str>, Vec<&'i str>)> {
    let mut groups: Vec<(Option<&str>, Vec<&str>)> = Vec::new();
    for id in ids {
        let condition = of(id).filter(|condition| Some(*condition) != holder);
        match groups.iter_mut().find(|(known, _)| *known == condition) {
            Some((_, members)) => members.push(id),
            None => groups.push((condition, vec![id])),
        }
    }
    groups
}

/// A value that is there when the condition holds.
pub(super) fn only_if(condition: Option<&str>, value: Fragment) -> Fragment {
    match condition {
        Some(condition) => choice(condition, value, no_value()),
        None => value,
    }
}

/// One value or another.
pub(super) fn choice(condition: &str, yes: Fragment, no: Fragment) -> Fragment {
    Fragment::intrinsic("Fn::If", Fragment::List(vec![condition.into(), yes, no]))
}

pub(super) fn no_value() -> Fragment {
    Fragment::reference("AWS::NoValue")
}
