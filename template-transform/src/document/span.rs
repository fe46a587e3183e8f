//! Where something stands in the text.

use std::ops::Range;

/// A point in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Position {
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
    /// The offset in bytes, from 0.
    pub byte: u32,
}

impl Position {
    /// The start of every text.
    pub const START: Self = Self { line: 1, column: 1, byte: 0 };
}

/// A stretch of the text, its end excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Span {
    /// The first character.
    pub start: Position,
    /// Just behind the last character.
    pub end: Position,
}

impl Span {
    /// The bytes that it covers.
    pub fn byte_range(self) -> Range<usize> {
        self.start.byte as usize..self.end.byte as usize
    }

    /// From the start of this one to the end of the other.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { start: self.start, end: if other.end.byte < self.start.byte { self.start } else { other.end } }
    }
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl From<granit_parser::Marker> for Position {
    fn from(marker: granit_parser::Marker) -> Self {
        Self {
            line: small(marker.line().max(1)),
            column: small(marker.col().saturating_add(1)),
            byte: small(marker.byte_offset().unwrap_or_else(|| marker.index())),
        }
    }
}

impl From<granit_parser::Span> for Span {
    fn from(span: granit_parser::Span) -> Self {
        Self { start: span.start.into(), end: span.end.into() }
    }
}
