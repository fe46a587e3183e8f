//! A template, found and read.

use std::path::{Path, PathBuf};

use template_transform::Document;

use crate::exit::Exit;
use crate::failure::Failure;

/// The names under which a template is looked for in a folder, in this order.
const NAMES: [&str; 3] = ["template.yaml", "template.yml", "template.json"];

/// Reads the template at `path`, a file or a folder; the path that it was found at comes with it.
pub(super) fn read(path: &Path) -> Result<(PathBuf, Document), Failure> {
    let template = find(path)?;
    let file = template.display().to_string();
    let unreadable = |error: std::io::Error| {
        Failure::of_file(Exit::Usage, "unreadable-template", &file, format!("cannot read {file}: {error}"))
    };
    let bytes = std::fs::read(&template).map_err(unreadable)?;
    let document = Document::parse_bytes(file.as_str(), &bytes).map_err(|error| {
        Failure::new(Exit::Usage, vec![error.to_diagnostic()]).with_source(&file, &String::from_utf8_lossy(&bytes))
    })?;
    Ok((template, document))
}

fn find(path: &Path) -> Result<PathBuf, Failure> {
    if !path.is_dir() {
        return Ok(path.to_owned());
    }
    NAMES.into_iter().map(|name| path.join(name)).find(|candidate| candidate.is_file()).ok_or_else(|| {
        let names = NAMES.join(", ");
        let folder = path.display().to_string();
        let message = format!("there is no template in {folder}");
        Failure::of_file(Exit::Usage, "no-template", &folder, message)
            .with_help(format!("it is looked for as {names}; or give the template's own path"))
    })
}
