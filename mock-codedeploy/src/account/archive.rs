//! The code of a function as a zip.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// A zip with a function's code. Copies share its bytes.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeArchive {
    // Many versions have the same code: whoever keeps them keeps it once, by its hash.
    #[serde(skip)]
    bytes: Bytes,
    sha256: String,
}

impl CodeArchive {
    /// The zip as it was given.
    pub fn new(bytes: Bytes) -> Self {
        let sha256 = STANDARD.encode(Sha256::digest(&bytes));
        Self { bytes, sha256 }
    }

    /// The zip.
    pub const fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// Its SHA-256 in base64, as `CodeSha256` has it.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }
}

impl fmt::Debug for CodeArchive {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "CodeArchive({} bytes, {})", self.bytes.len(), self.sha256)
    }
}
