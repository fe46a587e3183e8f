//! Why a text is not a template.

use super::limits::{MAX_BYTES, MAX_DEPTH, MAX_NODES};
use super::source::Source;
use super::span::Position;
use crate::diagnostic::{Diagnostic, Location};

/// Longer lines are cut: minified JSON would fill the terminal.
const SHOWN_CHARACTERS: usize = 500;

/// A text that could not be read, with the place and the line to point at.
///
/// ```
/// use template_transform::Document;
///
/// let error = Document::parse("template.yaml", "Resources: [1,\n").unwrap_err();
/// assert_eq!(error.to_string(), "template.yaml:1:12: unclosed bracket '['");
/// assert_eq!(error.source_line(), "Resources: [1,");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{location}: {problem}")]
pub struct DocumentError {
    problem: Problem,
    location: Location,
    source_line: String,
}

/// What is wrong with the text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// Not YAML, in the words of the parser.
    #[error("{0}")]
    Syntax(String),
    /// Not UTF-8.
    #[error("the text is not UTF-8 from here on")]
    NotUtf8,
    /// Nothing but space and comments.
    #[error("the template is empty")]
    Empty,
    /// Something else than a map at the top.
    #[error("a template is a map with `Resources` in it, and this is {found}")]
    NotAMap {
        /// What stands there, in words.
        found: &'static str,
    },
    /// A second `---`.
    #[error("a template is one document, and a second one starts here")]
    MultipleDocuments,
    /// An alias without an anchor above it.
    #[error("no anchor `&{0}` stands above this alias")]
    UnknownAlias(String),
    /// An alias inside of what it stands for.
    #[error("this alias stands inside of the value that it repeats")]
    AliasInsideItself,
    /// A key that is a list, a map or a short tag.
    #[error("a key must be text, and this is {found}")]
    KeyIsNotText {
        /// What stands there, in words.
        found: &'static str,
    },
    /// A merge key with something else than maps behind it.
    #[error("`<<` merges a map or a list of maps, and this is {found}")]
    MergeOfNoMap {
        /// What stands there, in words.
        found: &'static str,
    },
    /// A tag that neither YAML's safe types nor CloudFormation know.
    #[error("the tag `{0}` means nothing in a template")]
    UnsupportedTag(String),
    /// A tag such as `!!int` on something else.
    #[error("this cannot be read as `{0}`, which its tag asks for")]
    TagDoesNotFit(String),
    /// More text than [`MAX_BYTES`].
    #[error("the text has {bytes} bytes, and at most {MAX_BYTES} are read")]
    TooLarge {
        /// How many there are.
        bytes: usize,
    },
    /// Deeper than [`MAX_DEPTH`].
    #[error("maps and lists nest deeper than {MAX_DEPTH} levels here")]
    TooDeep,
    /// More than [`MAX_NODES`].
    #[error("with its aliases expanded the document holds more than {MAX_NODES} values")]
    TooManyNodes,
}

impl Problem {
    /// A stable name, in kebab case.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Syntax(_) => "syntax",
            Self::NotUtf8 => "not-utf8",
            Self::Empty => "empty-template",
            Self::NotAMap { .. } => "not-a-map",
            Self::MultipleDocuments => "multiple-documents",
            Self::UnknownAlias(_) => "unknown-alias",
            Self::AliasInsideItself => "alias-inside-itself",
            Self::KeyIsNotText { .. } => "key-is-not-text",
            Self::MergeOfNoMap { .. } => "merge-of-no-map",
            Self::UnsupportedTag(_) => "unsupported-tag",
            Self::TagDoesNotFit(_) => "tag-does-not-fit",
            Self::TooLarge { .. } => "too-large",
            Self::TooDeep => "too-deep",
            Self::TooManyNodes => "too-many-values",
        }
    }

    fn help(&self) -> Option<String> {
        let help = match self {
            Self::Empty => "a template starts with `Resources:`",
            Self::MultipleDocuments => "keep each template in a file of its own",
            Self::UnknownAlias(_) => "put the text in quotes if it is meant to start with `*`",
            Self::UnsupportedTag(_) => "CloudFormation's tags start with one `!`, as in `!Ref` and `!Sub`",
            Self::KeyIsNotText { .. } => "put the key in quotes",
            _ => return None,
        };
        Some(help.to_owned())
    }
}

impl DocumentError {
    pub(crate) fn new(source: &Source, at: Position, problem: Problem) -> Self {
        let source_line = source.line(at.line).unwrap_or_default().chars().take(SHOWN_CHARACTERS).collect();
        Self { problem, location: source.location(at), source_line }
    }

    /// What is wrong.
    pub fn problem(&self) -> &Problem {
        &self.problem
    }

    /// Where.
    pub fn location(&self) -> &Location {
        &self.location
    }

    /// The line at fault, for a pointer under its column; cut when it is very long.
    pub fn source_line(&self) -> &str {
        &self.source_line
    }

    /// The same as a finding among others.
    pub fn to_diagnostic(&self) -> Diagnostic {
        let found = Diagnostic::error(self.problem.code(), self.location.clone(), self.problem.to_string());
        match self.problem.help() {
            Some(help) => found.with_help(help),
            None => found,
        }
    }
}
