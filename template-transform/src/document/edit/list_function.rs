//! Intrinsic functions in the place of a list.

use crate::document::Document;
use crate::document::node::Node;

/// Those that give one text whatever they are given.
const SINGLE: [&str; 6] = ["Fn::Sub", "Fn::Join", "Fn::Base64", "Fn::ImportValue", "Fn::GetAtt", "Fn::Select"];

/// The function that a value is made by, when it is or may be a list.
pub(super) fn of<'n>(document: &Document, node: &'n Node) -> Option<&'n str> {
    let map = node.as_map().filter(|map| map.len() == 1)?;
    let entry = map.iter().next()?;
    let (name, argument) = (entry.key.as_str(), &entry.value);
    let single = match name {
        "Ref" => argument.as_str().is_some_and(|name| !is_list(document, name)),
        "Fn::If" => match argument.as_list() {
            Some([_, yes, no]) => [yes, no].into_iter().all(|branch| is_single(document, branch)),
            _ => false,
        },
        name => !name.starts_with("Fn::") || SINGLE.contains(&name),
    };
    if single { None } else { Some(name) }
}

fn is_single(document: &Document, node: &Node) -> bool {
    node.as_list().is_none() && of(document, node).is_none()
}

/// Whether a parameter, or what stands for one, is a list. `AWS::NoValue` is none, and leaves nothing behind in a list.
fn is_list(document: &Document, name: &str) -> bool {
    let parameters = document.root().get("Parameters");
    let kind = parameters.and_then(|it| it.get(name)?.get("Type")?.as_str());
    name == "AWS::NotificationARNs" || kind.is_some_and(|kind| kind == "CommaDelimitedList" || kind.contains("List<"))
}
