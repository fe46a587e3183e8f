//! Who plays: for each function that takes part, what runs or answers in its place.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use mock_codedeploy::{ACCOUNT_ID, Behavior, Code, Configuration, FunctionName, HookVerdict, REGION, Version};
use template_transform::Diagnostic;
use template_transform::model::{EnvironmentValue, Function, LogicalId};

use super::application::{self, App};
use super::build::{BuildError, Builder};
use super::scenario::Scenario;
use crate::arguments::Common;
use crate::exit::Exit;
use crate::failure::Failure;

/// Every function that takes part, by its logical id.
#[derive(Debug)]
pub(super) struct Cast(pub(super) BTreeMap<LogicalId, Part>);

/// One function.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) name: FunctionName,
    pub(super) code: Code,
    pub(super) configuration: Configuration,
}

/// Builds what has to run. All problems are told at once.
pub(super) async fn assemble(app: &App, scenario: &Scenario, common: &Common) -> Result<Cast, Failure> {
    let mut builder = Builder::new(&app.folder, common);
    let mut parts = BTreeMap::new();
    let mut problems = Vec::new();
    let mut exits = Vec::new();
    for (function, role) in players(app) {
        let id = &function.logical_id;
        let code = match code(&mut builder, function, role, scenario).await {
            Ok(code) => code,
            Err(BuildError::CannotRunHere(problem)) => {
                exits.push(Exit::Surroundings);
                problems.push(problem.with_help(lines_to_add(id, role)));
                continue;
            }
            Err(BuildError::Broken(why, problem)) => {
                exits.push(why);
                problems.push(problem);
                continue;
            }
        };
        match part(app, function, code) {
            Ok(part) => drop(parts.insert(id.clone(), part)),
            Err(problem) => {
                exits.push(Exit::NotGood);
                problems.push(problem);
            }
        }
    }
    // What is wrong with the application weighs more than what is missing around it.
    let exit = if exits.contains(&Exit::NotGood) { Exit::NotGood } else { exits.pop().unwrap_or(Exit::NotGood) };
    if problems.is_empty() { Ok(Cast(parts)) } else { Err(app.failure(exit, problems)) }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Guarded,
    Hook,
}

/// The guarded functions, then the hooks, each once.
fn players(app: &App) -> Vec<(&Function, Role)> {
    let guarded = app.application.guarded_functions();
    let hooks = guarded.iter().flat_map(|guarded| [&guarded.pre_traffic, &guarded.post_traffic]).flatten();
    let all = guarded
        .iter()
        .map(|guarded| (&guarded.function, Role::Guarded))
        .chain(hooks.map(|hook| (&hook.function, Role::Hook)));
    let mut seen = BTreeSet::new();
    all.filter(|(id, _)| seen.insert((*id).clone()))
        .filter_map(|(id, role)| Some((app.application.function(id)?, role)))
        .collect()
}

async fn code(
    builder: &mut Builder<'_>,
    function: &Function,
    role: Role,
    scenario: &Scenario,
) -> Result<Code, BuildError> {
    let id = &function.logical_id;
    if let Some(verdict) = scenario.hooks.get(id).filter(|_| role == Role::Hook) {
        return Ok(Code::Verdict(match verdict {
            HookVerdict::Succeeded => HookVerdict::Succeeded,
            HookVerdict::Failed => HookVerdict::Failed,
        }));
    }
    // Only the target version is called by hooks. Where it always answers by itself, its code is not needed.
    let target = scenario.behaviors.get(id).and_then(|versions| versions.get(&Version::FIRST.next()));
    if role == Role::Guarded && target.is_some_and(answers_always) {
        return Ok(Code::Model);
    }
    builder.bootstrap(function).await.map(Code::Process)
}

fn answers_always(behavior: &Behavior) -> bool {
    behavior.answers.is_always_set()
}

/// The scenario's lines that make a function unnecessary to run.
fn lines_to_add(id: &LogicalId, role: Role) -> String {
    match role {
        Role::Guarded => format!(
            "let a scenario answer in its place:\n\nfunctions:\n  {id}:\n    versions:\n      2:\n        answers: {{}}\n"
        ),
        Role::Hook => format!("let a scenario report in its place:\n\nhooks:\n  {id}: succeeded\n"),
    }
}

fn part(app: &App, function: &Function, code: Code) -> Result<Part, Diagnostic> {
    let name = physical_name(function)?;
    let handler = function.handler.known().cloned().flatten().unwrap_or_else(|| "bootstrap".into());
    let mut environment = BTreeMap::new();
    for variable in &function.environment {
        let named = |id: &LogicalId, suffix: &str| {
            let name = app.application.function(id).map_or(Ok(None), |function| physical_name(function).map(Some))?;
            Ok::<_, Diagnostic>(
                name.map(|name| format!("arn:aws:lambda:{REGION}:{ACCOUNT_ID}:function:{name}{suffix}")),
            )
        };
        let value = match &variable.value {
            EnvironmentValue::Text(text) => Some(text.clone()),
            // The hook's environment is that of the stack update: the version that is deployed.
            EnvironmentValue::VersionOf(id) => named(id, &format!(":{}", Version::FIRST.next()))?,
            EnvironmentValue::AliasOf(id) => {
                let guarded = app.application.guarded_functions().iter().find(|guarded| guarded.function == *id);
                match guarded {
                    Some(guarded) => named(id, &format!(":{}", guarded.alias.as_str()))?,
                    None => None,
                }
            }
            EnvironmentValue::NameOf(id) => match app.application.function(id) {
                Some(function) => Some(physical_name(function)?.to_string()),
                None => None,
            },
            EnvironmentValue::ArnOf(id) => named(id, "")?,
            // The template's warnings have told of it.
            EnvironmentValue::Unknown(_) => None,
        };
        if let Some(value) = value {
            environment.insert(variable.name.clone(), value);
        }
    }
    let configuration = Configuration {
        handler,
        timeout: Duration::from_secs(u64::from(function.timeout_seconds.known().copied().unwrap_or(3))),
        memory_megabytes: function.memory_megabytes.known().copied().unwrap_or(128),
        environment,
        ..Configuration::default()
    };
    Ok(Part { name, code, configuration })
}

/// The name that the template gives, else the logical id: CloudFormation's own would have the stack's name around it.
pub(super) fn physical_name(function: &Function) -> Result<FunctionName, Diagnostic> {
    let given = function.function_name.known().cloned().flatten();
    let name = given.unwrap_or_else(|| function.logical_id.as_str().chars().take(64).collect());
    FunctionName::new(&name).map_err(|error| {
        Diagnostic::error("invalid-function-name", function.location.clone(), error.to_string())
            .about(function.logical_id.as_str())
    })
}

/// A problem that has no line of its own.
pub(super) fn surroundings(app: &App, code: &'static str, message: String) -> Failure {
    app.failure(Exit::Surroundings, vec![Diagnostic::error(code, application::whole(app), message)])
}
