//! Diagnostics, with the line they point at.

use std::fmt::Write as _;
use std::io::Write as _;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde_json::json;
use template_transform::{Diagnostic, Location, Severity};

use crate::failure::{Failure, Source};

/// Of longer lines only a part is looked at: for each of the problems in minified JSON it would be the whole file.
const LONGEST: usize = 1_000;

pub(super) fn json(failure: &Failure) {
    let all = json!({ "diagnostics": failure.diagnostics() });
    // Whoever closed the pipe has read enough.
    let _ = writeln!(std::io::stdout(), "{all}");
}

pub(super) fn human(failure: &Failure) {
    let _ = write!(anstream::stderr(), "{}", text(failure));
}

/// Colors are stripped again where the stream is no terminal.
pub(super) fn text(failure: &Failure) -> String {
    let sources: Vec<Lines<'_>> = failure.sources().iter().map(Lines::of).collect();
    let mut text = String::new();
    for diagnostic in failure.diagnostics() {
        let source = sources.iter().find(|source| source.file == diagnostic.location.file.as_str());
        let _ = writeln!(text, "{}\n", shown(diagnostic, source, &Renderer::styled()));
    }
    text
}

/// A file, of which only the lines with a diagnostic are looked at.
struct Lines<'s> {
    file: &'s str,
    lines: Vec<&'s str>,
}

impl<'s> Lines<'s> {
    fn of(source: &'s Source) -> Self {
        Self { file: &source.file, lines: source.text.split('\n').collect() }
    }
}

fn shown(diagnostic: &Diagnostic, source: Option<&Lines<'_>>, renderer: &Renderer) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level.primary_title(diagnostic.message.as_str()).id(diagnostic.code);
    let location = &diagnostic.location;
    let place = source.and_then(|source| place(source, location));
    let mut groups = Vec::new();
    match place {
        Some((number, line, range)) => {
            let file = location.file.as_str();
            let group = Group::with_title(title);
            let snippet =
                |part, range| Snippet::source(part).line_start(number).annotation(AnnotationKind::Primary.span(range));
            groups.push(if line.len() <= LONGEST {
                group.element(snippet(line, range).path(file))
            } else {
                let (part, range) = around(line, range);
                let column = usize::try_from(location.column).unwrap_or(usize::MAX);
                group.element(Origin::path(file).line(number).char_column(column)).element(snippet(part, range))
            });
        }
        None => groups.push(Group::with_title(title)),
    }
    if let Some(help) = &diagnostic.help
        && let Some(group) = groups.pop()
    {
        groups.push(group.element(Level::HELP.message(help.as_str())));
    }
    renderer.render(&groups)
}

/// The line that a diagnostic points at, its number, and where in it: from the column to the end of the word there.
fn place<'s>(source: &Lines<'s>, location: &Location) -> Option<(usize, &'s str, Range<usize>)> {
    let number = usize::try_from(location.line).ok()?;
    let line = source.lines.get(number.checked_sub(1)?)?;
    let column = usize::try_from(location.column.checked_sub(1)?).ok()?;
    let start = if line.is_ascii() {
        column.min(line.len())
    } else {
        line.char_indices().nth(column).map_or(line.len(), |(offset, _)| offset)
    };
    let word = line.get(start..)?.find(|character: char| character.is_whitespace()).unwrap_or(line.len() - start);
    Some((number, line, start..start + word.max(1).min(line.len() - start)))
}

/// The part of a line that may be shown, and where in it the place is.
fn around(line: &str, place: Range<usize>) -> (&str, Range<usize>) {
    let from = line.floor_char_boundary(place.start.saturating_sub(LONGEST / 2));
    let to = line.ceil_char_boundary(place.start.saturating_add(LONGEST / 2));
    let part = line.get(from..to).unwrap_or(line);
    (part, place.start - from..(place.end - from).min(part.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diagnostic_shows_its_line_with_a_pointer_and_the_mend() {
        let source = Source { file: "t.yaml".into(), text: "A: 1\nType: Linear10Percent\nB: 2\n".into() };
        let diagnostic = Diagnostic::error("unknown-strategy", Location::new("t.yaml", 2, 7), "no such strategy")
            .with_help("did you mean `Linear10PercentEvery1Minute`?");
        let shown = shown(&diagnostic, Some(&Lines::of(&source)), &Renderer::plain());
        assert_eq!(
            shown,
            "error[unknown-strategy]: no such strategy\n --> t.yaml:2:7\n  |\n2 | Type: Linear10Percent\n  |       ^^^^^^^^^^^^^^^\n  \
             |\n  = help: did you mean `Linear10PercentEvery1Minute`?"
        );
    }

    #[test]
    fn of_a_long_line_the_part_with_the_place_is_shown() {
        let line = format!("\n{{{} \"Type\": 1{}}}", "\"é\": 1,".repeat(1_000), ", \"a\": 1".repeat(1_000));
        let source = Source { file: "t.json".into(), text: line };
        let diagnostic = Diagnostic::error("wrong-type", Location::new("t.json", 2, 7_003), "this is no type");
        let shown = shown(&diagnostic, Some(&Lines::of(&source)), &Renderer::plain());
        assert!(
            shown.starts_with("error[wrong-type]: this is no type\n --> t.json:2:7003\n  |\n ::: \n2 | ..."),
            "{shown}"
        );
        let (text, pointer) = shown.split_once("2 | ").unwrap().1.split_once('\n').unwrap();
        let marked: String = text.chars().skip(pointer.find('^').unwrap() - "  | ".len()).take(7).collect();
        assert_eq!((marked.as_str(), pointer.trim_start_matches(['|', ' '])), ("\"Type\":", "^^^^^^^"), "{shown}");
    }

    #[test]
    fn a_place_outside_the_text_is_shown_without_a_line() {
        for (line, column) in [(0, 1), (1, 0), (9, 9)] {
            let location = Location::new("t.yaml", line, column);
            let source = Source { file: "t.yaml".into(), text: "a: 1".into() };
            let found = place(&Lines::of(&source), &location);
            assert!(found.is_none_or(|(.., range)| range.end <= 4), "{line}:{column}");
        }
    }
}
