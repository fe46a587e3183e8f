//! A map that keeps its order, its duplicates and the places of its keys.

use indexmap::IndexMap;

use super::node::{Node, Style};
use super::span::Span;
use super::text::Text;

/// A map in the order of the text. Of two entries with one key the later counts, as in PyYAML; both stay visible.
#[derive(Clone, Debug, PartialEq)]
pub struct Map {
    entries: Vec<Entry>,
    // Python's order: where a key first stands, with the value that came last. A small map without repeated keys needs none.
    effective: Option<Box<IndexMap<Text, usize>>>,
}

/// Up to here a map is searched by looking at each entry.
const SMALL: usize = 16;

/// A key with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: Key,
    /// The value.
    pub value: Node,
    /// Whether a merge key (`<<`) brought it from another map.
    pub merged: bool,
}

/// A key of a map. CloudFormation knows text only, so `on:` is `"true"` and `1:` is `"1"`, as PyYAML and JSON make them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    text: Text,
    span: Span,
    style: Style,
    written_as_text: bool,
}

impl Key {
    pub(crate) fn new(text: Text, span: Span, style: Style, written_as_text: bool) -> Self {
        Self { text, span, style, written_as_text }
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Where it stands.
    pub fn span(&self) -> Span {
        self.span
    }

    /// How it was written.
    pub fn style(&self) -> Style {
        self.style
    }

    /// False for a key that YAML read as a number, a boolean or null and that became text.
    pub fn was_written_as_text(&self) -> bool {
        self.written_as_text
    }
}

impl Map {
    pub(crate) fn new(entries: Vec<Entry>) -> Self {
        let repeats =
            |(at, entry): (usize, &Entry)| entries.iter().take(at).any(|before| before.key.text == entry.key.text);
        if entries.len() <= SMALL && !entries.iter().enumerate().any(repeats) {
            return Self { entries, effective: None };
        }
        let mut effective = IndexMap::with_capacity(entries.len());
        for (at, entry) in entries.iter().enumerate() {
            effective.insert(entry.key.text.clone(), at);
        }
        Self { entries, effective: Some(Box::new(effective)) }
    }

    /// The value that counts for a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The entry that counts for a key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        match &self.effective {
            None => self.entries.iter().find(|entry| &*entry.key.text == key),
            Some(effective) => self.entries.get(*effective.get(key)?),
        }
    }

    /// Whether there is such a key.
    pub fn contains_key(&self, key: &str) -> bool {
        self.entry(key).is_some()
    }

    /// The entries that count, each key once.
    pub fn iter(&self) -> impl Iterator<Item = &Entry> {
        (0..self.len()).filter_map(|at| match &self.effective {
            None => self.entries.get(at),
            Some(effective) => self.entries.get(*effective.get_index(at)?.1),
        })
    }

    /// The keys, each once.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.iter().map(|entry| entry.key.as_str())
    }

    /// Everything that was written or merged, repeated keys included; merged entries come first.
    pub fn all_entries(&self) -> &[Entry] {
        &self.entries
    }

    /// How many different keys there are.
    pub fn len(&self) -> usize {
        self.effective.as_ref().map_or(self.entries.len(), |effective| effective.len())
    }

    /// Whether there is no key.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}
