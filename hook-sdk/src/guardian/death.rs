//! How a worker ended, in words that help.

use std::fmt;

use nix::sys::signal::Signal;
use nix::sys::wait::WaitStatus;

/// The end of a worker that was needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Death {
    /// It ended by itself.
    Exited(i32),
    /// A signal ended it.
    Signal(i32),
}

impl From<WaitStatus> for Death {
    fn from(status: WaitStatus) -> Self {
        match status {
            WaitStatus::Exited(_, code) => Self::Exited(code),
            WaitStatus::Signaled(_, signal, _) => Self::Signal(signal as i32),
            // Nobody asks for the others, which are no ends.
            _ => Self::Signal(0),
        }
    }
}

impl Death {
    /// Whether the worker ended because it had nothing more to do.
    pub(crate) fn is_orderly(self) -> bool {
        self == Self::Exited(0)
    }
}

impl fmt::Display for Death {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Exited(code) => {
                write!(formatter, "the validator ended its process with exit status {code} instead of returning")
            }
            Self::Signal(number) => {
                let (name, hint) = match Signal::try_from(number) {
                    Ok(Signal::SIGABRT) => {
                        ("SIGABRT", " (an abort, a panic that aborts, or a stack overflow: its log says which)")
                    }
                    Ok(Signal::SIGSEGV) => ("SIGSEGV", " (a segmentation fault)"),
                    Ok(Signal::SIGKILL) => ("SIGKILL", " (as it happens when the memory limit is hit)"),
                    Ok(signal) => (signal.as_str(), ""),
                    Err(_) => return write!(formatter, "the validator crashed with signal {number}"),
                };
                write!(formatter, "the validator crashed with {name}{hint}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_end_is_told_in_words() {
        assert_eq!(
            Death::Exited(0).to_string(),
            "the validator ended its process with exit status 0 instead of returning"
        );
        assert_eq!(Death::Signal(11).to_string(), "the validator crashed with SIGSEGV (a segmentation fault)");
        assert_eq!(Death::Signal(7).to_string(), "the validator crashed with SIGBUS");
        assert_eq!(Death::Signal(250).to_string(), "the validator crashed with signal 250");
    }
}
