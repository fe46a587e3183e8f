//! What people and programs get to see.

mod diagnostics;
pub(crate) mod timeline;

use crate::arguments::MessageFormat;
use crate::failure::Failure;

/// Tells on stderr why a command failed; as JSON, on stdout, for programs.
pub(crate) fn failure(failure: &Failure, format: MessageFormat) {
    match format {
        MessageFormat::Human => diagnostics::human(failure),
        MessageFormat::Json if failure.diagnostics().is_empty() => {}
        MessageFormat::Json => diagnostics::json(failure),
    }
}

/// Tells what is worth knowing but stops nothing.
pub(crate) fn warnings(warnings: &Failure) {
    diagnostics::human(warnings);
}
