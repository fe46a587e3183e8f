//! One module a command.

pub(crate) mod check;
pub(crate) mod complete;
pub(crate) mod expand;
mod hook_crate;
pub(crate) mod plan;
pub(crate) mod serve;
pub(crate) mod simulate;
mod template;
pub(crate) mod wire;
