//! CloudFormation's short tags: `!Ref Name` says the same as `{ Ref: Name }`.

use granit_parser::Tag;

use super::error::Problem;
use super::map::{Entry, Key, Map};
use super::node::{Node, Style, Value};
use super::scalar;
use super::span::{Position, Span};
use super::text::Text;

/// A tag in front of a node.
#[derive(Clone, Debug)]
pub(crate) enum TagUse {
    /// `!Name`: becomes a map with this key.
    Short { key: Text, span: Span },
    /// `!!str` and its like, by name.
    Core { name: String, span: Span },
    /// A lone `!`: text, whatever it looks like.
    NonSpecific,
}

impl TagUse {
    /// What a tag means; `node` is the span of what it stands before.
    pub(crate) fn of(tag: &Tag, span: Span) -> Result<Self, (Position, Problem)> {
        match (tag.handle(), tag.suffix()) {
            ("", "!") => Ok(Self::NonSpecific),
            ("!", name) if !name.is_empty() => {
                let key = if matches!(name, "Ref" | "Condition") { name.into() } else { Text::joined("Fn::", name) };
                Ok(Self::Short { key, span })
            }
            _ if ["str", "int", "float", "bool", "null", "map", "seq", "timestamp"]
                .iter()
                .any(|known| tag.suffix_in_namespace("tag:yaml.org,2002:").as_deref() == Some(known)) =>
            {
                let name = tag.suffix_in_namespace("tag:yaml.org,2002:").unwrap_or_default().into_owned();
                Ok(Self::Core { name, span })
            }
            _ => Err((span.start, Problem::UnsupportedTag(tag.original()))),
        }
    }

    /// How many levels the map of a short tag adds, with the list that `!GetAtt A.B` becomes.
    pub(crate) fn levels(&self) -> usize {
        if matches!(self, Self::Short { .. }) { 2 } else { 0 }
    }
}

/// The value of a scalar with a tag; `text_span` covers the text alone.
pub(crate) fn tagged_scalar(
    tag: &TagUse,
    text: &str,
    span: Span,
    style: Style,
    written: &str,
) -> Result<Node, (Position, Problem)> {
    match tag {
        TagUse::NonSpecific => Ok(Node::new(Value::Text(text.into()), span, style)),
        TagUse::Short { key, span: tag_span } => {
            let argument = if *key == *"Fn::GetAtt" {
                split_attribute(text, span, style, written)
            } else {
                Node::new(Value::Text(text.into()), span, style)
            };
            Ok(wrap(key.clone(), *tag_span, argument))
        }
        TagUse::Core { name, span: tag_span } => {
            let fits = |value: Option<Value>| {
                value.ok_or_else(|| (tag_span.start, Problem::TagDoesNotFit(format!("!!{name}"))))
            };
            let value = match name.as_str() {
                "str" => Value::Text(text.into()),
                "timestamp" => Value::Timestamp(text.into()),
                "null" => Value::Null,
                "bool" => fits(scalar::boolean(text).map(Value::Bool))?,
                "int" => fits(scalar::integer(text).map(Value::Integer))?,
                "float" => fits(scalar::float(text).or_else(|| text.parse().ok()).map(Value::Float))?,
                _ => fits(None)?,
            };
            Ok(Node::new(value, span, style))
        }
    }
}

/// The value of a map or list with a tag.
pub(crate) fn tagged_collection(tag: TagUse, node: Node) -> Result<Node, (Position, Problem)> {
    match tag {
        TagUse::NonSpecific => Ok(node),
        TagUse::Short { key, span } => Ok(wrap(key, span, node)),
        TagUse::Core { name, span } => match (name.as_str(), node.value()) {
            ("map", Value::Map(_)) | ("seq", Value::List(_)) => Ok(node),
            _ => Err((span.start, Problem::TagDoesNotFit(format!("!!{name}")))),
        },
    }
}

fn wrap(key: Text, tag: Span, argument: Node) -> Node {
    let span = tag.to(argument.span());
    let entry = Entry { key: Key::new(key, tag, Style::ShortTag, true), value: argument, merged: false };
    Node::new(Value::Map(Box::new(Map::new(vec![entry]))), span, Style::ShortTag)
}

/// `A.B.C` is `[A, B.C]`: the first dot divides.
fn split_attribute(text: &str, span: Span, style: Style, written: &str) -> Node {
    let part = |text: &str, span: Span| Node::new(Value::Text(text.into()), span, style);
    let items = match text.split_once('.') {
        None => vec![part(text, span)],
        Some((resource, attribute)) => {
            // Only text that stands in the file as it reads can be divided by counting.
            let (left, right) = if written == text { divide(span, resource) } else { (span, span) };
            vec![part(resource, left), part(attribute, right)]
        }
    };
    Node::new(Value::List(items), span, style)
}

fn divide(span: Span, left: &str) -> (Span, Span) {
    let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let characters = small(left.chars().count());
    let ahead = |by: u32| Position {
        line: span.start.line,
        column: span.start.column + characters + by,
        byte: span.start.byte + small(left.len()) + by,
    };
    (Span { start: span.start, end: ahead(0) }, Span { start: ahead(1), end: span.end })
}
