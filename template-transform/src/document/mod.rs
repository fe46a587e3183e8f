//! A template as its text and as a tree that knows where in the text everything stands.
//!
//! Events come from `granit-parser`. It won over its ancestor `saphyr-parser` and over `yaml-rust2` because an event carries the
//! byte range and the place of its tag (`!Sub`) next to line and column, which edits that keep every other byte need. It follows
//! libyaml, so PyYAML, where the YAML 1.2 suite differs, bounds its own nesting, forbids `unsafe`, is fuzzed, and can emit
//! comments when edits want them; it hands an unknown alias on as an event, so its error is ours to word. `docs/performance.md` says
//! which parsers are faster, and what they lack.
//!
//! What YAML 1.1 says about plain scalars is decided in `scalar`, what CloudFormation says about tags in `short_tag`.

mod builder;
mod edit;
mod error;
mod json;
pub mod limits;
mod map;
mod merge_key;
mod node;
pub(crate) mod number;
mod origin;
mod scalar;
mod short_tag;
mod source;
mod span;
mod text;

pub use edit::{EditError, EditProblem, Edits, Fragment};
pub use error::{DocumentError, Problem};
pub use map::{Entry, Key, Map};
pub use node::{Node, Style, Value};
pub use span::{Position, Span};
pub use text::Text;

use std::sync::Arc;

use crate::diagnostic::{FileName, Location};
use origin::Origin;
use source::Source;

/// A parsed template: the text as it was written, and the tree of what it says.
///
/// ```
/// use template_transform::Document;
///
/// let document = Document::parse("template.yaml", "Resources:\n  Queue: !Ref Name\n")?;
/// let queue = document.root().get("Resources").and_then(|resources| resources.get("Queue"));
/// let queue = queue.ok_or("no queue")?;
/// assert_eq!(queue.to_json(), serde_json::json!({ "Ref": "Name" }));
/// assert_eq!(document.location(queue.span()).to_string(), "template.yaml:2:10");
/// assert_eq!(document.slice(queue.span()), Some("!Ref Name"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Document {
    source: Source,
    root: Node,
    /// Where the values stand that aliases repeat.
    shared: Vec<Span>,
    /// What it was made from, if it is the result of edits.
    origin: Option<Arc<Origin>>,
}

impl Document {
    /// Reads YAML or JSON. `file` names the text in every message; nothing is opened.
    pub fn parse(file: impl Into<FileName>, text: &str) -> Result<Self, DocumentError> {
        let source = Source::new(file.into(), text);
        if text.len() > limits::MAX_BYTES {
            return Err(DocumentError::new(&source, Position::START, Problem::TooLarge { bytes: text.len() }));
        }
        let builder::Built { root, shared } = builder::build(&source)?;
        Ok(Self { source, root, shared, origin: None })
    }

    /// Reads the bytes of a file, which must be UTF-8.
    pub fn parse_bytes(file: impl Into<FileName>, bytes: &[u8]) -> Result<Self, DocumentError> {
        let file = file.into();
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::parse(file, text),
            Err(error) => {
                let good = String::from_utf8_lossy(bytes.get(..error.valid_up_to()).unwrap_or_default());
                let source = Source::new(file, &good);
                Err(DocumentError::new(&source, source.end(), Problem::NotUtf8))
            }
        }
    }

    /// The top of the tree; always a map.
    pub fn root(&self) -> &Node {
        &self.root
    }

    /// The name of the file, as the caller gave it.
    pub fn file(&self) -> &FileName {
        self.source.file()
    }

    /// The whole text, every byte as it was.
    pub fn text(&self) -> &str {
        self.source.text()
    }

    /// The text of one line (from 1), without its line break.
    pub fn line(&self, line: u32) -> Option<&str> {
        self.source.line(line)
    }

    /// The text that a span covers.
    pub fn slice(&self, span: Span) -> Option<&str> {
        self.source.text().get(span.byte_range())
    }

    /// Where a span starts, with the name of the file; in a document that edits have made, the place in the text before them.
    pub fn location(&self, span: Span) -> Location {
        match &self.origin {
            Some(origin) => origin.location(span.start.byte as usize),
            None => self.source.location(span.start),
        }
    }
}
