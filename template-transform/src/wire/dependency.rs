//! Which resources a part of the template refers to, and what follows from that for circles.

use std::collections::HashSet;

use super::template::Template;
use crate::document::{Node, Value};

/// The resources and parameters that a value refers to, each once, in order.
pub(super) fn references(node: &Node) -> Vec<String> {
    let mut found = Vec::new();
    collect(node, &mut found);
    found
}

fn collect(node: &Node, found: &mut Vec<String>) {
    match node.value() {
        Value::List(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Map(map) => {
            for entry in map.iter() {
                let value = &entry.value;
                match (entry.key.as_str(), value.as_str(), value.as_list()) {
                    ("Ref" | "DependsOn", Some(name), _) => note(name, found),
                    ("DependsOn", None, Some(names)) => {
                        names.iter().filter_map(Node::as_str).for_each(|name| note(name, found));
                    }
                    ("Fn::GetAtt", text, list) => {
                        let first = text.or_else(|| list.and_then(|parts| parts.first()).and_then(Node::as_str));
                        if let Some(name) = first {
                            note(name, found);
                        }
                    }
                    ("Fn::Sub", Some(text), _) => substituted(text, found),
                    ("Fn::Sub", None, Some([text, variables])) => {
                        let mut names = Vec::new();
                        text.as_str().into_iter().for_each(|text| substituted(text, &mut names));
                        names.retain(|name| variables.get(name).is_none());
                        for name in &names {
                            note(name, found);
                        }
                        collect(variables, found);
                    }
                    _ => collect(value, found),
                }
            }
        }
        _ => {}
    }
}

fn note(name: &str, found: &mut Vec<String>) {
    let id = name.split('.').next().unwrap_or(name);
    if !id.starts_with("AWS::") && !found.iter().any(|known| known == id) {
        found.push(id.to_owned());
    }
}

fn substituted(text: &str, found: &mut Vec<String>) {
    for piece in text.split("${").skip(1) {
        if let Some((name, _)) = piece.split_once('}')
            && !name.starts_with('!')
        {
            note(name.trim(), found);
        }
    }
}

/// What a resource itself waits for. SAM makes other resources of a function's preference and events, which wait for it instead.
fn needs(resource: &Node) -> Vec<String> {
    let serverless = resource.get("Type").and_then(Node::as_str) == Some(super::template::SERVERLESS);
    let Some(properties) = resource.get("Properties").and_then(Node::as_map).filter(|_| serverless) else {
        return references(resource);
    };
    let mut found = Vec::new();
    for name in super::statement::one_or_many(resource.get("DependsOn")).into_iter().filter_map(Node::as_str) {
        note(name, &mut found);
    }
    for entry in properties.iter().filter(|entry| !matches!(entry.key.as_str(), "DeploymentPreference" | "Events")) {
        collect(&entry.value, &mut found);
    }
    found
}

/// Whether a resource waits for another, through others if need be.
pub(super) fn waits_for(template: &Template<'_>, resource: &str, target: &str) -> bool {
    leads_to(template, template.resource(resource).map(needs).unwrap_or_default(), target)
}

/// Whether one of these values leads to a resource, through other resources if need be.
pub(super) fn reaches<'n>(template: &Template<'_>, from: impl IntoIterator<Item = &'n Node>, target: &str) -> bool {
    leads_to(template, from.into_iter().flat_map(references).collect(), target)
}

fn leads_to(template: &Template<'_>, mut open: Vec<String>, target: &str) -> bool {
    let mut seen: HashSet<String> = HashSet::new();
    while let Some(id) = open.pop() {
        if id == target {
            return true;
        }
        if let Some(resource) = template.resource(&id)
            && seen.insert(id)
        {
            open.extend(needs(resource));
        }
    }
    false
}
