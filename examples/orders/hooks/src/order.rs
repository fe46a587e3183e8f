//! An order as the shop answers it.

use serde::Deserialize;

/// A priced order, in cents.
#[derive(Debug, Deserialize)]
pub(crate) struct Order {
    pub(crate) lines: Vec<Line>,
    pub(crate) total: u64,
}

/// One product of it.
#[derive(Debug, Deserialize)]
pub(crate) struct Line {
    pub(crate) product: String,
    pub(crate) amount: u64,
}
