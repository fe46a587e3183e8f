//! Hook crates on this machine: their manifests and their sources.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use serde::Deserialize;
use template_transform::Diagnostic;
use template_transform::wire::{HookCrate, source};

use crate::exit::Exit;
use crate::failure::Failure;

/// A crate with more files than this is none that only holds hooks.
const MOST_FILES: usize = 10_000;

#[derive(Deserialize)]
struct Manifest {
    package: Package,
    #[serde(default)]
    bin: Vec<Binary>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    #[serde(rename = "default-run")]
    default_run: Option<String>,
}

#[derive(Deserialize)]
struct Binary {
    name: String,
}

/// Reads the crates, with all that is wrong with their sources. `sources` takes what diagnostics will point into.
pub(super) fn read_all(
    folders: &[PathBuf],
    template: &Path,
    sources: &mut Vec<(String, String)>,
) -> Result<Vec<HookCrate>, Failure> {
    let mut crates = Vec::new();
    let mut problems: Vec<Diagnostic> = Vec::new();
    for folder in folders {
        let binary = binary(folder)?;
        let mut hooks = Vec::new();
        for file in rust_files(&folder.join("src"))? {
            let name = file.display().to_string();
            let text = fs::read_to_string(&file).map_err(|error| unreadable(&name, &error))?;
            // Most files of a crate hold no hook, and need not be parsed.
            if !text.contains("_traffic") {
                continue;
            }
            match source::read(name.as_str(), &text) {
                Ok(found) => hooks.extend(found),
                Err(found) => problems.extend(found),
            }
            sources.push((name, text));
        }
        if hooks.is_empty() && problems.is_empty() {
            let folder = folder.display().to_string();
            let message =
                format!("there is no hook in {folder}: no function has `#[pre_traffic]` or `#[post_traffic]`");
            return Err(Failure::of_file(Exit::Usage, "no-hooks", &folder, message));
        }
        crates.push(HookCrate { code_uri: code_uri(template, folder)?, binary, hooks });
    }
    if problems.is_empty() {
        return Ok(crates);
    }
    let failure = Failure::new(Exit::Usage, problems);
    Err(sources.iter().fold(failure, |failure, (file, text)| failure.with_source(file, text)))
}

fn unreadable(name: &str, error: &std::io::Error) -> Failure {
    Failure::of_file(Exit::Usage, "unreadable-hooks", name, format!("cannot read {name}: {error}"))
}

/// The binary that cargo-lambda is to take.
fn binary(folder: &Path) -> Result<Option<String>, Failure> {
    let path = folder.join("Cargo.toml");
    let name = path.display().to_string();
    let text = fs::read_to_string(&path).map_err(|error| {
        unreadable(&name, &error).with_help("`--hooks` takes the folder of a Rust crate, where its Cargo.toml is")
    })?;
    let manifest: Manifest = toml::from_str(&text).map_err(|error| {
        Failure::of_file(Exit::Usage, "unreadable-hooks", &name, format!("{name} is no manifest: {}", error.message()))
    })?;
    let only = match manifest.bin.as_slice() {
        [only] => Some(only.name.clone()),
        _ => None,
    };
    Ok(manifest.package.default_run.or(only).or(Some(manifest.package.name)))
}

/// All Rust files of a folder and the folders in it, sorted. A link that leads in a circle is followed once.
fn rust_files(folder: &Path) -> Result<BTreeSet<PathBuf>, Failure> {
    let mut found = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        let name = folder.display().to_string();
        let real = folder.canonicalize().map_err(|error| unreadable(&name, &error))?;
        if !seen.insert(real) {
            continue;
        }
        for entry in fs::read_dir(&folder).map_err(|error| unreadable(&name, &error))? {
            let path = entry.map_err(|error| unreadable(&name, &error))?.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.insert(path);
            }
        }
        if found.len() > MOST_FILES {
            let message = format!("{name} holds more than {MOST_FILES} files");
            return Err(Failure::of_file(Exit::Usage, "too-many-files", &name, message));
        }
    }
    Ok(found)
}

/// The crate's folder as the template says it: relative to the template's folder.
fn code_uri(template: &Path, folder: &Path) -> Result<String, Failure> {
    let real = |path: &Path| path.canonicalize().map_err(|error| unreadable(&path.display().to_string(), &error));
    let (from, to) = (real(template)?, real(folder)?);
    let shared = from.components().zip(to.components()).take_while(|(one, other)| one == other).count();
    let up = from.components().skip(shared).map(|_| Component::ParentDir);
    let relative: PathBuf = up.chain(to.components().skip(shared)).collect();
    let text = relative.to_string_lossy().replace('\\', "/");
    Ok(if text.is_empty() { ".".to_owned() } else { text })
}
