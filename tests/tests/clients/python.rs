//! Python programs in a virtual environment that the test makes itself, with pinned versions.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Output;

use tokio::process::Command;

const CLIENTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/clients");
const FOLDER: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/clients");

/// Runs a program of `tests/clients` with the environment that AWS clients need.
pub(crate) async fn run(program: &str, variables: &[(&str, &str)]) -> Output {
    let python = tokio::task::spawn_blocking(installed).await.unwrap();
    Command::new(python)
        .arg(Path::new(CLIENTS).join(program))
        // Neither a profile of whoever runs this nor a left-over of Python's own.
        .env("AWS_CONFIG_FILE", "/dev/null")
        .env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env_remove("AWS_PROFILE")
        .envs([("AWS_REGION", "us-east-1"), ("AWS_DEFAULT_REGION", "us-east-1")])
        .envs([("AWS_ACCESS_KEY_ID", "mock"), ("AWS_SECRET_ACCESS_KEY", "mock")])
        .envs(variables.iter().copied())
        .kill_on_drop(true)
        .output()
        .await
        .unwrap()
}

/// The environment's interpreter. It is made once and again when the pinned versions change; tests that come meanwhile wait.
fn installed() -> PathBuf {
    let folder = Path::new(FOLDER);
    fs::create_dir_all(folder).unwrap();
    let lock = File::create(folder.join("lock")).unwrap();
    lock.lock().unwrap();
    let pinned = fs::read_to_string(Path::new(CLIENTS).join("requirements.txt")).unwrap();
    let python = folder.join("venv/bin/python");
    let marker = folder.join("installed.txt");
    if fs::read_to_string(&marker).is_ok_and(|installed| installed == pinned) && python.exists() {
        return python;
    }
    let run = |program: &Path, arguments: &[&str]| {
        let output = std::process::Command::new(program).args(arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    };
    let venv = folder.join("venv");
    run(Path::new("python3"), &["-m", "venv", "--clear", venv.to_str().unwrap()]);
    let quietly = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    let requirements = format!("{CLIENTS}/requirements.txt");
    run(&python, &[&quietly[..], &["--requirement", &requirements]].concat());
    fs::write(marker, pinned).unwrap();
    python
}
