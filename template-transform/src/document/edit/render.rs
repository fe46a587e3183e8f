//! A fragment as text, by indentation or in braces.

use super::fragment::Fragment;
use super::layout::{FlowStyle, Layout};
use super::scalar_text::{Context, text_written, written};

/// Longer lists of scalars get a line for each item.
const LONGEST_LINE: usize = 100;

/// `key: value` at this indentation, over as many lines as it takes, the last one without its break.
pub(super) fn block_entry(layout: &Layout, indent: usize, key: &str, value: &Fragment) -> String {
    let mut text = String::new();
    entry(&mut text, layout, indent, key, value);
    text
}

/// `- value` at this indentation.
pub(super) fn block_item(layout: &Layout, indent: usize, value: &Fragment) -> String {
    let mut text = String::new();
    item(&mut text, layout, indent, value);
    text
}

fn entry(text: &mut String, layout: &Layout, indent: usize, key: &str, value: &Fragment) {
    margin(text, indent);
    *text += &text_written(key, Context::Block);
    text.push(':');
    behind(text, layout, indent, value, layout.indentless_lists);
}

fn item(text: &mut String, layout: &Layout, indent: usize, value: &Fragment) {
    margin(text, indent);
    text.push('-');
    let long = long_form(value);
    match long.as_ref().unwrap_or(value) {
        Fragment::Map(entries) if !entries.is_empty() => {
            let inner = block_map(layout, indent + 2, entries);
            text.push(' ');
            *text += inner.trim_start_matches(' ');
        }
        value => behind(text, layout, indent, value, false),
    }
}

fn block_map(layout: &Layout, indent: usize, entries: &[(String, Fragment)]) -> String {
    let lines: Vec<String> = entries.iter().map(|(key, value)| block_entry(layout, indent, key, value)).collect();
    lines.join(layout.line_break)
}

/// What stands behind a key, a dash or a tag.
fn behind(text: &mut String, layout: &Layout, indent: usize, value: &Fragment, indentless: bool) {
    if let Some(long) = long_form(value) {
        return behind(text, layout, indent, &long, indentless);
    }
    if let Some(line) = inline(value) {
        text.push(' ');
        *text += &line;
        return;
    }
    match value {
        Fragment::Map(entries) => {
            *text += layout.line_break;
            *text += &block_map(layout, indent + layout.unit.len(), entries);
        }
        Fragment::List(items) => {
            let indent = if indentless { indent } else { indent + layout.unit.len() };
            for value in items {
                *text += layout.line_break;
                item(text, layout, indent, value);
            }
        }
        Fragment::Intrinsic { name, argument } => {
            text.push(' ');
            *text += &tag(name);
            behind(text, layout, indent, argument, false);
        }
        Fragment::Bool(_) | Fragment::Integer(_) | Fragment::Text(_) => {}
    }
}

/// A tag makes text of a number, and no second tag may follow it: such a function is written as a map.
fn long_form(value: &Fragment) -> Option<Fragment> {
    match value {
        Fragment::Intrinsic { name, argument }
            if !matches!(argument.as_ref(), Fragment::Text(_) | Fragment::List(_) | Fragment::Map(_)) =>
        {
            Some(Fragment::Map(vec![((*name).to_owned(), argument.as_ref().clone())]))
        }
        _ => None,
    }
}

/// What fits behind its key: a scalar, a short list of scalars, an empty collection, or a tag before one of these.
fn inline(value: &Fragment) -> Option<String> {
    match value {
        Fragment::List(items) if items.iter().all(Fragment::is_scalar) => {
            Some(flow(value, FlowStyle::IN_A_LINE, "")).filter(|line| line.len() <= LONGEST_LINE)
        }
        Fragment::Map(entries) if entries.is_empty() => Some("{}".to_owned()),
        Fragment::List(_) | Fragment::Map(_) => None,
        Fragment::Intrinsic { name: "Fn::GetAtt", argument } => {
            attribute(argument).map(|path| "!GetAtt ".to_owned() + &path)
        }
        Fragment::Intrinsic { name, argument } => match argument.as_ref() {
            Fragment::List(_) => Some(flow(value, FlowStyle::IN_A_LINE, ""))
                .filter(|line| line.len() <= LONGEST_LINE && !line.contains('{')),
            argument => inline(argument).map(|line| format!("{} {line}", tag(name))),
        },
        scalar => Some(written(scalar, Context::Block)),
    }
}

fn tag(name: &str) -> String {
    format!("!{}", name.strip_prefix("Fn::").unwrap_or(name))
}

/// `A.B` for the two parts that `!GetAtt` takes.
fn attribute(argument: &Fragment) -> Option<String> {
    match argument {
        Fragment::List(parts) => match parts.as_slice() {
            [Fragment::Text(resource), Fragment::Text(attribute)] => Some(format!("{resource}.{attribute}")),
            _ => None,
        },
        _ => None,
    }
}

fn margin(text: &mut String, indent: usize) {
    text.extend(std::iter::repeat_n(' ', indent));
}

impl FlowStyle<'_> {
    /// The usual way in the middle of a block.
    const IN_A_LINE: Self = Self { json: false, quoted: false, colon: ": ", comma: ", ", lines: None };

    fn context(&self) -> Context {
        if self.quoted { Context::Quoted } else { Context::Flow }
    }
}

/// `key: value` of a flow map.
pub(super) fn flow_entry(key: &str, value: &Fragment, style: FlowStyle<'_>, margin: &str) -> String {
    format!("{}{}{}", text_written(key, style.context()), style.colon, flow(value, style, margin))
}

/// A value in braces, brackets and quotes; `margin` is the white space that its line starts with.
pub(super) fn flow(value: &Fragment, style: FlowStyle<'_>, margin: &str) -> String {
    if !style.json
        && let Some(long) = long_form(value)
    {
        return flow(&long, style, margin);
    }
    let inner = style.lines.map_or_else(String::new, |(unit, _)| [margin, unit].concat());
    match value {
        Fragment::Map(entries) => {
            let entries = entries.iter().map(|(key, value)| flow_entry(key, value, style, &inner));
            enclosed('{', &entries.collect::<Vec<_>>(), '}', style, margin)
        }
        Fragment::List(items) => {
            let items = items.iter().map(|item| flow(item, style, &inner));
            enclosed('[', &items.collect::<Vec<_>>(), ']', style, margin)
        }
        Fragment::Intrinsic { name, argument } if style.json => {
            enclosed('{', &[flow_entry(name, argument, style, &inner)], '}', style, margin)
        }
        Fragment::Intrinsic { name, argument } => {
            let short = if *name == "Fn::GetAtt" { attribute(argument) } else { None };
            format!("{} {}", tag(name), short.unwrap_or_else(|| flow(argument, style, margin)))
        }
        scalar => written(scalar, style.context()),
    }
}

fn enclosed(open: char, parts: &[String], close: char, style: FlowStyle<'_>, margin: &str) -> String {
    match style.lines {
        Some((unit, line_break)) if !parts.is_empty() => {
            let separator = [",", line_break, margin, unit].concat();
            format!("{open}{line_break}{margin}{unit}{}{line_break}{margin}{close}", parts.join(&separator))
        }
        _ => format!("{open}{}{close}", parts.join(style.comma)),
    }
}
