//! Hooks in the sources of a hook crate, read without building it.

use std::time::Duration;

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::LitStr;

use super::attributed_function::{AttributeTokens, functions};
use crate::diagnostic::{Diagnostic, FileName, Location};

/// A hook runs for as long as Lambda allows at most.
const LONGEST: Duration = Duration::from_secs(900);
/// What a hook without a timeout of its own gets.
const USUAL: Duration = Duration::from_secs(60);
/// What the hook SDK keeps of a long invocation for the report.
const RESERVE: Duration = Duration::from_secs(30);

/// A hook crate as the template will refer to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HookCrate {
    /// The folder of the crate, relative to the template's.
    pub code_uri: String,
    /// The hooks in its sources.
    pub hooks: Vec<SourceHook>,
}

/// A function with `#[pre_traffic]` or `#[post_traffic]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceHook {
    /// The name of the Rust function, which is the Lambda handler.
    pub name: String,
    /// The binary that holds it, when that is known; a source file does not say it.
    pub binary: Option<String>,
    /// When it runs.
    pub phase: Phase,
    /// The logical id of the function that it guards, when it says so.
    pub function: Option<String>,
    /// How long the validator may take, when it says so.
    pub timeout: Option<Duration>,
    /// What is kept for the report, when it says so.
    pub reserve: Option<Duration>,
    /// Where the attribute stands.
    pub location: Location,
}

/// When a hook runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// Before traffic moves to the new version.
    PreTraffic,
    /// After all of it has moved.
    PostTraffic,
}

impl Phase {
    pub(super) const ALL: [Self; 2] = [Self::PreTraffic, Self::PostTraffic];

    /// Its key in `Hooks`.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::PreTraffic => "PreTraffic",
            Self::PostTraffic => "PostTraffic",
        }
    }

    /// The words for it in names, in small letters.
    pub(super) const fn names(self) -> [&'static str; 2] {
        match self {
            Self::PreTraffic => ["pretraffic", "beforeallowtraffic"],
            Self::PostTraffic => ["posttraffic", "afterallowtraffic"],
        }
    }

    pub(super) const fn attribute(self) -> &'static str {
        match self {
            Self::PreTraffic => "pre_traffic",
            Self::PostTraffic => "post_traffic",
        }
    }
}

impl SourceHook {
    /// The time that the validator asks for, with that of the report; nothing when it does not say.
    pub(crate) fn time_asked_for(&self) -> Option<Duration> {
        Some((self.timeout? + self.reserve.unwrap_or(RESERVE)).min(LONGEST))
    }

    /// The Lambda timeout in seconds that leaves the validator its time and the report the rest.
    pub(super) fn lambda_timeout(&self) -> u32 {
        let whole = self.time_asked_for().unwrap_or(USUAL);
        u32::try_from(whole.as_millis().div_ceil(1000)).unwrap_or(u32::MAX)
    }
}

/// The hooks in one source file, or what is wrong with it.
///
/// ```
/// use template_transform::wire::{Phase, source};
///
/// let text = r#"
///     #[hook_sdk::pre_traffic(function = "Orders", timeout = "5m")]
///     async fn orders_are_priced(hook: Hook) -> Result<()> { Ok(()) }
/// "#;
/// let hooks = source::read("src/main.rs", text).map_err(|found| found[0].to_string())?;
/// assert_eq!((hooks[0].name.as_str(), hooks[0].phase), ("orders_are_priced", Phase::PreTraffic));
/// assert_eq!(hooks[0].function.as_deref(), Some("Orders"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read(file: impl Into<FileName>, text: &str) -> Result<Vec<SourceHook>, Vec<Diagnostic>> {
    let file = file.into();
    let mut hooks = Vec::new();
    let mut problems = Vec::new();
    match without_first_line_of_a_script(text).parse::<TokenStream>() {
        Ok(tokens) => {
            for function in functions(tokens) {
                for attribute in &function.attributes {
                    let Some(phase) = phase(attribute) else { continue };
                    match hook(&file, &function.name.to_string(), phase, attribute) {
                        Ok(hook) => hooks.push(hook),
                        Err(error) => problems.extend(error.into_iter().map(|error| problem(&file, &error))),
                    }
                }
            }
        }
        Err(error) => problems.push(problem(&file, &error.into())),
    }
    if problems.is_empty() { Ok(hooks) } else { Err(problems) }
}

/// The compiler passes over `#!/usr/bin/env …`, and over a mark of the byte order.
fn without_first_line_of_a_script(text: &str) -> &str {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let is_attribute = text.strip_prefix("#!").is_none_or(|rest| rest.trim_start().starts_with('['));
    // The line's end stays, so that the lines behind it keep their numbers.
    if is_attribute { text } else { text.find('\n').map_or("", |end| &text[end..]) }
}

fn phase(attribute: &AttributeTokens) -> Option<Phase> {
    Phase::ALL.into_iter().find(|phase| attribute.name == phase.attribute())
}

fn hook(file: &FileName, name: &str, phase: Phase, attribute: &AttributeTokens) -> syn::Result<SourceHook> {
    let mut found = SourceHook {
        name: name.to_owned(),
        binary: None,
        phase,
        function: None,
        timeout: None,
        reserve: None,
        location: place(file, attribute.place),
    };
    for (key, text) in arguments(attribute)? {
        let duration = || {
            duration(&text.value()).ok_or_else(|| {
                syn::Error::new(
                    text.span(),
                    "a duration is a whole number and a unit, as in \"500ms\", \"30s\" or \"5m\"",
                )
            })
        };
        if key == "function" {
            found.function = Some(text.value());
        } else if key == "timeout" {
            found.timeout = Some(duration()?);
        } else if key == "reserve" {
            found.reserve = Some(duration()?);
        }
    }
    Ok(found)
}

/// The pairs `key = "text"`, with commas between them.
fn arguments(attribute: &AttributeTokens) -> syn::Result<Vec<(String, LitStr)>> {
    let mut pairs = Vec::new();
    let mut tokens = attribute.arguments.clone().into_iter();
    while let Some(key) = tokens.next() {
        let wrong = |token: Option<&TokenTree>, what: &str| {
            syn::Error::new(token.map_or_else(|| key.span(), TokenTree::span), what)
        };
        let TokenTree::Ident(name) = &key else { return Err(wrong(Some(&key), "an argument begins with its name")) };
        let equals = tokens.next();
        if !is_mark(equals.as_ref(), '=') {
            return Err(wrong(equals.as_ref(), "behind the name of an argument comes `=`"));
        }
        let value = tokens.next();
        let text = match &value {
            Some(TokenTree::Literal(literal)) => syn::parse2(TokenTree::from(literal.clone()).into()).ok(),
            _ => None,
        };
        let text = text.ok_or_else(|| wrong(value.as_ref(), "the value is text in quotes"))?;
        pairs.push((name.to_string(), text));
        let comma = tokens.next();
        if comma.is_some() && !is_mark(comma.as_ref(), ',') {
            return Err(wrong(comma.as_ref(), "between two arguments comes a comma"));
        }
    }
    Ok(pairs)
}

fn is_mark(token: Option<&TokenTree>, mark: char) -> bool {
    matches!(token, Some(TokenTree::Punct(found)) if found.as_char() == mark)
}

fn duration(text: &str) -> Option<Duration> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let number: u64 = number.parse().ok()?;
    let duration = match unit {
        "ms" => Duration::from_millis(number),
        "s" => Duration::from_secs(number),
        "m" => Duration::from_secs(number.checked_mul(60)?),
        _ => return None,
    };
    Some(duration.min(LONGEST))
}

fn place(file: &FileName, span: Span) -> Location {
    let start = span.start();
    let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Location::new(file.as_str(), small(start.line), small(start.column + 1))
}

fn problem(file: &FileName, error: &syn::Error) -> Diagnostic {
    let message = format!("the hooks in this file cannot be read: {error}");
    Diagnostic::error("unreadable-source", place(file, error.span()), message)
}
