//! `check`: finds the mistakes of a safe deployment.

use template_transform::Parameters;
use template_transform::check::{Report, Surroundings, check_within};

use super::hook_crate;
use crate::arguments::{Check, Common, MessageFormat, ReportFormat};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::render;

/// A template with what was found in it.
pub(crate) struct CheckedTemplate {
    pub(crate) file: String,
    pub(crate) report: Report,
}

pub(crate) fn run(arguments: &Check, common: &Common) -> Result<Exit, Failure> {
    let parameters: Parameters = arguments.parameters.iter().cloned().collect();
    let deployed = arguments.against.as_deref().map(super::template::read).transpose()?;
    if arguments.templates.len() > 1 && deployed.is_some() {
        let message = "one template is checked against another, and here are several";
        return Err(Failure::of_file(Exit::Usage, "several-templates", "--against", message)
            .with_help("check each against the one that is deployed"));
    }
    let mut checked = Vec::with_capacity(arguments.templates.len());
    let mut sources = Vec::with_capacity(arguments.templates.len());
    for path in &arguments.templates {
        let (path, document) = super::template::read(path)?;
        let hook_crates = hook_crate::read_all(&arguments.hooks, &path, &mut sources)?;
        let plan = deployed
            .as_ref()
            .map(|(_, old)| super::plan::between(old, &document, &parameters, &arguments.old_parameters));
        let surroundings = Surroundings { plan: plan.as_ref(), hook_crates: &hook_crates };
        let file = path.display().to_string();
        checked
            .push(CheckedTemplate { report: check_within(&document, &parameters, surroundings), file: file.clone() });
        sources.push((file, document.text().to_owned()));
    }
    let good = checked.iter().all(|one| one.report.is_good());
    let exit = if good { Exit::Good } else { Exit::NotGood };
    let format = arguments.format.unwrap_or(match common.message_format {
        MessageFormat::Human => ReportFormat::Human,
        MessageFormat::Json => ReportFormat::Json,
    });
    let told = match format {
        ReportFormat::Human | ReportFormat::Json => {
            let findings = checked.into_iter().flat_map(|one| one.report.findings).collect();
            let findings =
                sources.iter().fold(Failure::new(exit, findings), |all, (file, text)| all.with_source(file, text));
            render::findings(&findings, format == ReportFormat::Json)
        }
        ReportFormat::Sarif => render::line(&render::sarif::log(&checked).to_string()),
        ReportFormat::Junit => render::line(&render::junit::report(&checked)),
    };
    render::told(told)?;
    Ok(exit)
}
