//! Hook binaries whose panics abort, as `panic = "abort"` in a profile makes them.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// Ours and the one by hand.
///
/// Only the binaries themselves are built with the flag: it is theirs that decides, and a profile of its own would build the AWS SDK once
/// more.
pub(crate) fn programs() -> (PathBuf, PathBuf) {
    (program("hooks-that-abort"), program("hooks-by-hand-that-abort"))
}

fn program(name: &str) -> PathBuf {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["rustc", "--quiet", "--message-format", "json-render-diagnostics"])
        .args(["--package", "safe-deploy-tests", "--features", "panics-abort", "--bin", name, "--", "-Cpanic=abort"])
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let messages = output.stdout.split(|byte| *byte == b'\n');
    let mut programs = messages.filter_map(|line| {
        let message: Value = serde_json::from_slice(line).ok()?;
        Some(PathBuf::from(message["executable"].as_str()?))
    });
    programs.next().unwrap()
}
