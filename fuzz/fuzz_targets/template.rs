//! A template: it is read or refused at a place in it; every value knows where it stands; what is wrong with the model has a place too.
#![no_main]

use libfuzzer_sys::fuzz_target;
use template_transform::document::{Map, Span, Value};
use template_transform::{Application, Diagnostic, Document, Location, Node, Parameters};

fuzz_target!(|bytes: &[u8]| {
    match Document::parse_bytes("t.yaml", bytes) {
        Ok(document) => {
            check_node(&document, document.root());
            match Application::read(&document, &Parameters::new()) {
                Ok(application) => check_findings(&document, application.warnings()),
                Err(found) => {
                    assert!(!found.is_empty(), "an error without a finding");
                    check_findings(&document, &found);
                }
            }
        }
        Err(error) => {
            assert!(!error.to_string().is_empty());
            assert!(error.location().line >= 1 && error.location().column >= 1);
            assert_eq!(error.to_diagnostic().location, *error.location());
        }
    }
});

fn check_findings(document: &Document, found: &[Diagnostic]) {
    for finding in found {
        assert!(!finding.message.is_empty() && !finding.code.is_empty());
        check_location(document, &finding.location);
    }
}

fn check_location(document: &Document, location: &Location) {
    let line = document.line(location.line).unwrap_or_else(|| panic!("{location} is no line of the text"));
    let columns = line.chars().count() + 1;
    assert!(
        (1..=columns).contains(&(location.column as usize)),
        "{location} is no column of its line, which has {columns}"
    );
}

fn check_node(document: &Document, node: &Node) {
    check_span(document, node.span());
    if let Some(alias) = node.alias_span() {
        check_span(document, alias);
        assert!(document.slice(alias).is_some_and(|text| text.starts_with('*')), "an alias starts with a star");
    }
    match node.value() {
        Value::List(items) => items.iter().for_each(|item| check_node(document, item)),
        Value::Map(map) => check_map(document, map),
        _ => {}
    }
}

fn check_map(document: &Document, map: &Map) {
    for entry in map.all_entries() {
        check_span(document, entry.key.span());
        check_node(document, &entry.value);
        assert!(map.contains_key(entry.key.as_str()));
    }
    assert_eq!(map.len(), map.keys().count());
}

fn check_span(document: &Document, span: Span) {
    assert!(document.slice(span).is_some(), "{span:?} is no stretch of the text");
    check_location(document, &document.location(span));
}
