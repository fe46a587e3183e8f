//! The application: its template, found and read.

use std::path::{Path, PathBuf};

use template_transform::{Application, Diagnostic, Location, Parameters};

use crate::commands::template;
use crate::exit::Exit;
use crate::failure::Failure;

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
    let (template, document) = template::read(path)?;
    let file = template.display().to_string();
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

/// The place of a diagnostic about the whole template.
pub(super) fn whole(app: &App) -> Location {
    Location::new(app.file.as_str(), 1, 1)
}
