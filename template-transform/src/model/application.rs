//! A template as an application: its functions, and how their deployments are guarded.

use super::function::Function;
use super::logical_id::LogicalId;
use super::parameters::Parameters;
use super::preference::{Guard, GuardedFunction};
use super::reader::Reader;
use super::reading::{ReadFunction, Reading};
use super::resolved::Resolved;
use crate::diagnostic::Diagnostic;
use crate::document::{Document, Position, Span};

/// The functions of a template, and those among them that are guarded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    functions: Vec<Function>,
    guarded: Vec<GuardedFunction>,
    warnings: Vec<Diagnostic>,
}

impl Application {
    /// Reads the application that a template describes, or says everything that is wrong with it.
    ///
    /// A template without a guarded function is wrong too: there is no safe deployment in it.
    pub fn read(document: &Document, parameters: &Parameters) -> Result<Self, Vec<Diagnostic>> {
        let Reading { reader, functions: read } = Reading::of(document, parameters);
        let mut guarded = Vec::new();
        let mut outcome = Tally::default();
        for ReadFunction { function, guard, .. } in &read {
            match guard {
                Guard::Absent => {}
                Guard::Disabled => outcome.disabled = true,
                Guard::Unreadable => outcome.broken = true,
                Guard::Enabled(preference) => match preference.guarded(&function.logical_id) {
                    None => outcome.broken = true,
                    Some(_) if function.deployed == Resolved::Known(false) => outcome.left_out = true,
                    Some(one) => guarded.push(one),
                },
            }
        }
        if read.is_empty() {
            report_no_functions(&reader);
        } else if guarded.is_empty() && !outcome.broken {
            report_no_guard(&reader, &read, &outcome);
        }
        let functions = read.into_iter().map(|read| read.function).collect();
        let warnings = reader.into_findings().into_warnings()?;
        Ok(Self { functions, guarded, warnings })
    }

    /// All functions, in the order of the template.
    pub fn functions(&self) -> &[Function] {
        &self.functions
    }

    /// The function with this logical id.
    pub fn function(&self, logical_id: &LogicalId) -> Option<&Function> {
        self.functions.iter().find(|function| function.logical_id == *logical_id)
    }

    /// The functions whose deployments are guarded and that are part of this deployment, in the order of the template.
    pub fn guarded_functions(&self) -> &[GuardedFunction] {
        &self.guarded
    }

    /// What to know about the template, though it is fit.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }
}

#[derive(Default)]
struct Tally {
    disabled: bool,
    broken: bool,
    left_out: bool,
}

fn report_no_functions(reader: &Reader<'_>) {
    let root = reader.document().root();
    let key = root.as_map().and_then(|map| map.entry("Resources")).map(|entry| entry.key.span());
    let place = key.unwrap_or(Span { start: Position::START, end: Position::START });
    let message = match key {
        Some(_) => "this template has no function, so there is nothing to deploy safely",
        None => "this template has no `Resources`, so there is nothing to deploy",
    };
    let finding = Diagnostic::error("no-functions", reader.document().location(place), message);
    reader.report(finding.with_help("add a resource of the type `AWS::Serverless::Function`"));
}

fn report_no_guard(reader: &Reader<'_>, read: &[ReadFunction<'_>], outcome: &Tally) {
    let has_alias = |read: &&ReadFunction<'_>| read.properties.get("AutoPublishAlias").is_some();
    // The function with an alias is the one that callers already reach through it.
    let Some(chosen) = read.iter().find(has_alias).or(read.first()) else { return };
    let function = &chosen.function;
    let preference = "DeploymentPreference: { Type: Canary10Percent5Minutes }";
    let (message, help) = if outcome.left_out {
        (
            "no deployment of this template is guarded: the conditions leave every guarded function out",
            "give the parameters that the conditions ask for".to_owned(),
        )
    } else if outcome.disabled {
        (
            "no deployment of this template is guarded: every `DeploymentPreference` is disabled",
            "set `Enabled: true` in one of them".to_owned(),
        )
    } else {
        let lines =
            if has_alias(&chosen) { preference.to_owned() } else { format!("AutoPublishAlias: live\n{preference}") };
        (
            "no deployment of this template is guarded: no function has a `DeploymentPreference`, so a bad version gets all traffic at once",
            format!("add to the `Properties` of a function, such as `{}`:\n{lines}", function.logical_id),
        )
    };
    let finding = Diagnostic::error("no-guarded-function", function.location.clone(), message);
    reader.report(finding.about(function.logical_id.as_str()).with_help(help));
}
