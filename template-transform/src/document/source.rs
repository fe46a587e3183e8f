//! The text of a template, and its lines.

use std::sync::Arc;

use super::span::Position;
use crate::diagnostic::{FileName, Location};

#[derive(Clone, Debug)]
pub(crate) struct Source {
    file: FileName,
    text: Arc<str>,
}

impl Source {
    pub(crate) fn new(file: FileName, text: &str) -> Self {
        Self { file, text: Arc::from(text) }
    }

    pub(crate) fn file(&self) -> &FileName {
        &self.file
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn location(&self, position: Position) -> Location {
        Location::new(self.file.clone(), position.line, position.column)
    }

    pub(crate) fn line(&self, line: u32) -> Option<&str> {
        lines(&self.text).nth(usize::try_from(line).ok()?.checked_sub(1)?).map(|(_, line)| line)
    }

    /// Where the lines start.
    pub(crate) fn line_starts(&self) -> Vec<usize> {
        lines(&self.text).map(|(start, _)| start).collect()
    }

    /// Just behind the last character.
    pub(crate) fn end(&self) -> Position {
        let (count, last) = lines(&self.text).fold((0_usize, ""), |(count, _), (_, line)| (count + 1, line));
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Position { line: number(count.max(1)), column: number(last.chars().count() + 1), byte: number(self.text.len()) }
    }
}

/// Lines as YAML sees them, each with where it starts: a break is `\r\n`, `\n` or a lone `\r`.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let current = rest?;
        let start = text.len() - current.len();
        let Some(at) = current.find(['\n', '\r']) else {
            rest = None;
            return Some((start, current));
        };
        let (line, behind) = current.split_at(at);
        rest = behind.strip_prefix("\r\n").or_else(|| behind.get(1..));
        Some((start, line))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_line_break_ends_a_line() {
        let found: Vec<_> = lines("a\r\nb\rc\n\nd").collect();
        assert_eq!(found, [(0, "a"), (3, "b"), (5, "c"), (7, ""), (8, "d")]);
    }

    #[test]
    fn a_line_is_found_by_its_number() {
        let source = Source::new("t".into(), "one\ntwo\n");
        assert_eq!(source.line(2), Some("two"));
        assert_eq!((source.line(0), source.line(9)), (None, None));
    }
}
