//! The application: its template, found and read.

use std::path::{Path, PathBuf};

use template_transform::{Application, Diagnostic, Document, Location, Parameters};

use crate::exit::Exit;
use crate::failure::Failure;

/// The names under which a template is looked for in a folder, in this order.
const NAMES: [&str; 3] = ["template.yaml", "template.yml", "template.json"];

/// An application with everything that points into its template.
#[derive(Debug)]
pub(super) struct App {
    pub(super) application: Application,
    /// The template as it is called in messages.
    pub(super) file: String,
    pub(super) text: String,
    /// The folder that paths in the template start from.
    pub(super) folder: PathBuf,
}

impl App {
    /// Problems of the template, shown with its lines.
    pub(super) fn failure(&self, exit: Exit, diagnostics: Vec<Diagnostic>) -> Failure {
        Failure::new(exit, diagnostics).with_source(&self.file, &self.text)
    }

    pub(super) fn warnings(&self) -> Failure {
        self.failure(Exit::Good, self.application.warnings().to_vec())
    }
}

/// Reads the template at `path`, a file or a folder.
pub(super) fn read(path: &Path, parameters: &[(String, String)]) -> Result<App, Failure> {
    let template = find(path)?;
    let file = template.display().to_string();
    let unreadable = |error: std::io::Error| {
        Failure::of_file(Exit::Usage, "unreadable-template", &file, format!("cannot read {file}: {error}"))
    };
    let bytes = std::fs::read(&template).map_err(unreadable)?;
    let document = Document::parse_bytes(file.as_str(), &bytes).map_err(|error| {
        Failure::new(Exit::Usage, vec![error.to_diagnostic()]).with_source(&file, &String::from_utf8_lossy(&bytes))
    })?;
    let parameters = parameters
        .iter()
        .fold(Parameters::new(), |all, (name, value)| all.with(name, value))
        .with_region(mock_codedeploy::REGION)
        .with_account_id(mock_codedeploy::ACCOUNT_ID);
    let application = Application::read(&document, &parameters)
        .map_err(|problems| Failure::new(Exit::NotGood, problems).with_source(&file, document.text()))?;
    let folder = template.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Ok(App { application, text: document.text().to_owned(), folder: folder.to_owned(), file })
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

/// The place of a diagnostic about the whole template.
pub(super) fn whole(app: &App) -> Location {
    Location::new(app.file.as_str(), 1, 1)
}
