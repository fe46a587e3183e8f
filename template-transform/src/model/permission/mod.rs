//! What the role of a function or of a service may do, as far as the template says it.

mod coverage;
mod managed_policy;
mod rights;
mod statement;

pub(crate) use coverage::{Coverage, FunctionNames, Target};
pub(crate) use rights::{Attachments, Rights};
