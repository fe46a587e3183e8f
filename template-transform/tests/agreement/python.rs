//! A virtual environment that the tests make themselves, with pinned versions.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The interpreter of an environment with these packages. It is made once, and again when the versions change; whoever comes meanwhile
/// waits.
pub(crate) fn with(name: &str, packages: &[&str]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).unwrap();
    let lock = File::create(folder.join("lock")).unwrap();
    lock.lock().unwrap();
    let python = folder.join("venv/bin/python");
    let marker = folder.join("installed.txt");
    let pinned = packages.join("\n");
    if fs::read_to_string(&marker).is_ok_and(|installed| installed == pinned) && python.exists() {
        return python;
    }
    let run = |program: &Path, arguments: &[&str]| {
        let output = Command::new(program).args(arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    };
    run(Path::new("python3"), &["-m", "venv", "--clear", folder.join("venv").to_str().unwrap()]);
    run(&python, &[&["-m", "pip", "install", "--quiet", "--disable-pip-version-check"], packages].concat());
    fs::write(marker, pinned).unwrap();
    python
}
