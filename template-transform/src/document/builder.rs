//! Builds the tree from the parser's events, with a stack of its own instead of recursion.

use std::collections::HashMap;

use granit_parser::{Event, Parser, ScalarStyle, ScanError, StructureStyle, Tag};

use super::error::{DocumentError, Problem};
use super::limits::{MAX_DEPTH, MAX_NODES};
use super::map::{Entry, Key, Map};
use super::merge_key;
use super::node::{Node, Style, Value};
use super::scalar;
use super::short_tag::{TagUse, tagged_collection, tagged_scalar};
use super::source::Source;
use super::span::{Position, Span};

type Fault = (Position, Problem);

/// What a text comes to.
pub(crate) struct Built {
    /// The root of the one document in the text.
    pub(crate) root: Node,
    /// Where the values stand that aliases repeat.
    pub(crate) shared: Vec<Span>,
}

pub(crate) fn build(source: &Source) -> Result<Built, DocumentError> {
    read(source).map_err(|(at, problem)| DocumentError::new(source, at, problem))
}

fn read(source: &Source) -> Result<Built, Fault> {
    let options = granit_parser::options! {
        emit_comments: false,
        emit_unresolved_aliases: true,
        block_scalar_eof_without_line_feed: true,
        flow_nesting_limit: MAX_DEPTH + 1,
        block_nesting_limit: MAX_DEPTH + 1,
    };
    let mut builder = Builder::new(source);
    let mut documents = 0;
    for event in Parser::new_from_str_with_options(source.text(), options) {
        let (event, span) = event.map_err(|error| syntax(&error))?;
        if matches!(event, Event::DocumentStart(..)) {
            documents += 1;
            if documents > 1 {
                return Err((span.start.into(), Problem::MultipleDocuments));
            }
        }
        builder.take(event, span)?;
    }
    let root = builder.root.ok_or((Position::START, Problem::Empty))?;
    match root.value() {
        Value::Map(_) => Ok(Built { root, shared: builder.shared }),
        Value::Null => Err((root.span().start, Problem::Empty)),
        _ => Err((root.span().start, Problem::NotAMap { found: root.kind() })),
    }
}

fn syntax(error: &ScanError) -> Fault {
    let problem = match error.kind() {
        granit_parser::ErrorKind::RecursionLimitExceeded => Problem::TooDeep,
        _ => Problem::Syntax(error.info()),
    };
    ((*error.marker()).into(), problem)
}

/// A map or list that is not closed yet.
struct Open {
    span: Span,
    style: Style,
    anchor: usize,
    tag: Option<TagUse>,
    content: Content,
    /// The last value that was written in it; an alias or what a merge key merges counts where it stands.
    last: Option<Span>,
}

enum Content {
    List(Vec<Node>),
    Map { entries: Vec<Entry>, merged: Vec<Entry>, key: Option<PendingKey> },
}

enum PendingKey {
    Key(Key),
    Merge,
}

/// What an anchor names; without a node while the value is still open.
struct Anchored {
    node: Option<Node>,
    nodes: usize,
    levels: usize,
}

struct Builder<'a> {
    source: &'a Source,
    open: Vec<Open>,
    anchors: HashMap<usize, Anchored>,
    depth: usize,
    nodes: usize,
    shared: Vec<Span>,
    root: Option<Node>,
}

impl<'a> Builder<'a> {
    fn new(source: &'a Source) -> Self {
        Self { source, open: Vec::new(), anchors: HashMap::new(), depth: 0, nodes: 0, shared: Vec::new(), root: None }
    }

    fn take(&mut self, event: Event<'_>, raw: granit_parser::Span) -> Result<(), Fault> {
        let span = Span::from(raw);
        match event {
            Event::Scalar(text, style, anchor, tag) => self.scalar(&text, style, anchor, tag.as_deref(), &raw),
            Event::SequenceStart(style, anchor, tag) => {
                self.start(Content::List(Vec::new()), style, anchor, tag.as_deref(), &raw)
            }
            Event::MappingStart(style, anchor, tag) => {
                let content = Content::Map { entries: Vec::new(), merged: Vec::new(), key: None };
                self.start(content, style, anchor, tag.as_deref(), &raw)
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(span),
            Event::Alias(id) => self.alias(id, span),
            Event::UnresolvedAlias(name) => Err((span.start, Problem::UnknownAlias(name.into_owned()))),
            _ => Ok(()),
        }
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<&Tag>,
        raw: &granit_parser::Span,
    ) -> Result<(), Fault> {
        let span = Span::from(*raw);
        let tag = tag_use(tag, raw)?;
        self.count(1, span)?;
        self.check_depth(tag.as_ref().map_or(0, TagUse::levels), span)?;
        let shown = match style {
            ScalarStyle::Plain => Style::Plain,
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Style::Quoted,
            ScalarStyle::Literal | ScalarStyle::Folded => Style::BlockScalar,
        };
        let span = if shown == Style::BlockScalar { self.without_next_indent(span) } else { span };
        let merge = tag.is_none() && shown == Style::Plain && text == "<<";
        let node = match tag {
            // The parser spells an empty plain scalar `~`; behind a tag it is empty text.
            Some(tag) => {
                tagged_scalar(&tag, text, span, shown, self.source.text().get(span.byte_range()).unwrap_or_default())?
            }
            None if shown == Style::Plain => Node::new(scalar::read(text), span, shown),
            None => Node::new(Value::Text(text.into()), span, shown),
        };
        self.anchor(anchor, &node)?;
        if merge && let Some(Open { content: Content::Map { key: key @ None, .. }, .. }) = self.open.last_mut() {
            *key = Some(PendingKey::Merge);
            return Ok(());
        }
        self.attach(node)
    }

    fn start(
        &mut self,
        content: Content,
        style: StructureStyle,
        anchor: usize,
        tag: Option<&Tag>,
        raw: &granit_parser::Span,
    ) -> Result<(), Fault> {
        let span = Span::from(*raw);
        let tag = tag_use(tag, raw)?;
        self.count(1, span)?;
        let levels = 1 + tag.as_ref().map_or(0, TagUse::levels);
        self.check_depth(levels, span)?;
        self.depth += levels;
        if anchor != 0 {
            self.anchors.insert(anchor, Anchored { node: None, nodes: 0, levels: 0 });
        }
        let style = match style {
            StructureStyle::Block => Style::Block,
            StructureStyle::Flow => Style::Flow,
        };
        self.open.push(Open { span, style, anchor, tag, content, last: None });
        Ok(())
    }

    fn end(&mut self, end: Span) -> Result<(), Fault> {
        let Some(Open { span, style, anchor, tag, content, last }) = self.open.pop() else { return Ok(()) };
        self.depth = self.depth.saturating_sub(1 + tag.as_ref().map_or(0, TagUse::levels));
        let value = match content {
            Content::List(items) => Value::List(items),
            Content::Map { entries, merged, .. } => {
                let all = if merged.is_empty() { entries } else { merged.into_iter().chain(entries).collect() };
                Value::Map(Box::new(Map::new(all)))
            }
        };
        // A block collection ends with its last value; the event stands where the next thing starts.
        let span = match style {
            Style::Flow => span.to(end),
            _ => span.to(last.unwrap_or(span)),
        };
        let node = Node::new(value, span, style);
        let node = match tag {
            Some(tag) => tagged_collection(tag, node)?,
            None => node,
        };
        self.anchor(anchor, &node)?;
        self.attach(node)
    }

    fn alias(&mut self, id: usize, span: Span) -> Result<(), Fault> {
        let Some(anchored) = self.anchors.get(&id) else {
            return Err((span.start, Problem::UnknownAlias(id.to_string())));
        };
        let Some(node) = &anchored.node else {
            return Err((span.start, Problem::AliasInsideItself));
        };
        let (nodes, levels) = (anchored.nodes, anchored.levels);
        if self.depth + levels > MAX_DEPTH {
            return Err((span.start, Problem::TooDeep));
        }
        if self.nodes + nodes > MAX_NODES {
            return Err((span.start, Problem::TooManyNodes));
        }
        self.nodes += nodes;
        self.shared.push(node.span());
        let node = node.clone().behind_alias(span);
        self.attach(node)
    }

    /// Keeps a copy for later aliases. The copy counts, or nested anchors would hold a large value many times over.
    fn anchor(&mut self, id: usize, node: &Node) -> Result<(), Fault> {
        if id == 0 {
            return Ok(());
        }
        let (nodes, levels) = measure(node);
        self.count(nodes, node.span())?;
        self.anchors.insert(id, Anchored { node: Some(node.clone()), nodes, levels });
        Ok(())
    }

    /// The parser lets a block scalar reach into the indentation of the line behind it.
    fn without_next_indent(&self, span: Span) -> Span {
        let text = self.source.text().get(span.byte_range()).unwrap_or_default();
        let kept = text.trim_end_matches([' ', '\t']);
        if kept.len() == text.len() || !kept.ends_with(['\n', '\r']) {
            return span;
        }
        let cut = u32::try_from(text.len() - kept.len()).unwrap_or(0);
        Span { start: span.start, end: Position { column: 1, byte: span.end.byte - cut, ..span.end } }
    }

    /// Puts a finished node where it belongs.
    fn attach(&mut self, node: Node) -> Result<(), Fault> {
        let open = self.open.last_mut().map(|open| {
            open.last = Some(node.alias_span().unwrap_or(node.span()));
            &mut open.content
        });
        match open {
            None => self.root = Some(node),
            Some(Content::List(items)) => items.push(node),
            Some(Content::Map { entries, merged, key }) => match key.take() {
                None => *key = Some(PendingKey::Key(key_of(node)?)),
                Some(PendingKey::Key(key)) => entries.push(Entry { key, value: node, merged: false }),
                Some(PendingKey::Merge) => {
                    let place = node.alias_span().unwrap_or(node.span());
                    let taken = merge_key::merged(&node).map_err(|problem| (place.start, problem))?;
                    merged.extend(taken);
                }
            },
        }
        Ok(())
    }

    fn count(&mut self, nodes: usize, at: Span) -> Result<(), Fault> {
        self.nodes += nodes;
        if self.nodes > MAX_NODES { Err((at.start, Problem::TooManyNodes)) } else { Ok(()) }
    }

    fn check_depth(&self, levels: usize, at: Span) -> Result<(), Fault> {
        if self.depth + levels > MAX_DEPTH { Err((at.start, Problem::TooDeep)) } else { Ok(()) }
    }
}

fn tag_use(tag: Option<&Tag>, raw: &granit_parser::Span) -> Result<Option<TagUse>, Fault> {
    let span = raw.tag_span().map_or_else(|| Span::from(*raw), Span::from);
    tag.map(|tag| TagUse::of(tag, span)).transpose()
}

fn key_of(node: Node) -> Result<Key, Fault> {
    let place = node.alias_span().unwrap_or(node.span());
    let (found, style) = (node.kind(), node.style());
    match node.into_value() {
        Value::Text(text) => Ok(Key::new(text, place, style, true)),
        other => match other.scalar_text() {
            Some(text) => Ok(Key::new(text.into(), place, style, false)),
            None => Err((place.start, Problem::KeyIsNotText { found })),
        },
    }
}

/// How many values and keys a node holds, and how many levels it is deep.
fn measure(node: &Node) -> (usize, usize) {
    let inside: Vec<&Node> = match node.value() {
        Value::List(items) => items.iter().collect(),
        Value::Map(map) => map.all_entries().iter().map(|entry| &entry.value).collect(),
        _ => return (1, 0),
    };
    let keys = if node.as_map().is_some() { inside.len() } else { 0 };
    inside.into_iter().map(measure).fold((1 + keys, 1), |(nodes, levels), (inner_nodes, inner_levels)| {
        (nodes + inner_nodes, levels.max(inner_levels + 1))
    })
}
