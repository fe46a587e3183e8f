//! The variable by which a hook is told which version it tests.

use crate::diagnostic::Location;
use crate::document::Node;
use crate::model::LogicalId;
use crate::model::partial_text::{Part, PartialText};
use crate::model::permission::FunctionNames;
use crate::model::reader::Reader;
use crate::model::resolver::Evaluated;

/// The variables in which a hook looks.
const NAMES: [&str; 3] = ["CurrentVersion", "NewVersion", "VersionToTest"];

/// A variable of a hook that names what it tests.
pub(crate) struct TargetVariable {
    pub(crate) name: String,
    pub(crate) tested: Tested,
    pub(crate) location: Location,
}

/// What a hook tests. The function is nothing where it is none of this template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Tested {
    /// The version that the deployment publishes.
    Published(LogicalId),
    /// The number of a version, which has to be completed by the function's name.
    Number(Option<LogicalId>),
    /// An alias, by the qualifier.
    Alias(Option<LogicalId>, String),
    /// A function without a version.
    Latest(Option<LogicalId>),
    /// Nothing that a hook can read, for this reason.
    Nothing(&'static str),
    /// One version for ever, or only the deployment knows.
    Other,
}

impl Tested {
    pub(crate) fn function(&self) -> Option<&LogicalId> {
        match self {
            Self::Published(id) => Some(id),
            Self::Number(id) | Self::Alias(id, _) | Self::Latest(id) => id.as_ref(),
            Self::Nothing(_) | Self::Other => None,
        }
    }
}

/// The variables of a function, `Globals` included, that name what it tests.
pub(crate) fn read(reader: &Reader<'_>, names: &FunctionNames, properties: &Node) -> Vec<TargetVariable> {
    let resolver = reader.resolver();
    let Some(environment) = properties.get("Environment") else { return Vec::new() };
    let Evaluated::Value(environment) = resolver.evaluate(environment) else { return Vec::new() };
    let Some(variables) = environment.get("Variables") else { return Vec::new() };
    let Evaluated::Value(variables) = resolver.evaluate(variables) else { return Vec::new() };
    let mut found = Vec::new();
    for name in NAMES {
        for node in variables.get(name).into_iter().flat_map(|node| resolver.branches(node)) {
            if !matches!(resolver.evaluate(node), Evaluated::Value(value) if value.is_null()) {
                let tested = tested(&resolver.partial_text(node), names);
                found.push(TargetVariable { name: name.to_owned(), tested, location: reader.place(node) });
            }
        }
    }
    found
}

/// Stands for the number that the deployment will give the version.
const NEW_NUMBER: &str = "9007199254740993";

fn tested(text: &PartialText, names: &FunctionNames) -> Tested {
    let (id, attribute) = text.sole_name().map_or(("", ""), |name| name.split_once('.').unwrap_or((name, "")));
    if names.of(id).is_some() {
        let id = LogicalId::new(id);
        return match attribute {
            "Version" => Tested::Published(id),
            "Version.Version" => Tested::Number(Some(id)),
            "Alias" => Tested::Alias(Some(id), String::new()),
            "" | "Arn" => Tested::Latest(Some(id)),
            _ => Tested::Other,
        };
    }
    match possible(text, |name| possible_value(name, names)) {
        Some(possible) => by_form(&possible, |name| {
            let called = |id: &&str| possible_name(id, names).as_deref() == Some(name);
            names.ids().filter(called).min().map(LogicalId::new)
        }),
        None => Tested::Other,
    }
}

/// The text with something possible for everything that only the deployment knows; nothing when it may be anything.
fn possible(text: &PartialText, value: impl Fn(&str) -> Option<String>) -> Option<String> {
    let mut built = String::new();
    for part in text.parts() {
        match part {
            Part::Known(text) => built.push_str(text),
            Part::Named(name) => built.push_str(&value(name)?),
            Part::Unknown => return None,
        }
    }
    Some(built)
}

fn possible_value(name: &str, names: &FunctionNames) -> Option<String> {
    let arn = |id: &str| Some(format!("arn:aws:lambda:us-east-1:123456789012:function:{}", possible_name(id, names)?));
    match name.split_once('.') {
        _ if names.of(name).is_some() => possible_name(name, names),
        Some((id, "Arn")) => arn(id),
        Some((id, "Version")) => Some(format!("{}:{NEW_NUMBER}", arn(id)?)),
        Some((id, "Version.Version")) => names.of(id).map(|_| NEW_NUMBER.to_owned()),
        Some(_) => None,
        None => pseudo_parameter(name),
    }
}

fn pseudo_parameter(name: &str) -> Option<String> {
    let value = match name {
        "AWS::AccountId" => "123456789012",
        "AWS::Partition" => "aws",
        "AWS::Region" => "us-east-1",
        "AWS::StackName" => "stack",
        _ => return None,
    };
    Some(value.to_owned())
}

/// The name of a function of this template; where AWS makes it up, the logical id.
fn possible_name(id: &str, names: &FunctionNames) -> Option<String> {
    let name = names.of(id)?;
    if name.sole_name() == Some(id) { Some(id.to_owned()) } else { possible(name, pseudo_parameter) }
}

/// What a text names, as `hook-sdk` reads it.
fn by_form(text: &str, function: impl Fn(&str) -> Option<LogicalId>) -> Tested {
    const MALFORMED: Tested = Tested::Nothing("it is neither an ARN, nor `name:version`, nor a number");
    let text = text.trim();
    if text.is_empty() {
        return Tested::Nothing("it is empty");
    }
    if is_version(text) {
        return Tested::Number(None);
    }
    if text == "$LATEST" {
        return Tested::Latest(None);
    }
    let parts: Vec<&str> = text.split(':').collect();
    let name_at = match parts.as_slice() {
        ["arn", _, "lambda", _, _, "function", ..] => 6,
        ["arn", ..] => return Tested::Nothing("it is the ARN of something that is no Lambda function"),
        [account, "function", ..] if account.bytes().all(|byte| byte.is_ascii_digit()) => 2,
        ["function", _, ..] if parts.len() > 2 => 1,
        _ => 0,
    };
    let Some(name) = parts.get(name_at).filter(|name| is_function_name(name)) else { return MALFORMED };
    match &parts[name_at + 1..] {
        [] | ["$LATEST" | "$LATEST.PUBLISHED"] => Tested::Latest(function(name)),
        [NEW_NUMBER] => function(name).map_or(Tested::Other, Tested::Published),
        [number] if is_version(number) => Tested::Other,
        [qualifier] => Tested::Alias(function(name), (*qualifier).to_owned()),
        _ => MALFORMED,
    }
}

fn is_version(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<u64>().is_ok_and(|number| number > 0)
}

fn is_function_name(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}
