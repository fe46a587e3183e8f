//! Writes a file as a whole or not at all.

use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use tempfile::Builder;

use crate::exit::Exit;
use crate::failure::Failure;

/// Writes beside the file and moves the result over it, with the permissions that the file has. Behind a link the file changes, and the
/// link stays.
pub(super) fn write(path: &Path, text: &str) -> Result<(), Failure> {
    replace(path, text).map_err(|error| {
        let name = path.display().to_string();
        Failure::of_file(Exit::Surroundings, "not-written", &name, format!("cannot write {name}: {error}"))
    })
}

fn replace(path: &Path, text: &str) -> io::Result<()> {
    let path = match path.canonicalize() {
        Ok(real) => real,
        Err(error) if error.kind() == io::ErrorKind::NotFound => path.to_owned(),
        Err(error) => return Err(error),
    };
    let permissions = fs::metadata(&path).ok().map(|known| known.permissions());
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // A new file is as the user's mask lets it be; a temporary one would be for its owner alone.
    let usual = fs::Permissions::from_mode(0o666);
    let mut file = Builder::new().prefix(".safe-deploy-").permissions(usual).tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    if let Some(permissions) = permissions {
        file.as_file().set_permissions(permissions)?;
    }
    file.as_file().sync_all()?;
    file.persist(&path).map_err(|error| error.error)?;
    Ok(())
}
