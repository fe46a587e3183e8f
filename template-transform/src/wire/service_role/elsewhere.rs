//! The right to call a hook that is no resource of the template.

use super::super::condition;
use super::super::hook_entry::HookEntry;
use super::INVOKE;
use super::statements::allow;
use crate::document::{Fragment, Node};
use crate::model::partial_text::PartialText;

const ARN: &str = "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:";

/// The statement for one function that an entry of `Hooks` may stand for.
pub(super) fn invoke(entry: &HookEntry<'_>) -> Fragment {
    let statement = allow(vec![INVOKE.into()], Fragment::List(vec![arn(entry.node)]));
    entry.conditions.iter().rev().fold(statement, |statement, (condition, holds)| {
        let (yes, no) = if *holds { (statement, condition::no_value()) } else { (condition::no_value(), statement) };
        condition::choice(condition, yes, no)
    })
}

fn arn(node: &Node) -> Fragment {
    if let Some(text) = written_text(node) {
        match PartialText::of_substitution(&text).starts_with("arn:") {
            Some(true) => return Fragment::copy_of(node),
            Some(false) => return Fragment::substitution(format!("{ARN}{text}")),
            None => {}
        }
    }
    // It is a name or an ARN, which nobody knows before the deployment. In the value joined to itself the name stands behind the first
    // `:function:`.
    let list = Fragment::List;
    let value = Fragment::copy_of(node);
    let twice = Fragment::intrinsic("Fn::Join", list(vec![":function:".into(), list(vec![value.clone(), value])]));
    let parts = Fragment::intrinsic("Fn::Split", list(vec![":function:".into(), twice]));
    let name = Fragment::intrinsic("Fn::Select", list(vec![Fragment::Integer(1), parts]));
    let text = format!("{ARN}${{Name}}");
    Fragment::intrinsic("Fn::Sub", list(vec![text.into(), Fragment::map([("Name", name)])]))
}

/// Text in the syntax of `Fn::Sub`.
fn written_text(node: &Node) -> Option<String> {
    match node.as_str() {
        Some(name) => Some(name.replace("${", "${!")),
        None => node.get("Fn::Sub").and_then(Node::as_str).map(str::to_owned),
    }
}
