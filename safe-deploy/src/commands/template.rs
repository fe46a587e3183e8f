//! A template, found and read.

use std::path::{Path, PathBuf};

use template_transform::Document;
use template_transform::document::{Map, Node};

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

/// Reads the template that is deployed now, also as `aws cloudformation get-template` gives it.
pub(super) fn read_deployed(path: &Path) -> Result<Document, Failure> {
    let (path, document) = read(path)?;
    let Some(body) = document.root().get("TemplateBody") else { return Ok(document) };
    let file = path.display().to_string();
    let text = body.as_str().map_or_else(|| body.to_json().to_string(), str::to_owned);
    Document::parse(file.as_str(), &text)
        .map_err(|error| Failure::new(Exit::Usage, vec![error.to_diagnostic()]).with_source(&file, &text))
}

/// What SAM has expanded already has no functions of SAM any more, and nothing can be said of its step to the next template.
pub(super) fn refuse_expanded(old: &Document, new: &Document) -> Result<(), Failure> {
    let kind = |document: &Document, id: &str| {
        let resource = document.root().get("Resources")?.get(id)?;
        Some(resource.get("Type")?.as_str()?.to_owned())
    };
    let mut ids = new.root().get("Resources").and_then(Node::as_map).into_iter().flat_map(Map::keys);
    let expanded = |id: &&str| {
        kind(new, id).as_deref() == Some("AWS::Serverless::Function")
            && kind(old, id).as_deref() == Some("AWS::Lambda::Function")
    };
    match ids.find(expanded) {
        None => Ok(()),
        Some(id) => {
            let file = old.file().as_str();
            let message = format!(
                "`{id}` is expanded in {file} already, and nothing can be said of what a deployment does to it"
            );
            Err(Failure::of_file(Exit::Usage, "expanded-template", file, message)
                .with_help("give the SAM template: `aws cloudformation get-template --template-stage Original`"))
        }
    }
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
