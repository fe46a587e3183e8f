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
    /// Whether the step from the template that is deployed was looked at.
    pub(crate) compared: bool,
}

pub(crate) fn run(arguments: &Check, common: &Common) -> Result<Exit, Failure> {
    let format = arguments.format.unwrap_or(match common.message_format {
        MessageFormat::Human => ReportFormat::Human,
        MessageFormat::Json => ReportFormat::Json,
    });
    let mut sources = Vec::new();
    let (checked, unreadable) = match checked(arguments, &mut sources) {
        Ok(both) => both,
        Err(failure) => (Vec::new(), Some(failure)),
    };
    let good = checked.iter().all(|one| one.report.is_good());
    let exit = unreadable.as_ref().map_or(if good { Exit::Good } else { Exit::NotGood }, Failure::exit);
    let nothing_read = checked.is_empty();
    match format {
        ReportFormat::Human | ReportFormat::Json => {
            let findings = checked.into_iter().flat_map(|one| one.report.findings).collect();
            let findings =
                sources.iter().fold(Failure::new(exit, findings), |all, (file, text)| all.with_source(file, text));
            // One object has all that there is to say.
            if format == ReportFormat::Json {
                let all = unreadable.into_iter().fold(findings, Failure::and);
                render::told(render::findings(&all, true))?;
                return Ok(exit);
            }
            if !nothing_read {
                render::told(render::findings(&findings, false))?;
            }
        }
        ReportFormat::Sarif => render::told(render::line(&render::sarif::log(&checked).to_string()))?,
        ReportFormat::Junit => render::told(render::line(&render::junit::report(&checked)))?,
    }
    unreadable.map_or(Ok(exit), Err)
}

/// The templates that can be read, and what is wrong with the others.
fn checked(
    arguments: &Check,
    sources: &mut Vec<(String, String)>,
) -> Result<(Vec<CheckedTemplate>, Option<Failure>), Failure> {
    let parameters: Parameters = arguments.parameters.iter().cloned().collect();
    let deployed = arguments.against.as_deref().map(super::template::read_deployed).transpose()?;
    if arguments.templates.len() > 1 && deployed.is_some() {
        let message = "one template is checked against another, and here are several";
        return Err(Failure::of_file(Exit::Usage, "several-templates", "--against", message)
            .with_help("check each against the one that is deployed"));
    }
    let mut checked = Vec::with_capacity(arguments.templates.len());
    let mut unreadable: Option<Failure> = None;
    for path in &arguments.templates {
        let mut check_one = || {
            let (path, document) = super::template::read(path)?;
            let hook_crates = hook_crate::read_all(&arguments.hooks, &path, sources)?;
            let plan = deployed
                .as_ref()
                .map(|old| super::plan::between(old, &document, &parameters, &arguments.old_parameters));
            let plan = plan.transpose()?;
            let surroundings = Surroundings { plan: plan.as_ref(), hook_crates: &hook_crates };
            let file = path.display().to_string();
            let report = check_within(&document, &parameters, surroundings);
            checked.push(CheckedTemplate { report, file: file.clone(), compared: plan.is_some() });
            sources.push((file, document.text().to_owned()));
            Ok(())
        };
        if let Err(failure) = check_one() {
            unreadable = Some(match unreadable {
                Some(before) => Failure::and(before, failure),
                None => failure,
            });
        }
    }
    Ok((checked, unreadable))
}
