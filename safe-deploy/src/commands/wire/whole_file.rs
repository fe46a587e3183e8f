//! Writes a file as a whole or not at all.

use std::fs;
use std::io::{self, Write as _};
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
    let permissions = match fs::metadata(&path) {
        Ok(known) => Some(known.permissions()),
        Err(_) => None,
    };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = Builder::new().prefix(".safe-deploy-").tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    match permissions {
        Some(permissions) => file.as_file().set_permissions(permissions)?,
        None => file.as_file().set_permissions(usual()?)?,
    }
    file.as_file().sync_all()?;
    file.persist(&path).map_err(|error| error.error)?;
    Ok(())
}

/// What a new file is for everybody here; a temporary file is for its owner alone.
#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems have to ask")]
fn usual() -> io::Result<fs::Permissions> {
    use std::os::unix::fs::PermissionsExt as _;
    Ok(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn usual() -> io::Result<fs::Permissions> {
    Ok(fs::metadata(".")?.permissions())
}
