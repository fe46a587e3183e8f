//! SAM's own transform as a process that answers question after question.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde::Deserialize;
use serde_json::{Value, json};

const HERE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/differential");
const FOLDER: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/differential");

/// What the reference makes of a template.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Answer {
    Expanded(Value),
    Invalid(Vec<String>),
    /// It fell over, with this.
    Crash(String),
}

pub(crate) struct Oracle {
    process: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Oracle {
    pub(crate) fn start(region: &str) -> Self {
        let mut process = Command::new(installed())
            .arg(Path::new(HERE).join("oracle.py"))
            .arg(region)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env_remove("AWS_PROFILE")
            .env_remove("AWS_REGION")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let questions = process.stdin.take().unwrap();
        let answers = BufReader::new(process.stdout.take().unwrap());
        Self { process, questions, answers }
    }

    pub(crate) fn ask(&mut self, template: &str, parameters: &Value) -> Answer {
        writeln!(self.questions, "{}", json!({ "template": template, "parameters": parameters })).unwrap();
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"))
    }
}

impl Drop for Oracle {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The interpreter of an environment with the pinned versions. It is made once, and again when they change; tests that come
/// meanwhile wait.
fn installed() -> PathBuf {
    let folder = Path::new(FOLDER);
    fs::create_dir_all(folder).unwrap();
    let lock = File::create(folder.join("lock")).unwrap();
    lock.lock().unwrap();
    let requirements = Path::new(HERE).join("requirements.txt");
    let pinned = fs::read_to_string(&requirements).unwrap();
    let python = folder.join("venv/bin/python");
    let marker = folder.join("installed.txt");
    if fs::read_to_string(&marker).is_ok_and(|installed| installed == pinned) && python.exists() {
        return python;
    }
    let run = |program: &Path, arguments: &[&str]| {
        let output = Command::new(program).args(arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    };
    let venv = folder.join("venv");
    run(Path::new("python3"), &["-m", "venv", "--clear", venv.to_str().unwrap()]);
    let quietly = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    run(&python, &[&quietly[..], &["--requirement", requirements.to_str().unwrap()]].concat());
    fs::write(marker, pinned).unwrap();
    python
}
