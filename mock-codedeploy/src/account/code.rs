//! What runs when a version is invoked.

use std::path::PathBuf;

use crate::deployment::HookVerdict;

/// What runs when a version is invoked. A behavior, where there is one, answers instead of the code.
#[derive(Clone, Debug, PartialEq)]
pub enum Code {
    /// A `bootstrap` of a custom runtime: a real process.
    Process(Bootstrap),
    /// No code at all: the behavior answers everything.
    Model,
    /// A hook that does not run: this verdict is reported in its place.
    Verdict(HookVerdict),
    /// The test itself: the invocation is handed to whoever waits for it in this process.
    InProcess,
}

/// A program that speaks the Runtime API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bootstrap {
    /// The program.
    pub program: PathBuf,
    /// The folder that Lambda would unpack the code into (`LAMBDA_TASK_ROOT`), where the program starts.
    pub task_root: PathBuf,
}
