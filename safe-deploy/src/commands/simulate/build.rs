//! Builds what runs: Rust crates by cargo, or a `bootstrap` that is there already.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use mock_codedeploy::Bootstrap;
use serde::Deserialize;
use template_transform::Diagnostic;
use template_transform::model::{Code, Function};
use tokio::io::AsyncReadExt as _;
use tokio::process::Command;

use crate::arguments::{Common, MessageFormat};
use crate::exit::Exit;

/// Builds each crate once, however many functions share it.
#[derive(Debug)]
pub(super) struct Builder<'a> {
    folder: &'a Path,
    common: &'a Common,
    built: HashMap<(PathBuf, Option<String>), Bootstrap>,
}

/// Why there is nothing to run for a function.
#[derive(Debug)]
pub(super) enum BuildError {
    /// It cannot run on this machine, but a scenario may stand in for it.
    CannotRunHere(Diagnostic),
    /// It is broken.
    Broken(Exit, Diagnostic),
}

/// A line of `cargo build --message-format=json`.
#[derive(Deserialize)]
struct CargoMessage {
    reason: String,
    executable: Option<PathBuf>,
    target: Option<CargoTarget>,
}

#[derive(Deserialize)]
struct CargoTarget {
    name: String,
}

impl<'a> Builder<'a> {
    pub(super) fn new(folder: &'a Path, common: &'a Common) -> Self {
        Self { folder, common, built: HashMap::new() }
    }

    /// The program of a function, built if it has to be.
    pub(super) async fn bootstrap(&mut self, function: &Function) -> Result<Bootstrap, BuildError> {
        let id = function.logical_id.as_str();
        let cannot = |location: &template_transform::Location, why: String| {
            BuildError::CannotRunHere(Diagnostic::error("cannot-run-here", location.clone(), why).about(id))
        };
        match function.runtime.known().and_then(Option::as_deref) {
            Some(runtime) if runtime.starts_with("provided") => {}
            Some(runtime) => {
                return Err(cannot(
                    &function.runtime_location,
                    format!("{id} needs the runtime {runtime}, which does not run here"),
                ));
            }
            None => return Err(cannot(&function.runtime_location, format!("the runtime of {id} is not known"))),
        }
        let path = match &function.code {
            Code::Path(path) => path,
            Code::S3 { location } => {
                return Err(cannot(location, format!("the code of {id} is in S3, not on this machine")));
            }
            Code::Inline { location, .. } => return Err(cannot(location, format!("the code of {id} is inline"))),
            Code::Image { location } => return Err(cannot(location, format!("the code of {id} is a container image"))),
            _ => return Err(cannot(&function.location, format!("where the code of {id} is, is not known"))),
        };
        let folder = self.folder.join(&path.path);
        let at_code = |code, why: String| Diagnostic::error(code, path.location.clone(), why).about(id);
        if folder.join("bootstrap").is_file() {
            return prebuilt(&folder).map_err(|error| {
                let why = format!("{} cannot be used: {error}", folder.join("bootstrap").display());
                BuildError::Broken(Exit::Usage, at_code("unreadable-code", why))
            });
        }
        let manifest = folder.join("Cargo.toml");
        if !manifest.is_file() {
            let why = if folder.exists() {
                format!("{} holds neither a Cargo.toml nor a bootstrap, so {id} cannot run", folder.display())
            } else {
                format!("the code of {id} is not there: {} does not exist", folder.display())
            };
            let problem = at_code("no-code", why).with_help("CodeUri is a folder, seen from the template");
            return Err(BuildError::Broken(Exit::NotGood, problem));
        }
        let binary = function.build.as_ref().and_then(|build| build.binary.known().cloned().flatten());
        let key = (manifest.clone(), binary.clone());
        if let Some(built) = self.built.get(&key) {
            return Ok(built.clone());
        }
        let built = self.cargo_build(&manifest, binary.as_deref()).await.map_err(|(exit, code, why)| {
            let problem = at_code(code, format!("{id} could not be built: {why}"));
            let problem = if binary.is_none() && code == "which-binary" {
                problem.with_help("name one under the function's Metadata: BuildProperties: { Binary: NAME }")
            } else {
                problem
            };
            BuildError::Broken(exit, problem)
        })?;
        self.built.insert(key, built.clone());
        Ok(built)
    }

    /// Cargo's own output, progress included, goes to stderr; problems are told in its own words.
    async fn cargo_build(
        &self,
        manifest: &Path,
        binary: Option<&str>,
    ) -> Result<Bootstrap, (Exit, &'static str, String)> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(&cargo);
        command.args(["build", "--message-format", "json-render-diagnostics", "--manifest-path"]).arg(manifest);
        if let Some(binary) = binary {
            command.args(["--bin", binary]);
        } else {
            command.arg("--bins");
        }
        let for_people = self.common.message_format == MessageFormat::Human;
        if self.common.quiet || !for_people {
            command.arg("--quiet");
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).kill_on_drop(true);
        command.stderr(if for_people { Stdio::inherit() } else { Stdio::piped() });
        let missing = |error: std::io::Error| {
            (Exit::Surroundings, "no-cargo", format!("`{}` could not be run: {error}", cargo.to_string_lossy()))
        };
        let mut child = command.spawn().map_err(missing)?;
        let mut told = String::new();
        let (mut stdout, mut stderr) = (Vec::new(), child.stderr.take());
        let read_stdout = async {
            match &mut child.stdout {
                Some(pipe) => pipe.read_to_end(&mut stdout).await.map(drop),
                None => Ok(()),
            }
        };
        let read_stderr = async {
            match &mut stderr {
                Some(pipe) => pipe.read_to_string(&mut told).await.map(drop),
                None => Ok(()),
            }
        };
        let (read, told_read) = tokio::join!(read_stdout, read_stderr);
        read.and(told_read).map_err(missing)?;
        let status = child.wait().await.map_err(missing)?;
        if !status.success() {
            let told = told.trim();
            let why = if told.is_empty() { "cargo's messages are above".to_owned() } else { told.to_owned() };
            return Err((Exit::NotGood, "build-failed", why));
        }
        let binaries: Vec<(String, PathBuf)> = stdout
            .split(|byte| *byte == b'\n')
            .filter_map(|line| serde_json::from_slice::<CargoMessage>(line).ok())
            .filter(|message| message.reason == "compiler-artifact")
            .filter_map(|message| Some((message.target?.name, message.executable?)))
            .collect();
        match binaries.as_slice() {
            [(_, program)] => {
                let task_root = program.parent().unwrap_or(Path::new(".")).to_owned();
                Ok(Bootstrap { program: program.clone(), task_root })
            }
            [] => Err((Exit::NotGood, "no-binary", format!("{} builds no binary", manifest.display()))),
            several => {
                let names: Vec<&str> = several.iter().map(|(name, _)| name.as_str()).collect();
                let why = format!("{} builds several binaries: {}", manifest.display(), names.join(", "));
                Err((Exit::NotGood, "which-binary", why))
            }
        }
    }
}

fn prebuilt(folder: &Path) -> std::io::Result<Bootstrap> {
    let task_root = folder.canonicalize()?;
    Ok(Bootstrap { program: task_root.join("bootstrap"), task_root })
}
