//! How the person who wrote a text lays it out: line breaks, indentation, spaces. An edit follows it.

use crate::document::map::Entry;
use crate::document::node::{Node, Style, Value};

/// What holds for the whole text.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) line_break: &'static str,
    /// One level of indentation.
    pub(super) unit: String,
    /// Whether a list in a map stands under its key without indentation.
    pub(super) indentless_lists: bool,
    /// JSON has no short tags and no plain scalars.
    pub(super) json: bool,
}

/// The spaces of a flow collection.
#[derive(Clone, Copy, Debug)]
pub(super) struct FlowStyle<'a> {
    pub(super) json: bool,
    /// Quotes around every key and text, as in JSON.
    pub(super) quoted: bool,
    pub(super) colon: &'static str,
    pub(super) comma: &'static str,
    /// One level of indentation and the line break, when every entry has a line of its own.
    pub(super) lines: Option<(&'a str, &'static str)>,
}

impl Layout {
    pub(super) fn of(text: &str, root: &Node) -> Self {
        let json = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).starts_with('{')
            && serde_json::from_str::<serde::de::IgnoredAny>(text.trim_start_matches('\u{feff}')).is_ok();
        let mut style = Indentation::default();
        style.look_at(text, root, 0);
        Self {
            line_break: line_break(text),
            unit: style.unit.unwrap_or_else(|| "  ".to_owned()),
            indentless_lists: style.indentless_lists.unwrap_or(false),
            json,
        }
    }
}

fn line_break(text: &str) -> &'static str {
    match text.find(['\n', '\r']).and_then(|at| text.get(at..)) {
        Some(rest) if rest.starts_with("\r\n") => "\r\n",
        Some(rest) if rest.starts_with('\r') => "\r",
        _ => "\n",
    }
}

/// The white space that the line around a byte starts with.
pub(super) fn margin(text: &str, byte: usize) -> &str {
    let start = line_start(text, byte);
    let line = text.get(start..).unwrap_or_default();
    let width = line.find(|c| c != ' ' && c != '\t').unwrap_or(line.len());
    line.get(..width).unwrap_or_default()
}

pub(super) fn line_start(text: &str, byte: usize) -> usize {
    text.get(..byte).and_then(|before| before.rfind(['\n', '\r'])).map_or(0, |at| at + 1)
}

#[derive(Default)]
struct Indentation {
    unit: Option<String>,
    indentless_lists: Option<bool>,
}

impl Indentation {
    /// Looks for the first map in a map, and for the first list in one.
    fn look_at(&mut self, text: &str, node: &Node, depth: usize) {
        let Some(map) = node.as_map() else { return };
        if depth > 8 || node.style() == Style::ShortTag {
            return;
        }
        for entry in map.iter().filter(|entry| !entry.merged && entry.value.alias_span().is_none()) {
            self.compare(text, node, entry);
            self.look_at(text, &entry.value, depth + 1);
            if self.unit.is_some() && self.indentless_lists.is_some() {
                return;
            }
        }
    }

    fn compare(&mut self, text: &str, parent: &Node, entry: &Entry) {
        let inner = match entry.value.value() {
            Value::Map(map) => map.iter().find(|entry| !entry.merged).map(|entry| entry.key.span()),
            Value::List(items) => items.first().map(Node::span),
            _ => None,
        };
        let Some(inner) = inner.filter(|inner| inner.start.line > entry.key.span().start.line) else { return };
        let outer = margin(text, entry.key.span().start.byte as usize);
        let inside = margin(text, inner.start.byte as usize);
        let a_list = entry.value.as_list().is_some();
        if a_list && entry.value.style() == Style::Block && parent.style() == Style::Block {
            let indentation = entry.key.span().start.column as usize - 1;
            self.indentless_lists.get_or_insert(inside.len() == indentation);
        }
        if let Some(step) = inside.strip_prefix(outer).filter(|step| !step.is_empty())
            && !(a_list && entry.value.style() == Style::Block)
        {
            self.unit.get_or_insert_with(|| step.to_owned());
        }
    }
}
