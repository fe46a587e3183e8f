//! Hook crates on this machine: their manifests and their sources.

mod binaries;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use template_transform::Diagnostic;
use template_transform::wire::{HookCrate, SourceHook, source};

use crate::exit::Exit;
use crate::failure::Failure;
use binaries::{Holder, Manifest};

/// A crate with more files than this is none that only holds hooks.
const MOST_FILES: usize = 10_000;

/// Reads the crates of a template, with all that is wrong with their sources. `sources` takes what diagnostics will point into.
pub(super) fn read_all(
    folders: &[PathBuf],
    template: &Path,
    sources: &mut Vec<(String, String)>,
) -> Result<Vec<HookCrate>, Failure> {
    let template = template.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut crates = Vec::new();
    let mut problems: Vec<Diagnostic> = Vec::new();
    for folder in folders {
        let manifest = manifest(folder)?;
        let files = source_files(folder, &manifest)?;
        let mut hooks = Vec::new();
        for relative in &files {
            let file = folder.join(relative);
            let name = file.display().to_string();
            let text = fs::read_to_string(&file).map_err(|error| unreadable(&name, &error))?;
            // Most files of a crate hold no hook, and need not be parsed.
            if !text.contains("_traffic") {
                continue;
            }
            match source::read(name.as_str(), &text) {
                Ok(found) => match manifest.holder(relative, &files) {
                    Holder::Binary(binary) => {
                        hooks.extend(found.into_iter().map(|hook| SourceHook { binary: Some(binary.clone()), ..hook }));
                    }
                    Holder::AnyOf(binaries) => {
                        problems.extend(found.iter().map(|hook| without_binary(hook, &binaries)));
                    }
                },
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
        crates.push(HookCrate { code_uri: code_uri(template, folder)?, hooks });
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

fn manifest(folder: &Path) -> Result<Manifest, Failure> {
    let path = folder.join("Cargo.toml");
    let name = path.display().to_string();
    let text = fs::read_to_string(&path).map_err(|error| {
        unreadable(&name, &error).with_help("`--hooks` takes the folder of a Rust crate, where its Cargo.toml is")
    })?;
    toml::from_str(&text).map_err(|error| {
        Failure::of_file(Exit::Usage, "unreadable-hooks", &name, format!("{name} is no manifest: {}", error.message()))
    })
}

/// A hook in a module of which nobody says whose it is: cargo-lambda builds one binary for each function.
fn without_binary(hook: &SourceHook, binaries: &BTreeSet<String>) -> Diagnostic {
    let names: Vec<&str> = binaries.iter().map(String::as_str).collect();
    let (message, help) = if names.is_empty() {
        (
            format!("the hook `{}` is in a crate without a binary, so there is nothing that runs it", hook.name),
            "add src/main.rs with `hook_sdk::main!`",
        )
    } else {
        (
            format!(
                "the hook `{}` is in a file that belongs to no binary of its crate alone (`{}`), so it is not known which one runs it",
                hook.name,
                names.join("`, `")
            ),
            "move it into the file of its binary, as src/bin/NAME.rs, or name the binary as `default-run` in Cargo.toml",
        )
    };
    Diagnostic::error("unknown-binary", hook.location.clone(), message).with_help(help)
}

/// The sources of a crate, relative to its folder: those in `src`, and those that the manifest names.
fn source_files(folder: &Path, manifest: &Manifest) -> Result<BTreeSet<PathBuf>, Failure> {
    let named: BTreeSet<PathBuf> =
        manifest.files().map(|path| path.strip_prefix(".").unwrap_or(path).to_owned()).collect();
    let src = folder.join("src");
    let mut files = BTreeSet::new();
    if named.is_empty() || src.is_dir() {
        files =
            rust_files(&src)?.iter().filter_map(|file| file.strip_prefix(folder).ok().map(Path::to_owned)).collect();
    }
    files.extend(named.into_iter().filter(|path| folder.join(path).is_file()));
    Ok(files)
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
