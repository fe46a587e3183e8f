//! Reading YAML and JSON into a tree that knows its places.

use serde_json::json;
use template_transform::document::{Problem, Style, Value};
use template_transform::{Document, Node};

fn parse(text: &str) -> Document {
    Document::parse("t.yaml", text).unwrap()
}

fn at<'a>(document: &'a Document, path: &[&str]) -> &'a Node {
    path.iter().fold(document.root(), |node, key| node.get(key).unwrap())
}

fn place(document: &Document, node: &Node) -> String {
    let location = document.location(node.span());
    format!("{}:{} {}", location.line, location.column, document.slice(node.span()).unwrap())
}

fn fails(text: &str) -> (String, Problem) {
    let error = Document::parse("t.yaml", text).unwrap_err();
    (error.to_string(), error.problem().clone())
}

#[test]
fn short_tags_become_maps_with_one_key() {
    let document = parse(
        "a: !Ref B\nb: !GetAtt A.B.C\nc: !Sub 'x${Y}'\nd: !If [C, !Ref D, 1]\ne: !Condition F\nf: !Ref 1\ng: !GetAtt [A, B.C]\nh: !Transform\n  Name: x\n",
    );
    assert_eq!(
        document.root().to_json(),
        json!({
            "a": { "Ref": "B" },
            "b": { "Fn::GetAtt": ["A", "B.C"] },
            "c": { "Fn::Sub": "x${Y}" },
            "d": { "Fn::If": ["C", { "Ref": "D" }, 1] },
            "e": { "Condition": "F" },
            "f": { "Ref": "1" },
            "g": { "Fn::GetAtt": ["A", "B.C"] },
            "h": { "Fn::Transform": { "Name": "x" } }
        })
    );
}

#[test]
fn a_short_tag_spans_from_its_tag_to_its_value() {
    let document = parse("k: !GetAtt Ä.Arn\n");
    let node = at(&document, &["k"]);
    assert_eq!((place(&document, node).as_str(), node.style()), ("1:4 !GetAtt Ä.Arn", Style::ShortTag));
    let entry = node.as_map().unwrap().entry("Fn::GetAtt").unwrap();
    assert_eq!(document.slice(entry.key.span()), Some("!GetAtt"));
    let parts: Vec<_> = entry.value.as_list().unwrap().iter().map(|part| place(&document, part)).collect();
    assert_eq!(parts, ["1:12 Ä", "1:14 Arn"]);
}

#[test]
fn every_value_and_key_knows_its_place() {
    let document = parse("Ü: {a: 'b', \"c\": [1, 2]}\nd:\n  e: |\n    text\n  f:\n    - g\n");
    let key = &document.root().as_map().unwrap().entry("d").unwrap().key;
    assert_eq!(document.location(key.span()).to_string(), "t.yaml:2:1");
    assert_eq!(place(&document, at(&document, &["Ü"])), "1:4 {a: 'b', \"c\": [1, 2]}");
    assert_eq!(place(&document, at(&document, &["Ü", "a"])), "1:8 'b'");
    assert_eq!(place(&document, at(&document, &["Ü", "c"])), "1:18 [1, 2]");
    assert_eq!(place(&document, at(&document, &["d", "e"])), "4:5 text\n");
    assert_eq!(place(&document, at(&document, &["d", "f"])), "6:5 - g");
    assert_eq!(at(&document, &["Ü"]).style(), Style::Flow);
    assert_eq!(at(&document, &["d"]).style(), Style::Block);
    assert_eq!(at(&document, &["d", "e"]).style(), Style::BlockScalar);
}

#[test]
fn carriage_returns_change_no_line_number() {
    let document = parse("\u{feff}a: 1\r\nb:\r\n  - c\r\n");
    assert_eq!(document.root().to_json(), json!({ "a": 1, "b": ["c"] }));
    assert_eq!(place(&document, &at(&document, &["b"]).as_list().unwrap()[0]), "3:5 c");
}

#[test]
fn block_scalars_read_as_pyyaml_reads_them() {
    let document = parse("a: |\n  x\n  y\nb: >-\n  x\n  y\nc: |+\n  x\n\nd: |\n  end");
    assert_eq!(document.root().to_json(), json!({ "a": "x\ny\n", "b": "x y", "c": "x\n\n", "d": "end" }));
}

#[test]
fn an_alias_repeats_the_value_and_remembers_both_places() {
    let document = parse("a: &x {b: 1}\nc: *x\n");
    let copy = at(&document, &["c"]);
    assert_eq!(copy.to_json(), json!({ "b": 1 }));
    assert_eq!(place(&document, copy), "1:7 {b: 1}");
    assert_eq!(document.location(copy.alias_span().unwrap()).to_string(), "t.yaml:2:4");
}

#[test]
fn own_entries_win_over_merged_ones_and_the_first_merged_map_over_the_next() {
    let document = parse("a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc:\n  x: 3\n  <<: [*a, *b]\n");
    let map = at(&document, &["c"]).as_map().unwrap();
    assert_eq!(at(&document, &["c"]).to_json(), json!({ "x": 3, "y": 1, "z": 2 }));
    assert_eq!(
        map.iter().map(|entry| (entry.key.as_str(), entry.merged)).collect::<Vec<_>>(),
        [("y", true), ("z", true), ("x", false)].map(|(key, merged)| (key, merged))
    );
}

#[test]
fn a_quoted_merge_key_is_a_key() {
    assert_eq!(parse("{\"<<\": {a: 1}}").root().to_json(), json!({ "<<": { "a": 1 } }));
}

#[test]
fn of_repeated_keys_the_last_counts_and_both_can_be_seen() {
    let document = parse("a: 1\nb: 2\na: 3\n");
    let map = document.root().as_map().unwrap();
    assert_eq!(map.get("a").unwrap().value(), &Value::Integer(3));
    assert_eq!(map.keys().collect::<Vec<_>>(), ["a", "b"]);
    let lines: Vec<_> =
        map.all_entries().iter().map(|entry| (entry.key.as_str(), entry.key.span().start.line)).collect();
    assert_eq!(lines, [("a", 1), ("b", 2), ("a", 3)]);
}

#[test]
fn keys_that_are_no_text_become_text() {
    let document = parse("on: 1\n1: 1\n~: 1\n1.50: 1\ntext: 1\n");
    let map = document.root().as_map().unwrap();
    let keys: Vec<_> = map.iter().map(|entry| (entry.key.as_str(), entry.key.was_written_as_text())).collect();
    assert_eq!(keys, [("true", false), ("1", false), ("null", false), ("1.5", false), ("text", true)]);
}

#[test]
fn json_is_read_too() {
    let document = parse("{\n\t\"a\": [true, null, 1.5, \"\\ud83d\\ude00\\/\"],\n\t\"b\": {}\n}");
    assert_eq!(document.root().to_json(), json!({ "a": [true, null, 1.5, "😀/"], "b": {} }));
}

#[test]
fn core_tags_give_their_types() {
    assert_eq!(
        parse("a: !!str 1\nb: !!int '7'\nc: ! 1\nd: !!map {}\n").root().to_json(),
        json!({ "a": "1", "b": 7, "c": "1", "d": {} })
    );
    assert_eq!(fails("a: !!int x\n").1, Problem::TagDoesNotFit("!!int".into()));
    assert_eq!(fails("a: !!python/object x\n").1.code(), "unsupported-tag");
}

#[test]
fn a_syntax_error_points_at_its_line() {
    let error = Document::parse("t.yaml", "Resources:\n  A: b: c\n").unwrap_err();
    assert_eq!(error.to_string(), "t.yaml:2:7: mapping values are not allowed in this context");
    assert_eq!(error.source_line(), "  A: b: c");
    let found = error.to_diagnostic();
    assert_eq!((found.code, found.location.line, found.location.column), ("syntax", 2, 7));
}

#[test]
fn what_is_no_template_says_why() {
    for (text, message) in [
        ("", "t.yaml:1:1: the template is empty"),
        ("# only this\n", "t.yaml:1:1: the template is empty"),
        ("---\n", "t.yaml:1:4: the template is empty"),
        ("- a\n", "t.yaml:1:1: a template is a map with `Resources` in it, and this is a list"),
        ("a: 1\n---\nb: 2\n", "t.yaml:2:1: a template is one document, and a second one starts here"),
        ("a: *b\n", "t.yaml:1:4: no anchor `&b` stands above this alias"),
        ("a: &b [*b]\n", "t.yaml:1:8: this alias stands inside of the value that it repeats"),
        ("[a]: 1\n", "t.yaml:1:1: a key must be text, and this is a list"),
        ("!Ref a: 1\n", "t.yaml:1:1: a key must be text, and this is an intrinsic function"),
        ("<<: 1\n", "t.yaml:1:5: `<<` merges a map or a list of maps, and this is a number"),
    ] {
        assert_eq!(fails(text).0, message, "{text:?}");
    }
}

#[test]
fn bytes_that_are_no_text_say_where() {
    let error = Document::parse_bytes("t.yaml", b"a: 1\nb: \xff\n").unwrap_err();
    assert_eq!(error.to_string(), "t.yaml:2:4: the text is not UTF-8 from here on");
}
