//! `expand`: a SAM template as plain CloudFormation.

use std::env;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use template_transform::{Document, Parameters, expand};

use crate::arguments::{Common, Expand, TemplateFormat};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::render;

/// Where AWS keeps its own examples; what the region decides in a template is the partition, which most users share.
const DEFAULT_REGION: &str = "us-east-1";

pub(crate) fn run(arguments: &Expand, _: &Common) -> Result<Exit, Failure> {
    let file = arguments.template.display().to_string();
    let bytes = fs::read(&arguments.template).map_err(|error| {
        Failure::of_file(Exit::Usage, "unreadable-template", &file, format!("cannot read {file}: {error}"))
    })?;
    let document = Document::parse_bytes(file.as_str(), &bytes).map_err(|error| {
        Failure::new(Exit::Usage, vec![error.to_diagnostic()]).with_source(&file, &String::from_utf8_lossy(&bytes))
    })?;
    let parameters: Parameters =
        arguments.parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let region = region(arguments);
    let expansion = expand::expand(&document, &parameters, &region)
        .map_err(|found| Failure::new(Exit::NotGood, found).with_source(&file, document.text()))?;
    let text = match arguments.format {
        TemplateFormat::Json => expansion.to_json() + "\n",
        TemplateFormat::Yaml => expansion.to_yaml(),
    };
    match &arguments.output {
        Some(output) => write_file(output, &text)?,
        None => render::told(write_stdout(&text))?,
    }
    Ok(Exit::Good)
}

fn region(arguments: &Expand) -> String {
    let set = |name| env::var(name).ok().filter(|region| !region.is_empty());
    arguments
        .region
        .clone()
        .or_else(|| set("AWS_REGION"))
        .or_else(|| set("AWS_DEFAULT_REGION"))
        .unwrap_or_else(|| DEFAULT_REGION.to_owned())
}

fn write_stdout(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes())?;
    stdout.flush()
}

fn write_file(path: &Path, text: &str) -> Result<(), Failure> {
    fs::write(path, text).map_err(|error| {
        let file = path.display().to_string();
        Failure::of_file(Exit::Surroundings, "no-output", &file, format!("cannot write {file}: {error}"))
    })
}
