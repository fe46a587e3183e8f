//! The binaries of a hook crate, and which of them holds a source file.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// What is read of a `Cargo.toml`.
#[derive(Deserialize)]
pub(super) struct Manifest {
    package: Package,
    #[serde(default, rename = "bin")]
    declared: Vec<Declared>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    #[serde(rename = "default-run")]
    default_run: Option<String>,
}

/// A `[[bin]]`.
#[derive(Deserialize)]
struct Declared {
    name: String,
    path: Option<PathBuf>,
}

/// The binary of a source file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Holder {
    /// This one.
    Binary(String),
    /// A module that any of these may hold.
    AnyOf(BTreeSet<String>),
}

impl Manifest {
    /// The files that it names as those of binaries.
    pub(super) fn files(&self) -> impl Iterator<Item = &Path> {
        self.declared.iter().filter_map(|binary| binary.path.as_deref())
    }

    /// The binary that holds a file; paths are relative to the crate's folder, and `files` are all of its sources.
    pub(super) fn holder(&self, file: &Path, files: &BTreeSet<PathBuf>) -> Holder {
        if let Some(name) = self.declared_for(file).or_else(|| self.by_place(file)) {
            return Holder::Binary(name);
        }
        let main_files = files.iter().filter(|file| is_main(file) && self.declared_for(file).is_none());
        let mut names: BTreeSet<String> = main_files.filter_map(|file| self.by_place(file)).collect();
        names.extend(self.declared.iter().map(|binary| binary.name.clone()));
        if let (Some(only), 1) = (names.first(), names.len()) {
            return Holder::Binary(only.clone());
        }
        match &self.package.default_run {
            Some(default) => Holder::Binary(default.clone()),
            None => Holder::AnyOf(names),
        }
    }

    fn declared_for(&self, file: &Path) -> Option<String> {
        let is_it = |path: &Path| path.strip_prefix(".").unwrap_or(path) == file;
        let declared = self.declared.iter().find(|binary| binary.path.as_deref().is_some_and(is_it));
        declared.map(|binary| binary.name.clone())
    }

    /// Cargo's own rule: `src/bin/NAME.rs`, `src/bin/NAME/…`, and `src/main.rs` for the package.
    fn by_place(&self, file: &Path) -> Option<String> {
        if file == Path::new("src/main.rs") {
            return Some(self.package.name.clone());
        }
        let inside = file.strip_prefix("src/bin").ok()?;
        let name = Path::new(inside.components().next()?.as_os_str());
        let name = if name == inside { name.file_stem()? } else { name.as_os_str() };
        name.to_str().map(str::to_owned)
    }
}

/// Whether cargo makes a binary of a file without being told to.
fn is_main(file: &Path) -> bool {
    let folder = file.parent().unwrap_or(Path::new(""));
    let in_a_folder = folder.parent() == Some(Path::new("src/bin")) && file.file_name() == Some("main.rs".as_ref());
    file == Path::new("src/main.rs") || folder == Path::new("src/bin") || in_a_folder
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holder(manifest: &str, file: &str, files: &[&str]) -> Holder {
        let manifest: Manifest = toml::from_str(&format!("[package]\nname = \"hooks\"\n{manifest}")).unwrap();
        manifest.holder(Path::new(file), &files.iter().map(PathBuf::from).collect())
    }

    fn binary(name: &str) -> Holder {
        Holder::Binary(name.to_owned())
    }

    #[test]
    fn a_file_belongs_to_the_binary_of_its_place() {
        let files = ["src/main.rs", "src/bin/before.rs", "src/bin/after/main.rs", "src/bin/after/checks.rs"];
        for (file, name) in [
            ("src/main.rs", "hooks"),
            ("src/bin/before.rs", "before"),
            ("src/bin/after/main.rs", "after"),
            ("src/bin/after/checks.rs", "after"),
        ] {
            assert_eq!(holder("", file, &files), binary(name), "{file}");
        }
    }

    #[test]
    fn the_manifest_has_the_first_word() {
        let bins =
            "[[bin]]\nname = \"early\"\npath = \"./src/bin/before.rs\"\n[[bin]]\nname = \"late\"\npath = \"late.rs\"\n";
        let files = ["src/bin/before.rs", "late.rs"];
        assert_eq!(holder(bins, "src/bin/before.rs", &files), binary("early"));
        assert_eq!(holder(bins, "late.rs", &files), binary("late"));
        let one = "[[bin]]\nname = \"bootstrap\"\npath = \"src/main.rs\"\n";
        assert_eq!(holder(one, "src/main.rs", &["src/main.rs"]), binary("bootstrap"));
        assert_eq!(holder(one, "src/checks.rs", &["src/main.rs", "src/checks.rs"]), binary("bootstrap"));
    }

    #[test]
    fn a_module_belongs_to_the_only_binary_or_to_the_one_that_runs_by_default() {
        let files = ["src/bin/after.rs", "src/bin/before.rs", "src/checks.rs"];
        assert_eq!(holder("", "src/checks.rs", &["src/checks.rs", "src/main.rs"]), binary("hooks"));
        assert_eq!(holder("default-run = \"before\"\n", "src/checks.rs", &files), binary("before"));
        let names = ["after", "before"].map(str::to_owned).into();
        assert_eq!(holder("", "src/checks.rs", &files), Holder::AnyOf(names));
        assert_eq!(holder("", "src/lib.rs", &["src/lib.rs"]), Holder::AnyOf(BTreeSet::new()));
    }
}
