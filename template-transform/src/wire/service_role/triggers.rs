//! The right to tell the topics of `TriggerConfigurations` about a deployment.

use super::super::condition;
use super::statements::allow;
use crate::document::{Fragment, Node};

/// The statement for all topics; nothing when there are none, or only the deployment knows them.
pub(super) fn publish(configurations: &Node) -> Option<Fragment> {
    if let Some(branches) = branches(configurations) {
        return choice(branches, publish);
    }
    let mut topics: Vec<Fragment> = configurations.as_list()?.iter().filter_map(topic).collect();
    topics.dedup();
    if topics.is_empty() {
        return None;
    }
    Some(allow(vec!["sns:Publish".into()], Fragment::List(topics)))
}

fn topic(configuration: &Node) -> Option<Fragment> {
    match branches(configuration) {
        Some(branches) => choice(branches, topic),
        None => configuration.get("TriggerTargetArn").map(Fragment::copy_of),
    }
}

/// What the branches of a `Fn::If` come to, as one.
fn choice((condition, branches): (&str, [&Node; 2]), of: impl Fn(&Node) -> Option<Fragment>) -> Option<Fragment> {
    let [yes, no] = branches.map(of);
    if yes.is_none() && no.is_none() {
        return None;
    }
    let or_none = |value: Option<Fragment>| value.unwrap_or_else(condition::no_value);
    Some(condition::choice(condition, or_none(yes), or_none(no)))
}

fn branches(node: &Node) -> Option<(&str, [&Node; 2])> {
    let [condition, yes, no] = node.get("Fn::If")?.as_list()? else { return None };
    Some((condition.as_str()?, [yes, no]))
}
