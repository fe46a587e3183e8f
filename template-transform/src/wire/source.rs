//! Hooks in the sources of a hook crate, read without building it.

use std::time::Duration;

use syn::punctuated::Punctuated;
use syn::spanned::Spanned as _;
use syn::{Attribute, Expr, ExprLit, Item, Lit, MetaNameValue, Token};

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
    /// The binary that holds the hooks.
    pub binary: Option<String>,
    /// The hooks in its sources.
    pub hooks: Vec<SourceHook>,
}

/// A function with `#[pre_traffic]` or `#[post_traffic]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceHook {
    /// The name of the Rust function, which is the Lambda handler.
    pub name: String,
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

    pub(super) const fn attribute(self) -> &'static str {
        match self {
            Self::PreTraffic => "pre_traffic",
            Self::PostTraffic => "post_traffic",
        }
    }
}

impl SourceHook {
    /// The Lambda timeout in seconds that leaves the validator its time and the report the rest.
    pub(super) fn lambda_timeout(&self) -> u32 {
        let whole = self.timeout.map_or(USUAL, |timeout| timeout + self.reserve.unwrap_or(RESERVE)).min(LONGEST);
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
    match syn::parse_file(text) {
        Ok(parsed) => items(&file, &parsed.items, &mut hooks, &mut problems),
        Err(error) => problems.push(problem(&file, &error)),
    }
    if problems.is_empty() { Ok(hooks) } else { Err(problems) }
}

fn items(file: &FileName, items_here: &[Item], hooks: &mut Vec<SourceHook>, problems: &mut Vec<Diagnostic>) {
    for item in items_here {
        match item {
            Item::Fn(function) => {
                for attribute in &function.attrs {
                    let Some(phase) = phase(attribute) else { continue };
                    match hook(file, &function.sig.ident.to_string(), phase, attribute) {
                        Ok(hook) => hooks.push(hook),
                        Err(error) => problems.extend(error.into_iter().map(|error| problem(file, &error))),
                    }
                }
            }
            Item::Mod(module) if !module.attrs.iter().any(is_for_tests) => {
                if let Some((_, inside)) = &module.content {
                    items(file, inside, hooks, problems);
                }
            }
            _ => {}
        }
    }
}

fn is_for_tests(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cfg") && attribute.parse_args::<syn::Ident>().is_ok_and(|name| name == "test")
}

fn phase(attribute: &Attribute) -> Option<Phase> {
    let name = &attribute.path().segments.last()?.ident;
    Phase::ALL.into_iter().find(|phase| name == phase.attribute())
}

fn hook(file: &FileName, name: &str, phase: Phase, attribute: &Attribute) -> syn::Result<SourceHook> {
    let mut found = SourceHook {
        name: name.to_owned(),
        phase,
        function: None,
        timeout: None,
        reserve: None,
        location: place(file, attribute.pound_token.span()),
    };
    if matches!(attribute.meta, syn::Meta::Path(_)) {
        return Ok(found);
    }
    for pair in attribute.parse_args_with(Punctuated::<MetaNameValue, Token![,]>::parse_terminated)? {
        let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = &pair.value else {
            return Err(syn::Error::new_spanned(&pair.value, "the value is text in quotes"));
        };
        let duration = || {
            duration(&text.value()).ok_or_else(|| {
                syn::Error::new(
                    text.span(),
                    "a duration is a whole number and a unit, as in \"500ms\", \"30s\" or \"5m\"",
                )
            })
        };
        if pair.path.is_ident("function") {
            found.function = Some(text.value());
        } else if pair.path.is_ident("timeout") {
            found.timeout = Some(duration()?);
        } else if pair.path.is_ident("reserve") {
            found.reserve = Some(duration()?);
        }
    }
    Ok(found)
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

fn place(file: &FileName, span: proc_macro2::Span) -> Location {
    let start = span.start();
    let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Location::new(file.as_str(), small(start.line), small(start.column + 1))
}

fn problem(file: &FileName, error: &syn::Error) -> Diagnostic {
    let message = format!("the hooks in this file cannot be read: {error}");
    Diagnostic::error("unreadable-source", place(file, error.span()), message)
}
