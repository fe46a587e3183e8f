//! What runs when a version is invoked.

use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::archive::CodeArchive;
use crate::deployment::HookVerdict;

/// What runs when a version is invoked. A behavior, where there is one, answers instead of the code.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Code {
    /// A `bootstrap` of a custom runtime: a real process.
    Process(Bootstrap),
    /// A zip with a `bootstrap`, which is unpacked when it is first run.
    Archive(CodeArchive),
    /// No code at all: the behavior answers everything.
    Model,
    /// A hook that does not run: this verdict is reported in its place.
    Verdict(HookVerdict),
    /// The test itself: the invocation is handed to whoever waits for it in this process.
    InProcess,
}

/// A program that speaks the Runtime API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bootstrap {
    /// The program.
    pub program: PathBuf,
    /// The folder that Lambda would unpack the code into (`LAMBDA_TASK_ROOT`), where the program starts.
    pub task_root: PathBuf,
}

impl Code {
    /// What `CodeSha256` says: the archive's, or that of what stands in for one.
    pub fn sha256(&self) -> String {
        match self {
            Self::Archive(archive) => archive.sha256().to_owned(),
            other => STANDARD.encode(Sha256::digest(format!("{other:?}"))),
        }
    }

    /// What `CodeSize` says.
    pub fn size(&self) -> usize {
        match self {
            Self::Archive(archive) => archive.bytes().len(),
            _ => 0,
        }
    }
}
