//! What a document was made from by edits, so that its findings show the text that a person wrote.

use std::sync::Arc;

use super::source::Source;
use super::span::Position;
use crate::diagnostic::Location;

/// The text before the edits, and where they were made.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    source: Source,
    /// Where its lines start.
    lines: Vec<usize>,
    /// That of the text before.
    before: Option<Arc<Self>>,
    /// Each with where it starts in the new text, in order.
    moves: Vec<(usize, Move)>,
}

/// A stretch of the new text that is not in the old one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Move {
    /// Where the edit was made in the old text.
    pub(super) old: usize,
    /// What it took away there.
    pub(super) removed: usize,
    /// What it put there.
    pub(super) added: usize,
}

impl Origin {
    /// Edits of a text, in its order.
    pub(super) fn new(source: Source, before: Option<Arc<Self>>, moves: Vec<Move>) -> Self {
        let (mut added, mut removed) = (0, 0);
        let placed = |edit: Move| {
            let start = edit.old + added - removed;
            added += edit.added;
            removed += edit.removed;
            (start, edit)
        };
        let moves = moves.into_iter().map(placed).collect();
        Self { lines: source.line_starts(), source, before, moves }
    }

    /// Where the byte of the new text stands for the person who wrote the first one; what an edit has added stands at the end of what was
    /// there before it.
    pub(super) fn location(&self, byte: usize) -> Location {
        let old = self.before_edits(byte);
        match &self.before {
            Some(before) => before.location(old),
            None => self.source.location(self.position(old)),
        }
    }

    fn before_edits(&self, byte: usize) -> usize {
        let behind = self.moves.partition_point(|(start, _)| *start <= byte);
        let Some((start, edit)) = behind.checked_sub(1).and_then(|last| self.moves.get(last)) else { return byte };
        if byte < start + edit.added {
            let before = self.source.text().get(..edit.old).unwrap_or_default();
            return before.trim_end_matches([' ', '\t', '\n', '\r']).len();
        }
        byte - start - edit.added + edit.old + edit.removed
    }

    fn position(&self, byte: usize) -> Position {
        let line = self.lines.partition_point(|start| *start <= byte);
        let start = line.checked_sub(1).and_then(|last| self.lines.get(last)).copied().unwrap_or_default();
        let column = self.source.text().get(start..byte).unwrap_or_default().chars().count() + 1;
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Position { line: number(line.max(1)), column: number(column), byte: number(byte) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_found_again_behind_and_inside_of_edits() {
        // It became `aXXb\n-f`.
        let moves = vec![Move { old: 1, removed: 0, added: 2 }, Move { old: 3, removed: 2, added: 1 }];
        let origin = Origin::new(Source::new("t".into(), "ab\ndef"), None, moves);
        let old: Vec<usize> = (0..7).map(|byte| origin.before_edits(byte)).collect();
        // What was added in the second line stands at the end of the first.
        assert_eq!(old, [0, 1, 1, 1, 2, 2, 5]);
        assert_eq!(origin.location(6), Location::new("t", 2, 3));
        let again = Origin::new(Source::new("t".into(), "aXXb\n-f"), Some(Arc::new(origin)), vec![]);
        assert_eq!(again.location(6), Location::new("t", 2, 3));
    }
}
