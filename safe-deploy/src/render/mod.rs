//! What people and programs get to see.

mod diagnostics;
pub(crate) mod junit;
pub(crate) mod sarif;
pub(crate) mod timeline;

use std::io;

use crate::arguments::MessageFormat;
use crate::exit::Exit;
use crate::failure::Failure;

/// A result that could not be written is lost, and that is a failure; whoever closed the pipe has read enough.
pub(crate) fn told(result: io::Result<()>) -> Result<(), Failure> {
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            let message = format!("the result could not be written: {error}");
            Err(Failure::of_file(Exit::Surroundings, "no-output", "stdout", message))
        }
        _ => Ok(()),
    }
}

/// One line of result.
pub(crate) fn line(text: &str) -> io::Result<()> {
    use io::Write as _;
    writeln!(anstream::stdout(), "{text}")
}

/// A result that ends as it ends.
pub(crate) fn text(text: &str) -> io::Result<()> {
    use io::Write as _;
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes())?;
    stdout.flush()
}

/// Tells on stderr why a command failed; as JSON, on stdout, for programs.
pub(crate) fn failure(failure: &Failure, format: MessageFormat) {
    match format {
        MessageFormat::Human => diagnostics::human(failure),
        MessageFormat::Json if failure.diagnostics().is_empty() => {}
        MessageFormat::Json => diagnostics::json(failure),
    }
}

/// Findings are a result: they go to stdout.
pub(crate) fn findings(findings: &Failure, as_json: bool) -> io::Result<()> {
    if as_json {
        diagnostics::json(findings);
        return Ok(());
    }
    match diagnostics::text(findings).trim_end() {
        "" => line("nothing found"),
        text => line(text),
    }
}

/// Tells what is worth knowing but stops nothing.
pub(crate) fn warnings(warnings: &Failure) {
    diagnostics::human(warnings);
}
