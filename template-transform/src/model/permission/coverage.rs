//! Whether the `Resource` of a statement covers a resource that gets its name when it is deployed.

use std::collections::HashMap;

use crate::model::logical_id::LogicalId;
use crate::model::partial_text::{Part, PartialText};
use crate::model::reading::Reading;

/// Longer patterns are not compared: the time to compare grows with the square of the length.
const LONGEST: usize = 512;

/// Whether a pattern covers a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Coverage {
    No,
    /// It depends on what only the deployment knows.
    Perhaps,
    Yes,
}

/// How the functions of a template are named, to compare `function:my-name` with `function:${F}`.
#[derive(Default)]
pub(crate) struct FunctionNames(HashMap<String, PartialText>);

impl FunctionNames {
    /// Those of the functions of a template.
    pub(crate) fn read(reading: &Reading<'_>) -> Self {
        Self::new(reading.functions.iter().map(|read| {
            let written = read.properties.get("FunctionName").filter(|name| !name.is_null());
            let text = |name| reading.reader.resolver().partial_text(name);
            (read.function.logical_id.clone(), written.map(text))
        }))
    }

    fn new(names: impl Iterator<Item = (LogicalId, Option<PartialText>)>) -> Self {
        let name = |(id, written): (LogicalId, Option<PartialText>)| {
            let id = id.as_str().to_owned();
            let name = written.unwrap_or_else(|| PartialText::from_parts(vec![Part::Named(id.clone())]));
            (id, name)
        };
        Self(names.map(name).collect())
    }

    /// Whether SAM makes a resource of this name for one of the functions.
    fn made_by_sam(&self, name: &str) -> bool {
        let published = name.split_once('.').filter(|(_, attribute)| matches!(*attribute, "Version" | "Alias"));
        let function = published.map(|(function, _)| function).or_else(|| name.strip_suffix("DeploymentGroup"));
        name == "ServerlessDeploymentApplication" || function.is_some_and(|function| self.0.contains_key(function))
    }

    /// The functions by logical id, in no order.
    pub(crate) fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The name of a function, `${F}` when AWS makes it up.
    pub(crate) fn of(&self, id: &str) -> Option<&PartialText> {
        self.0.get(id)
    }
}

/// A resource that a policy should, or should not, cover.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    service: &'static str,
    resource: Vec<Token>,
    /// The function whose name it has.
    function: Option<String>,
    /// What `${…}` a published version is by itself.
    version: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Char(char),
    Star,
    Question,
    /// What this template makes, and nothing else can be.
    Made(String),
    /// The name of a function of this template where AWS makes it up; no other thing has it.
    Function(String),
    /// What the deployment puts here.
    Named(String),
    Unknown,
}

impl Target {
    /// A resource by the last part of its ARN, in the syntax of `Fn::Sub`: `deploymentgroup:${App}/${Group}`.
    pub(crate) fn new(service: &'static str, resource: &str, names: &FunctionNames) -> Self {
        let tokens = named(&PartialText::of_substitution(resource), names, None);
        // A target is one thing: its characters are no wildcards.
        Self { service, resource: tokens, function: None, version: None }
    }

    /// The version of a function that the deployment publishes.
    pub(crate) fn published_version(function: &LogicalId, names: &FunctionNames) -> Self {
        let target = Self::new("lambda", &format!("function:${{{function}}}:${{{function}.Version}}"), names);
        Self { function: Some(function.to_string()), version: Some(format!("{function}.Version")), ..target }
    }

    /// A function, without a version or an alias behind its name.
    pub(crate) fn unqualified(function: &LogicalId, names: &FunctionNames) -> Self {
        let target = Self::new("lambda", &format!("function:${{{function}}}"), names);
        Self { function: Some(function.to_string()), ..target }
    }

    /// Whether a pattern covers it.
    pub(crate) fn covered_by(&self, pattern: &PartialText, names: &FunctionNames) -> Coverage {
        // However long its name is.
        if self.version.is_some() && pattern.sole_name() == self.version.as_deref() {
            return Coverage::Yes;
        }
        let Some(pattern) = self.resource_part(pattern, names) else { return Coverage::No };
        let Resource::Pattern(pattern) = pattern else {
            return match pattern {
                Resource::Everything => Coverage::Yes,
                _ => Coverage::Perhaps,
            };
        };
        if pattern.len() > LONGEST {
            return Coverage::Perhaps;
        }
        if matches(&pattern, &self.resource, Certainty::Certain) {
            Coverage::Yes
        } else if matches(&pattern, &self.resource, Certainty::Possible) {
            Coverage::Perhaps
        } else {
            Coverage::No
        }
    }

    /// What stands behind the fifth colon of an ARN; nothing when the ARN belongs to another service or is none.
    fn resource_part(&self, pattern: &PartialText, names: &FunctionNames) -> Option<Resource> {
        let own = self.function.as_deref();
        match pattern.parts() {
            [Part::Known(all)] if all == "*" => return Some(Resource::Everything),
            [] => return None,
            [Part::Unknown, ..] => return Some(Resource::Unknown),
            // The name of a function, an application or a deployment group is no ARN.
            [Part::Named(first), ..] if names.of(first).is_some() => return None,
            [Part::Named(first), ..] if !first.contains('.') && names.made_by_sam(first) => return None,
            [Part::Named(first), rest @ ..] => {
                let Some((function, attribute)) = first.split_once('.') else { return Some(Resource::Unknown) };
                let Some(name) = names.of(function) else { return Some(Resource::Unknown) };
                if self.service != "lambda" {
                    return None;
                }
                let mut tokens: Vec<Token> = "function:".chars().map(Token::Char).collect();
                let published = matches!(attribute, "Version" | "Alias");
                tokens.extend(name_tokens(function, name, own, published || ends_a_name(rest)));
                match attribute {
                    "Arn" => {}
                    _ if published => tokens.extend([Token::Char(':'), Token::Made(first.clone())]),
                    _ => return Some(Resource::Unknown),
                }
                tokens.extend(named(&PartialText::from_parts(rest.to_vec()), names, own));
                return Some(Resource::Pattern(tokens));
            }
            [Part::Known(_), ..] => {}
        }
        let tokens = named(pattern, names, own);
        let mut fields = tokens.splitn(6, |token| *token == Token::Char(':'));
        let (arn, _, its_service) = (fields.next()?, fields.next(), fields.next());
        let (_, _, resource) = (fields.next(), fields.next(), fields.next());
        let (Some(its_service), Some(resource)) = (its_service, resource) else {
            let open = tokens.iter().any(|token| !matches!(token, Token::Char(_)));
            return open.then_some(Resource::Unknown);
        };
        let service: Vec<Token> = self.service.chars().map(Token::Char).collect();
        let fits = matches(arn, &"arn".chars().map(Token::Char).collect::<Vec<_>>(), Certainty::Possible)
            && matches(its_service, &service, Certainty::Possible);
        fits.then(|| Resource::Pattern(resource.to_vec()))
    }
}

enum Resource {
    Everything,
    Unknown,
    Pattern(Vec<Token>),
}

/// Tokens with the names of functions put in; `own` is the function that is asked for.
fn named(text: &PartialText, names: &FunctionNames, own: Option<&str>) -> Vec<Token> {
    let mut tokens = Vec::new();
    for (at, part) in text.parts().iter().enumerate() {
        match part {
            Part::Named(name) => match names.of(name) {
                Some(function) => {
                    tokens.extend(name_tokens(name, function, own, ends_a_name(&text.parts()[at + 1..])));
                }
                None if names.made_by_sam(name) => tokens.push(Token::Made(name.clone())),
                None => tokens.push(Token::Named(name.clone())),
            },
            other => tokens.extend(tokens_of(&PartialText::from_parts(vec![other.clone()]))),
        }
    }
    tokens
}

/// The name of a function. Another one than the function asked for has another name, however much of it is known.
fn name_tokens(id: &str, name: &PartialText, own: Option<&str>, whole: bool) -> Vec<Token> {
    let another = whole && name.known().is_none() && own.is_some_and(|own| own != id);
    if another || name.sole_name() == Some(id) { vec![Token::Function(id.to_owned())] } else { tokens_of(name) }
}

/// Whether a name in front of these parts ends where they begin: no wildcard goes on with it.
fn ends_a_name(rest: &[Part]) -> bool {
    match rest.first() {
        None => true,
        Some(Part::Known(text)) => text.starts_with(':'),
        Some(Part::Named(_) | Part::Unknown) => false,
    }
}

fn tokens_of(text: &PartialText) -> Vec<Token> {
    let mut tokens = Vec::new();
    for part in text.parts() {
        match part {
            Part::Known(text) => tokens.extend(text.chars().map(|character| match character {
                '*' => Token::Star,
                '?' => Token::Question,
                other => Token::Char(other),
            })),
            Part::Named(name) => tokens.push(Token::Named(name.clone())),
            Part::Unknown => tokens.push(Token::Unknown),
        }
    }
    tokens
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Certainty {
    Certain,
    Possible,
}

/// Row by row over the target: `reach[p]` says that the first `p` tokens of the pattern match what was seen of the target.
fn matches(pattern: &[Token], target: &[Token], certainty: Certainty) -> bool {
    let possible = certainty == Certainty::Possible;
    let any_length = |token: &Token| match token {
        Token::Star => true,
        Token::Named(_) | Token::Unknown => possible,
        _ => false,
    };
    let mut reach = vec![false; pattern.len() + 1];
    reach[0] = true;
    skip_empty(pattern, &mut reach, any_length);
    for token in target {
        let mut next = vec![false; pattern.len() + 1];
        for (at, expected) in pattern.iter().enumerate().filter(|(at, _)| reach[*at]) {
            // A name stands for one name: it reaches over no `:` and no `/`.
            let one_name = matches!(expected, Token::Named(_));
            if any_length(expected) && !(one_name && matches!(token, Token::Char(':' | '/'))) {
                next[at] = true;
            }
            if expected == token || *expected == Token::Question {
                next[at + 1] = true;
            }
        }
        if possible && let Token::Named(name) | Token::Made(name) | Token::Function(name) = token {
            absorb(pattern, &reach, name, &mut next);
        }
        skip_empty(pattern, &mut next, any_length);
        reach = next;
    }
    reach.last() == Some(&true)
}

fn skip_empty(pattern: &[Token], reach: &mut [bool], any_length: impl Fn(&Token) -> bool) {
    for (at, token) in pattern.iter().enumerate() {
        if reach[at] && any_length(token) {
            reach[at + 1] = true;
        }
    }
}

/// A name that AWS makes up holds the logical id, so plain text without it cannot be that name; text with a wildcard can.
fn absorb(pattern: &[Token], reach: &[bool], name: &str, next: &mut [bool]) {
    for from in (0..pattern.len()).filter(|from| reach[*from]) {
        let mut open = false;
        let mut text = String::new();
        for (at, token) in pattern.iter().enumerate().skip(from) {
            match token {
                // No generated name holds either.
                Token::Char(':' | '/') | Token::Made(_) | Token::Function(_) => break,
                Token::Char(character) => text.push(*character),
                _ => open = true,
            }
            if open || text.contains(name) {
                next[at + 1] = true;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> FunctionNames {
        let given = PartialText::of_substitution("${AWS::StackName}-given");
        FunctionNames::new([(LogicalId::new("F"), None), (LogicalId::new("Given"), Some(given))].into_iter())
    }

    fn version(pattern: &str, function: &str) -> Coverage {
        let names = names();
        Target::published_version(&LogicalId::new(function), &names)
            .covered_by(&PartialText::of_substitution(pattern), &names)
    }

    #[test]
    fn the_published_version_is_covered_by_every_way_to_write_it() {
        for pattern in [
            "*",
            "${F.Version}",
            "${F.Arn}:*",
            "${F.Arn}*",
            "arn:aws:lambda:*:*:function:*",
            "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${F}:*",
            "arn:aws:lambda:eu-west-1:123456789012:function:${F}*",
        ] {
            assert_eq!(version(pattern, "F"), Coverage::Yes, "{pattern}");
        }
        assert_eq!(version("arn:aws:lambda:*:*:function:${AWS::StackName}-given:*", "Given"), Coverage::Yes);
    }

    #[test]
    fn an_unqualified_or_foreign_arn_covers_no_version() {
        for pattern in [
            "${F.Arn}",
            "${F.Alias}",
            "${Given.Version}",
            "arn:aws:lambda:*:*:function:${F}",
            "arn:aws:lambda:*:*:function:orders:*",
            "arn:aws:sqs:*:*:*",
            "text",
            "",
        ] {
            assert_eq!(version(pattern, "F"), Coverage::No, "{pattern}");
        }
    }

    #[test]
    fn what_only_the_deployment_knows_is_perhaps() {
        for pattern in [
            "${Parameter}",
            "arn:aws:lambda:*:*:function:shop-*:*",
            "arn:aws:lambda:*:*:function:${Name}:*",
            "arn:aws:lambda:*:*:function:shop-F-1ABC:*",
        ] {
            assert_eq!(version(pattern, "F"), Coverage::Perhaps, "{pattern}");
        }
    }

    #[test]
    fn a_deployment_group_is_covered_by_its_application() {
        let names = names();
        let group =
            Target::new("codedeploy", "deploymentgroup:${ServerlessDeploymentApplication}/${FDeploymentGroup}", &names);
        let covered = |resource: &str| {
            let arn = format!("arn:${{AWS::Partition}}:codedeploy:${{AWS::Region}}:${{AWS::AccountId}}:{resource}");
            group.covered_by(&PartialText::of_substitution(&arn), &names)
        };
        for resource in [
            "deploymentgroup:${ServerlessDeploymentApplication}/*",
            "deploymentgroup:${ServerlessDeploymentApplication}/${FDeploymentGroup}",
            "deploymentgroup:*",
            "*",
        ] {
            assert_eq!(covered(resource), Coverage::Yes, "{resource}");
        }
        for resource in [
            "deploymentgroup:other/*",
            "deploymentgroup:${ServerlessDeploymentApplication}/orders",
            "deploymentgroup:${ServerlessDeploymentApplication}",
            "application:${ServerlessDeploymentApplication}",
        ] {
            assert_eq!(covered(resource), Coverage::No, "{resource}");
        }
        assert_eq!(covered("deploymentgroup:${AWS::StackName}-*/*"), Coverage::Perhaps);
    }
}
