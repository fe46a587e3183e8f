//! Where in the text something is added, and as which text.

use super::fragment::Fragment;
use super::layout::{FlowStyle, Layout, line_start, margin};
use super::render::{block_entry, block_item, flow, flow_entry};
use super::scalar_text::{Context, written};
use super::{own_entries, written_end};
use crate::document::map::Key;
use crate::document::node::{Node, Style, Value};
use crate::document::origin::Move;

/// A value of the document with what surrounds it.
pub(super) struct Site<'d> {
    pub(super) node: &'d Node,
    /// Its key; the root has none.
    pub(super) key: Option<&'d Key>,
    /// The indentation of the map that holds it.
    pub(super) indent: usize,
    pub(super) in_flow: bool,
}

/// New text in the place of some bytes.
pub(super) struct Change {
    pub(super) at: usize,
    pub(super) removed: usize,
    pub(super) text: String,
}

impl Change {
    /// What it does to the places behind it.
    pub(super) const fn moved(&self) -> Move {
        Move { old: self.at, removed: self.removed, added: self.text.len() }
    }

    fn insert(at: usize, text: String) -> Self {
        Self { at, removed: 0, text }
    }
}

/// Adds entries to a map, or to nothing.
pub(super) fn entries(
    text: &str,
    layout: &Layout,
    site: &Site<'_>,
    entries: &[(String, Fragment)],
) -> Option<Vec<Change>> {
    let node = site.node;
    if node.alias_span().is_some() {
        return Some(instead_of_alias(text, layout, site, entries));
    }
    let nothing = node.is_null() || is_empty_collection(text, node);
    if nothing && !site.in_flow && !layout.json {
        let indent = site.indent + layout.unit.len();
        let lines: Vec<String> = entries.iter().map(|(key, value)| block_entry(layout, indent, key, value)).collect();
        return Some(instead_of_nothing(text, layout, site, &lines));
    }
    if node.is_null() {
        let value = Fragment::Map(entries.to_vec());
        return Some(vec![flow_replacement(text, layout, site, &value)]);
    }
    match node.style() {
        Style::Flow => {
            let last = own_entries(node).next_back().map(|entry| (&entry.key, written_end(&entry.value)));
            let style = flow_style(text, layout, node, last.map(|(key, _)| key));
            let starts = last.map(|(key, _)| key.span().start.byte as usize);
            let write =
                |margin: &str| entries.iter().map(|(key, value)| flow_entry(key, value, style, margin)).collect();
            flow_addition(text, layout, node, starts.zip(last.map(|(_, end)| end)), style, write)
        }
        Style::Block => {
            let indent = node.span().start.column as usize - 1;
            let lines: Vec<String> =
                entries.iter().map(|(key, value)| block_entry(layout, indent, key, value)).collect();
            Some(vec![block_addition(text, layout, node, indent, &lines)])
        }
        _ => None,
    }
}

/// Adds items to a list, to nothing, or to a single value that becomes the first of them.
pub(super) fn items(text: &str, layout: &Layout, site: &Site<'_>, items: &[Fragment]) -> Option<Vec<Change>> {
    let node = site.node;
    let step = if layout.indentless_lists { 0 } else { layout.unit.len() };
    let new = |indent: usize| items.iter().map(|item| block_item(layout, indent, item)).collect::<Vec<_>>();
    let single = !node.is_null() && node.as_list().is_none();
    if (single || node.is_null() || is_empty_collection(text, node)) && !site.in_flow && !layout.json {
        let indent = site.indent + step;
        let kept =
            single.then(|| format!("{:indent$}- {}", "", text.get(node.span().byte_range()).unwrap_or_default()));
        let lines: Vec<String> = kept.into_iter().chain(new(indent)).collect();
        return Some(instead_of_nothing(text, layout, site, &lines));
    }
    if node.is_null() {
        return Some(vec![flow_replacement(text, layout, site, &Fragment::List(items.to_vec()))]);
    }
    let style = flow_style(text, layout, node, None);
    if single {
        let written: Vec<String> =
            items.iter().map(|item| flow(item, FlowStyle { lines: None, ..style }, "")).collect();
        let range = node.span().byte_range();
        let behind = format!("{}{}]", style.comma, written.join(style.comma));
        return Some(vec![Change::insert(range.start, "[".to_owned()), Change::insert(range.end, behind)]);
    }
    let parts = node.as_list()?;
    match node.style() {
        Style::Flow => {
            let last = parts
                .last()
                .map(|item| (item.alias_span().unwrap_or(item.span()).start.byte as usize, written_end(item)));
            let write = |margin: &str| items.iter().map(|item| flow(item, style, margin)).collect();
            flow_addition(text, layout, node, last, style, write)
        }
        Style::Block => {
            // A list without indentation starts behind its first dash, as the parser tells it.
            let start = node.span().start.byte as usize;
            let before = text.get(line_start(text, start)..start)?;
            let indent = if before.chars().all(|c| c == ' ') { before.len() } else { site.indent };
            Some(vec![block_addition(text, layout, node, indent, &new(indent))])
        }
        _ => None,
    }
}

/// Puts a scalar in the place of another.
pub(super) fn replacement(layout: &Layout, site: &Site<'_>, value: &Fragment) -> Change {
    let quoted = layout.json || (site.in_flow && site.node.style() == Style::Quoted);
    let context = if quoted {
        Context::Quoted
    } else if site.in_flow {
        Context::Flow
    } else {
        Context::Block
    };
    let range = site.node.span().byte_range();
    Change { at: range.start, removed: range.len(), text: written(value, context) }
}

/// Puts a value that is no collection behind a key that has none, or null.
pub(super) fn instead_of_null(text: &str, layout: &Layout, site: &Site<'_>, value: &Fragment) -> Option<Change> {
    let range = site.node.span().byte_range();
    let written = if site.in_flow || layout.json {
        flow(value, flow_style(text, layout, site.node, site.key), margin(text, range.start))
    } else {
        let entry = block_entry(layout, site.indent, "k", value);
        entry.trim_start_matches(' ').strip_prefix("k:")?.strip_prefix(' ')?.to_owned()
    };
    if !range.is_empty() {
        return Some(Change { at: range.start, removed: range.len(), text: written });
    }
    let key_end = site.key?.span().end.byte as usize;
    let behind = text.get(key_end..)?;
    let colon = key_end + behind.len() - behind.trim_start_matches([' ', '\t']).len();
    text.get(colon..)?.strip_prefix(':').map(|_| Change::insert(colon + 1, [" ", &written].concat()))
}

/// `{}` and `[]` on one line, with nothing inside.
fn is_empty_collection(text: &str, node: &Node) -> bool {
    node.style() == Style::Flow
        && text.get(node.span().byte_range()).is_some_and(|written| {
            written.get(1..written.len() - 1).is_some_and(|inside| inside.trim_matches(' ').is_empty())
        })
}

/// Lines under a key whose value is nothing, `{}`, `~` or a single value that the lines repeat.
fn instead_of_nothing(text: &str, layout: &Layout, site: &Site<'_>, lines: &[String]) -> Vec<Change> {
    let range = site.node.span().byte_range();
    let mut changes = Vec::new();
    if !range.is_empty() {
        let from = text.get(..range.start).map_or(range.start, |before| before.trim_end_matches([' ', '\t']).len());
        changes.push(Change { at: from, removed: range.end - from, text: String::new() });
    }
    let key_end = site.key.map_or(0, |key| key.span().end.byte as usize);
    changes.push(whole_lines(text, layout, next_line(text, range.end.max(key_end)), lines));
    changes
}

/// A map that merges what the alias stands for: the value at the anchor stays as it is for everybody else.
fn instead_of_alias(text: &str, layout: &Layout, site: &Site<'_>, entries: &[(String, Fragment)]) -> Vec<Change> {
    let range = site.node.alias_span().unwrap_or(site.node.span()).byte_range();
    let merge = format!("<<: {}", text.get(range.clone()).unwrap_or_default());
    if site.in_flow {
        let style = flow_style(text, layout, site.node, None);
        let style = FlowStyle { lines: None, ..style };
        let entries = entries.iter().map(|(key, value)| flow_entry(key, value, style, ""));
        let inside: Vec<String> = std::iter::once(merge).chain(entries).collect();
        return vec![Change { at: range.start, removed: range.len(), text: format!("{{{}}}", inside.join(", ")) }];
    }
    let indent = site.indent + layout.unit.len();
    let lines = std::iter::once(format!("{:indent$}{merge}", ""))
        .chain(entries.iter().map(|(key, value)| block_entry(layout, indent, key, value)))
        .collect::<Vec<_>>();
    let from = text.get(..range.start).map_or(range.start, |before| before.trim_end_matches([' ', '\t']).len());
    vec![
        Change { at: from, removed: range.end - from, text: String::new() },
        whole_lines(text, layout, next_line(text, range.end), &lines),
    ]
}

/// A collection in the place of null, inside of braces.
fn flow_replacement(text: &str, layout: &Layout, site: &Site<'_>, value: &Fragment) -> Change {
    let range = site.node.span().byte_range();
    let style = flow_style(text, layout, site.node, site.key);
    let space = if range.is_empty() { " " } else { "" };
    let written = flow(value, style, margin(text, range.start));
    Change { at: range.start, removed: range.len(), text: [space, &written].concat() }
}

fn flow_style<'l>(text: &str, layout: &'l Layout, node: &Node, neighbour: Option<&Key>) -> FlowStyle<'l> {
    let quoted = layout.json || neighbour.is_some_and(|key| key.style() == Style::Quoted);
    let tight = neighbour.is_some_and(|key| {
        let behind = text.get(key.span().end.byte as usize..).unwrap_or_default();
        behind.strip_prefix(':').is_some_and(|value| !value.starts_with(char::is_whitespace))
    }) || (layout.json && neighbour.is_none() && !text.contains(": "));
    let (colon, comma) = if tight && layout.json { (":", ",") } else { (": ", ", ") };
    let span = node.span();
    let lines = span.start.line != span.end.line || (layout.json && text.trim_end().contains(['\n', '\r']));
    let lines = lines.then_some((layout.unit.as_str(), layout.line_break));
    FlowStyle { json: layout.json, quoted, colon, comma, lines }
}

/// Adds to a collection in braces. `last` is where its last part starts and ends.
fn flow_addition(
    text: &str,
    layout: &Layout,
    node: &Node,
    last: Option<(usize, usize)>,
    style: FlowStyle<'_>,
    write: impl Fn(&str) -> Vec<String>,
) -> Option<Vec<Change>> {
    let open = node.span().start.byte as usize + 1;
    let close = (node.span().end.byte as usize).checked_sub(1)?;
    let Some((start, end)) = last else {
        let inside = text.get(open..close)?;
        let outer = margin(text, open);
        let Some((unit, line_break)) = style.lines else {
            return Some(vec![Change::insert(open, write(outer).join(style.comma))]);
        };
        let inner = [outer, unit].concat();
        let lines: Vec<String> = write(&inner).iter().map(|part| [line_break, &inner, part].concat()).collect();
        let tail = if inside.contains(['\n', '\r']) { String::new() } else { [line_break, outer].concat() };
        return Some(vec![Change::insert(open, lines.join(",") + &tail)]);
    };
    let tail = text.get(end..close)?;
    let (comma, closed_on_own_line) = behind_last(tail)?;
    let same_line_style = FlowStyle { lines: None, ..style };
    let behind = comma.map_or(end, |at| end + at + 1);
    if !closed_on_own_line {
        let parts = write(margin(text, start)).join(same_line_style.comma);
        let before = if comma.is_some() { " " } else { same_line_style.comma };
        return Some(vec![Change::insert(behind, [before, &parts].concat())]);
    }
    let inner = margin(text, start);
    let lines: Vec<String> = write(inner).iter().map(|part| [layout.line_break, inner, part].concat()).collect();
    let trailing = if comma.is_some() { "," } else { "" };
    let line_end = line_end(text, behind);
    let addition = Change::insert(line_end, lines.join(",") + trailing);
    Some(match comma {
        Some(_) => vec![addition],
        None => vec![Change::insert(end, ",".to_owned()), addition],
    })
}

/// Where the comma behind the last part is, and whether the bracket stands on a line of its own. `None` when more than white space,
/// comments and one comma is there, such as a merge key.
fn behind_last(tail: &str) -> Option<(Option<usize>, bool)> {
    let mut comma = None;
    let mut lines = false;
    let mut characters = tail.char_indices();
    while let Some((at, c)) = characters.next() {
        match c {
            ',' if comma.is_none() => comma = Some(at),
            '#' => {
                characters.find(|(_, c)| matches!(c, '\n' | '\r'));
                lines = true;
            }
            '\n' | '\r' => lines = true,
            c if c.is_whitespace() => {}
            _ => return None,
        }
    }
    Some((comma, lines))
}

/// Adds lines to a block map or list.
fn block_addition(text: &str, layout: &Layout, node: &Node, indent: usize, lines: &[String]) -> Change {
    let end = written_end(node);
    let leaf = last_leaf(node);
    let block_scalar = leaf.style() == Style::BlockScalar;
    if block_scalar && !text.get(..end).unwrap_or_default().ends_with(['\n', '\r']) {
        // A line break behind this text would become part of it, so the addition goes to the front.
        let start = node.span().start.byte as usize;
        let front = lines.join(layout.line_break);
        return Change::insert(start, [front.trim_start_matches(' '), layout.line_break, &" ".repeat(indent)].concat());
    }
    let at = if block_scalar { behind_block_scalar(text, leaf, end) } else { next_line(text, end) };
    let at = behind_comments(text, at, indent);
    if are_apart(text, node) {
        let apart: Vec<String> = lines.iter().map(|line| [layout.line_break, line].concat()).collect();
        return whole_lines(text, layout, at, &apart);
    }
    whole_lines(text, layout, at, lines)
}

/// Whole lines at the start of a line, or at the end of a text without a last line break.
fn whole_lines(text: &str, layout: &Layout, at: usize, lines: &[String]) -> Change {
    let joined = lines.join(layout.line_break);
    let before = text.get(..at).unwrap_or_default();
    if before.is_empty() || before.ends_with(['\n', '\r']) {
        return Change::insert(at, joined + layout.line_break);
    }
    Change::insert(at, [layout.line_break, &joined].concat())
}

/// The value that is written last in a collection.
fn last_leaf(node: &Node) -> &Node {
    let end = written_end(node);
    let inner = match node.value() {
        _ if node.alias_span().is_some() || node.style() == Style::Flow => None,
        Value::List(items) => items.last(),
        Value::Map(_) => own_entries(node).next_back().map(|entry| &entry.value),
        _ => None,
    };
    match inner.filter(|inner| written_end(inner) == end) {
        Some(inner) => last_leaf(inner),
        None => node,
    }
}

/// Blank lines behind a block scalar belong to it only where it keeps them (`|+`).
fn behind_block_scalar(text: &str, scalar: &Node, end: usize) -> usize {
    let value = scalar.as_str().unwrap_or_default();
    if value.ends_with("\n\n") || value.trim_end_matches('\n').is_empty() {
        return end;
    }
    let kept = text.get(..end).unwrap_or_default().trim_end_matches([' ', '\t', '\n', '\r']).len();
    next_line(text, kept)
}

/// Comments that are indented deeper than the new lines belong to what stands before them.
fn behind_comments(text: &str, at: usize, indent: usize) -> usize {
    let mut place = at;
    let mut next = at;
    while next < text.len() {
        let end = next_line(text, next);
        let line = text.get(next..end).unwrap_or_default();
        let content = line.trim();
        if content.starts_with('#') && line.len() - line.trim_start().len() > indent {
            place = end;
        } else if !content.is_empty() {
            break;
        }
        next = end;
    }
    place
}

/// Whether blank lines divide the last two entries of a map.
fn are_apart(text: &str, node: &Node) -> bool {
    let mut last = own_entries(node).rev();
    let (Some(last), Some(before)) = (last.next(), last.next()) else { return false };
    let from = written_end(&before.value);
    let between = text.get(from..last.key.span().start.byte as usize).unwrap_or_default();
    let at_line_start = text.get(..from).unwrap_or_default().ends_with(['\n', '\r']);
    let mut lines: Vec<&str> = between.split('\n').collect();
    lines.pop();
    lines.iter().skip(usize::from(!at_line_start)).any(|line| line.trim().is_empty())
}

/// The start of the line behind the one that a byte is in; the end of the text where there is none.
fn next_line(text: &str, byte: usize) -> usize {
    let end = line_end(text, byte);
    let rest = text.get(end..).unwrap_or_default();
    if rest.starts_with("\r\n") {
        end + 2
    } else if rest.is_empty() {
        end
    } else {
        end + 1
    }
}

fn line_end(text: &str, byte: usize) -> usize {
    text.get(byte..).and_then(|rest| rest.find(['\n', '\r'])).map_or(text.len(), |at| byte + at)
}
