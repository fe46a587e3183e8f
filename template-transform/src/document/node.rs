//! One value of a template, with its place.

use super::map::Map;
use super::span::Span;
use super::text::Text;

/// A value and where it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    value: Value,
    span: Span,
    style: Style,
    /// Few nodes have one.
    alias: Option<Box<Span>>,
}

/// What a node says, with YAML 1.1 types as PyYAML's safe loader gives them.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`, `~` or nothing at all.
    Null,
    /// `true`, `yes`, `on` and their opposites.
    Bool(bool),
    /// A whole number.
    Integer(i128),
    /// A number with a fraction.
    Float(f64),
    /// A date or a time; kept as it was written, because JSON has no such thing.
    Timestamp(Text),
    /// Text.
    Text(Text),
    /// A list.
    List(Vec<Node>),
    /// A map. A short tag (`!Ref Name`) is a map with one key.
    Map(Box<Map>),
}

/// How a node was written; an edit has to follow it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Style {
    /// A scalar without quotes.
    Plain,
    /// A scalar in `'` or `"`.
    Quoted,
    /// A scalar in block form, after `|` or `>`; its span covers the text, not the header.
    BlockScalar,
    /// A map or list by indentation.
    Block,
    /// A map or list in braces or brackets, as in JSON.
    Flow,
    /// The map that stands for a short tag.
    ShortTag,
}

impl Node {
    pub(crate) fn new(value: Value, span: Span, style: Style) -> Self {
        Self { value, span, style, alias: None }
    }

    /// The node that an alias at `alias` stands for.
    pub(crate) fn behind_alias(mut self, alias: Span) -> Self {
        self.alias = Some(Box::new(alias));
        self
    }

    /// What it says.
    pub fn value(&self) -> &Value {
        &self.value
    }

    pub(super) fn into_value(self) -> Value {
        self.value
    }

    /// Where it was written. For a value behind an alias, that is at the anchor.
    pub fn span(&self) -> Span {
        self.span
    }

    /// How it was written.
    pub fn style(&self) -> Style {
        self.style
    }

    /// Where the alias (`*name`) stands that put this copy here.
    pub fn alias_span(&self) -> Option<Span> {
        self.alias.as_deref().copied()
    }

    /// The text, when it is text.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The map, when it is one.
    pub fn as_map(&self) -> Option<&Map> {
        match &self.value {
            Value::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The items, when it is a list.
    pub fn as_list(&self) -> Option<&[Self]> {
        match &self.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    /// Whether it is null, which SAM takes for absent.
    pub fn is_null(&self) -> bool {
        self.value == Value::Null
    }

    /// The value under a key, when it is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.as_map()?.get(key)
    }

    /// Its kind in words, for messages.
    pub fn kind(&self) -> &'static str {
        match &self.value {
            Value::Null => "nothing",
            Value::Bool(_) => "a boolean",
            Value::Integer(_) | Value::Float(_) => "a number",
            Value::Timestamp(_) => "a date",
            Value::Text(_) => "text",
            Value::List(_) => "a list",
            Value::Map(_) if self.is_function() => "an intrinsic function",
            Value::Map(_) => "a map",
        }
    }

    /// Whether it is a map with the one key `Ref`, or `Fn::…`.
    pub(crate) fn is_function(&self) -> bool {
        self.as_map().is_some_and(|map| map.len() == 1 && map.keys().any(|key| key == "Ref" || key.starts_with("Fn::")))
    }
}
