//! One module a command.

pub(crate) mod complete;
pub(crate) mod expand;
pub(crate) mod serve;
pub(crate) mod simulate;
pub(crate) mod wire;
