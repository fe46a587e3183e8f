//! One module a command.

pub(crate) mod complete;
pub(crate) mod simulate;
