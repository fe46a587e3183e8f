//! Code archives as folders: each unpacked once, when it is first run, and never outside its folder.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, Cursor, Read as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use tempfile::TempDir;
use thiserror::Error;
use tokio::sync::OnceCell;
use zip::ZipArchive;

use crate::account::{Bootstrap, CodeArchive};

/// Lambda's limit of unpacked code.
const LARGEST: u64 = 250 * 1024 * 1024;
/// More files than any function has.
const MOST_ENTRIES: usize = 20_000;

/// The archives that were unpacked, by their hash. The folders go with this value.
#[derive(Debug, Default)]
pub(super) struct Unpacked(Mutex<HashMap<String, Arc<OnceCell<TempDir>>>>);

/// Why an archive could not be unpacked.
#[derive(Debug, Error)]
pub(crate) enum UnpackError {
    #[error("the zip cannot be read: {0}")]
    Zip(#[from] zip::result::ZipError),
    #[error("the zip has the entry `{0}`, which does not lie in its folder")]
    Outside(String),
    #[error("the zip has the entry `{0}`, which is no file and no folder")]
    Special(String),
    #[error("the zip has more than {MOST_ENTRIES} entries")]
    TooMany,
    #[error("the code is larger than 250 MB once it is unpacked")]
    TooLarge,
    #[error("the zip cannot be unpacked: {0}")]
    Io(#[from] io::Error),
}

impl Unpacked {
    /// The bootstrap of an archive, in a folder of its own. Whoever else asks meanwhile waits; everybody else is served.
    pub(super) async fn bootstrap(&self, archive: &CodeArchive) -> Result<Bootstrap, UnpackError> {
        let cell = {
            let mut folders = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(folders.entry(archive.sha256().to_owned()).or_default())
        };
        let folder = cell.get_or_try_init(|| in_new_folder(archive.bytes().clone())).await?.path();
        Ok(Bootstrap { program: folder.join("bootstrap"), task_root: folder.to_owned() })
    }
}

/// Large code takes a second, in which the thread that serves the faces has other things to do.
async fn in_new_folder(bytes: Bytes) -> Result<TempDir, UnpackError> {
    let unpacked = tokio::task::spawn_blocking(move || {
        let folder = tempfile::Builder::new().prefix("mock-codedeploy-").tempdir()?;
        unpack(&bytes, folder.path())?;
        Ok(folder)
    });
    unpacked.await.map_err(io::Error::other)?
}

/// Checks an archive without unpacking it: that its table of contents can be read, and that nothing in it would end elsewhere.
pub(crate) fn check(bytes: &[u8]) -> Result<(), UnpackError> {
    let mut archive = open(bytes)?;
    let mut total = 0_u64;
    for number in 0..archive.len() {
        let entry = archive.by_index_raw(number)?;
        place(&entry)?;
        total = total.saturating_add(entry.size());
    }
    if total > LARGEST { Err(UnpackError::TooLarge) } else { Ok(()) }
}

pub(super) fn unpack(bytes: &[u8], folder: &Path) -> Result<(), UnpackError> {
    let mut archive = open(bytes)?;
    // What an entry says of its size may be a lie; what comes out of it counts.
    let mut left = LARGEST;
    for number in 0..archive.len() {
        let mut entry = archive.by_index(number)?;
        let path = folder.join(place(&entry)?);
        if entry.is_dir() {
            fs::create_dir_all(&path)?;
            continue;
        }
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        let executable = entry.unix_mode().is_some_and(|mode| mode & 0o111 != 0);
        let mut file = File::create(&path)?;
        let written = io::copy(&mut entry.by_ref().take(left + 1), &mut file)?;
        left = left.checked_sub(written).ok_or(UnpackError::TooLarge)?;
        if executable {
            use std::os::unix::fs::PermissionsExt as _;
            file.set_permissions(fs::Permissions::from_mode(0o755))?;
        }
    }
    Ok(())
}

fn open(bytes: &[u8]) -> Result<ZipArchive<Cursor<&[u8]>>, UnpackError> {
    let archive = ZipArchive::new(Cursor::new(bytes))?;
    if archive.len() > MOST_ENTRIES { Err(UnpackError::TooMany) } else { Ok(archive) }
}

/// Where an entry goes, relative to the folder.
fn place<R: io::Read + ?Sized>(entry: &zip::read::ZipFile<'_, R>) -> Result<PathBuf, UnpackError> {
    let name = entry.name()?.into_owned();
    if entry.is_symlink() {
        return Err(UnpackError::Special(name));
    }
    entry.enclosed_name().ok_or(UnpackError::Outside(name))
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in entries {
            let mode = if *name == "bootstrap" { 0o755 } else { 0o644 };
            writer.start_file(*name, SimpleFileOptions::default().unix_permissions(mode)).unwrap();
            writer.write_all(content).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[tokio::test]
    async fn an_archive_is_unpacked_once_with_its_folders_and_its_executable() {
        use std::os::unix::fs::PermissionsExt as _;
        let unpacked = Unpacked::default();
        let bytes = zip(&[("bootstrap", b"#!/bin/sh"), ("lib/data.txt", b"tea")]);
        assert!(check(&bytes).is_ok());
        let archive = CodeArchive::new(bytes.into());
        let (bootstrap, same) = tokio::join!(unpacked.bootstrap(&archive), unpacked.bootstrap(&archive));
        let bootstrap = bootstrap.unwrap();
        assert_eq!(same.unwrap(), bootstrap);
        assert_eq!(fs::read_to_string(bootstrap.task_root.join("lib/data.txt")).unwrap(), "tea");
        assert_eq!(fs::metadata(&bootstrap.program).unwrap().permissions().mode() & 0o111, 0o111);
        assert_eq!(unpacked.bootstrap(&archive).await.unwrap(), bootstrap);
        drop(unpacked);
        assert!(!bootstrap.task_root.exists());
    }

    #[test]
    fn nothing_is_written_outside_the_folder() {
        for name in ["../outside", "a/../../outside", "/tmp/outside-of-all"] {
            let bytes = zip(&[("bootstrap", b"x"), (name, b"x")]);
            let refused = check(&bytes).is_err();
            let folder = tempfile::tempdir().unwrap();
            let inner = folder.path().join("inner");
            fs::create_dir(&inner).unwrap();
            let unpacked = unpack(&bytes, &inner);
            assert_eq!(refused, unpacked.is_err(), "{name}");
            let beside: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
            assert_eq!(beside.len(), 1, "{name} was written beside the folder");
            assert!(!Path::new("/tmp/outside-of-all").exists());
        }
    }

    #[test]
    fn links_and_bombs_are_refused() {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        writer.add_symlink("link", "/etc/passwd", SimpleFileOptions::default()).unwrap();
        let link = writer.finish().unwrap().into_inner();
        assert!(matches!(check(&link), Err(UnpackError::Special(_))));
        let megabyte = zip(&[("0", &vec![0; 1024 * 1024])]);
        let mut megabyte = ZipArchive::new(Cursor::new(megabyte)).unwrap();
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for number in 0..251 {
            writer.raw_copy_file_rename(megabyte.by_index_raw(0).unwrap(), number.to_string()).unwrap();
        }
        let bomb = writer.finish().unwrap().into_inner();
        assert!(bomb.len() < 1024 * 1024, "{}", bomb.len());
        assert!(matches!(check(&bomb), Err(UnpackError::TooLarge)));
        assert!(matches!(check(b"no zip"), Err(UnpackError::Zip(_))));
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_unpacked_or_refused(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300)) {
            let _ = check(&bytes);
        }
    }
}
