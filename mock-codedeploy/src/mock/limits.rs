//! How long a client may take to say what it wants.

use std::time::Duration;

/// How long a client may take to say what it wants. Whoever is slower loses the connection, and nobody else waits for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// For the request's head, counted from when the connection is free for it: also how long an idle connection is kept.
    pub head: Duration,
    /// For the request's body, counted from the end of its head.
    pub body: Duration,
}

impl Default for Limits {
    /// A minute for each.
    fn default() -> Self {
        Self { head: Duration::from_secs(60), body: Duration::from_secs(60) }
    }
}
