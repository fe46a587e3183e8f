//! What has to hold before a template can be expanded at all.

use std::collections::HashSet;

use super::resource::text_of;
use super::sam_type;
use crate::diagnostic::Diagnostic;
use crate::document::{Document, Map, Node, Value};

/// The resources of a template, with all that is wrong with their outer form.
pub(crate) struct Structure<'d> {
    pub(crate) resources: &'d Map,
    pub(crate) found: Vec<Diagnostic>,
    /// The resources that cannot be expanded because of it.
    pub(crate) broken: HashSet<&'d str>,
}

/// Fails when there are no resources at all.
pub(crate) fn read(document: &Document) -> Result<Structure<'_>, Vec<Diagnostic>> {
    let root = document.root();
    let error = |span, message: String| Diagnostic::error("template-structure", document.location(span), message);
    let resources = match root.get("Resources") {
        None => {
            return Err(vec![
                error(root.span(), "the template has no section `Resources`".into())
                    .with_help("a template describes resources; add `Resources:` with at least one"),
            ]);
        }
        Some(node) => match node.as_map() {
            Some(map) if !map.is_empty() => map,
            Some(_) => {
                return Err(vec![
                    error(node.span(), "the section `Resources` is empty".into())
                        .with_help("a template describes at least one resource"),
                ]);
            }
            None => {
                return Err(vec![
                    error(node.span(), format!("`Resources` has to be a map, and this is {}", node.kind()))
                        .with_help("each resource is an entry: its logical id, then `Type` and `Properties`"),
                ]);
            }
        },
    };
    let (mut found, mut broken) = (Vec::new(), HashSet::new());
    for entry in resources.iter() {
        let id = entry.key.as_str();
        if entry.value.as_map().is_none() {
            let message =
                format!("the resource `{id}` has to be a map with a `Type`, and this is {}", entry.value.kind());
            found.push(error(entry.key.span(), message).about(id).with_help("check the indentation below its name"));
            broken.insert(id);
            continue;
        }
        if let Some(condition) = entry.value.get("Condition").filter(|node| is_odd_condition(node)) {
            let message = format!(
                "the `Condition` of `{id}` has to be the name of a condition, and this is {}",
                condition.kind()
            );
            found.push(
                error(condition.span(), message)
                    .about(id)
                    .with_help("put the expression under `Conditions` and name it here"),
            );
            broken.insert(id);
        }
        let kind = entry.value.get("Type").and_then(text_of).unwrap_or_default();
        if sam_type::has_globals(kind)
            && let Some(properties) = entry.value.get("Properties").filter(|node| node.as_map().is_none())
        {
            let message = format!("the `Properties` of `{id}` have to be a map, and this is {}", properties.kind());
            found.push(error(properties.span(), message).about(id).with_help("check the indentation, or remove it"));
            broken.insert(id);
        }
    }
    if let Some(mappings) =
        root.as_map().and_then(|root| root.entry("Mappings")).filter(|entry| entry.value.as_map().is_none())
    {
        let message = format!("`Mappings` has to be a map, and this is {}", mappings.value.kind());
        found.push(error(mappings.key.span(), message).with_help("remove the section when there are no mappings"));
    }
    Ok(Structure { resources, found, broken })
}

/// Something that is neither text nor nothing.
fn is_odd_condition(node: &Node) -> bool {
    text_of(node).is_none() && super::value::Value::from(node).is_truthy() && !matches!(node.value(), Value::Null)
}
