//! `wire`: adds to a template what its hooks need.

mod whole_file;

use std::path::Path;

use similar::TextDiff;
use template_transform::wire::{self, AlarmSet, Options, Wired};
use template_transform::{Diagnostic, Document, Severity};

use super::hook_crate;
use crate::arguments::{Alarms, Common, MessageFormat, Wire};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::render;

pub(crate) fn run(arguments: &Wire, common: &Common) -> Result<Exit, Failure> {
    let (path, document) = super::template::read(&arguments.template)?;
    let mut sources = vec![(document.file().as_str().to_owned(), document.text().to_owned())];
    let crates = hook_crate::read_all(&arguments.hooks, &path, &mut sources)?;
    let options = Options {
        alias: arguments.alias.clone(),
        strategy: arguments.strategy.clone(),
        service_role: arguments.service_role,
        alarms: arguments.alarms.map(|set| match set {
            Alarms::NewVersion => AlarmSet::NewVersion,
            Alarms::Guide => AlarmSet::Guide,
        }),
    };
    let wired = wire::wire(&document, &crates, &options);
    show(arguments, common, &path, &document, &wired)?;
    finish(wired.findings, &sources, common)
}

/// Writes and prints the result. What could be added is, also when something else contradicts.
fn show(arguments: &Wire, common: &Common, template: &Path, document: &Document, wired: &Wired) -> Result<(), Failure> {
    let target = if arguments.in_place { Some(template) } else { arguments.output.as_deref() };
    if arguments.diff {
        let name = document.file().as_str();
        let diff = TextDiff::from_lines(document.text(), &wired.text);
        let text = diff.unified_diff().header(name, name).to_string();
        render::told(render::text(&text))?;
    } else if target.is_none() && common.message_format == MessageFormat::Human {
        render::told(render::text(&wired.text))?;
    }
    if let Some(target) = target
        && !(arguments.in_place && wired.text == document.text())
    {
        whole_file::write(target, &wired.text)?;
    }
    if !common.quiet && common.message_format == MessageFormat::Human {
        for addition in &wired.additions {
            let what = if addition.property.is_empty() { "the resource" } else { addition.property.as_str() };
            eprintln!("added {}: {what}", addition.resource);
        }
    }
    Ok(())
}

fn finish(findings: Vec<Diagnostic>, sources: &[(String, String)], common: &Common) -> Result<Exit, Failure> {
    let bad = findings.iter().any(|finding| finding.severity == Severity::Error);
    let exit = if bad { Exit::NotGood } else { Exit::Good };
    let empty = findings.is_empty();
    let failure =
        sources.iter().fold(Failure::new(exit, findings), |failure, (file, text)| failure.with_source(file, text));
    if bad {
        return Err(failure);
    }
    if !empty && !common.quiet {
        render::failure(&failure, common.message_format);
    }
    Ok(exit)
}
