//! What can be wrong with a state file.

use std::path::{Path, PathBuf};

use thiserror::Error;

/// Why an account cannot be read from its file, or not be kept there.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum StateError {
    /// The file cannot be made.
    #[error("the state file {} cannot be made: {source}", path.display())]
    Create {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Another process has it.
    #[error("the state file {} is in use by another process", path.display())]
    InUse {
        /// Which file.
        path: PathBuf,
    },
    /// It was written by another program, or by another version of this one.
    #[error("{} is no state file of this version", path.display())]
    Format {
        /// Which file.
        path: PathBuf,
    },
    /// It cannot be read.
    #[error("the state file {} cannot be read: {source}", path.display())]
    Read {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: Box<redb::Error>,
    },
    /// It cannot be understood.
    #[error("the state file {} cannot be understood: {why}", path.display())]
    Content {
        /// Which file.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// It cannot be written.
    #[error("the state file {} cannot be written: {source}", path.display())]
    Write {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: Box<redb::Error>,
    },
}

impl StateError {
    pub(super) fn of_opening(path: &Path, error: redb::DatabaseError) -> Self {
        let path = path.to_owned();
        match error {
            redb::DatabaseError::DatabaseAlreadyOpen => Self::InUse { path },
            redb::DatabaseError::UpgradeRequired(_) => Self::Format { path },
            redb::DatabaseError::Storage(redb::StorageError::Io(error))
                if error.kind() == std::io::ErrorKind::InvalidData =>
            {
                Self::Format { path }
            }
            other => Self::Read { path, source: Box::new(other.into()) },
        }
    }

    /// Whether the file itself is not what it should be, and not what is around it.
    pub const fn is_about_content(&self) -> bool {
        matches!(self, Self::Format { .. } | Self::Content { .. })
    }
}
