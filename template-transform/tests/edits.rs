//! Edits add what was asked for and keep every other byte.

use proptest::prelude::*;
use serde_json::{Value as Json, json};
use template_transform::Document;
use template_transform::document::{EditProblem, Edits, Fragment};

fn put(text: &str, additions: &[(&[&str], Fragment)]) -> String {
    let document = Document::parse("t.yaml", text).unwrap();
    let mut edits = Edits::of(&document);
    for (path, value) in additions {
        edits.put(path, value.clone()).unwrap();
    }
    edits.apply().unwrap()
}

fn append(text: &str, path: &[&str], item: Fragment) -> String {
    let document = Document::parse("t.yaml", text).unwrap();
    let mut edits = Edits::of(&document);
    edits.append(path, item).unwrap();
    edits.apply().unwrap()
}

fn refused(text: &str, path: &[&str]) -> EditProblem {
    let document = Document::parse("t.yaml", text).unwrap();
    Edits::of(&document).put(path, "x".into()).unwrap_err().problem().clone()
}

#[test]
fn an_entry_goes_behind_the_last_one_of_its_map() {
    assert_eq!(put("a:\n  b: 1 # one\nc: 2\n", &[(&["a", "d"], "x".into())]), "a:\n  b: 1 # one\n  d: x\nc: 2\n");
}

#[test]
fn several_entries_of_several_maps_go_in_at_once_the_innermost_first() {
    assert_eq!(
        put(
            "r:\n    f:\n        p: 1",
            &[
                (&["r", "f", "e", "v", "c"], Fragment::reference("F.Version")),
                (&["r", "g"], Fragment::Integer(3)),
                (&["r", "f", "e", "v", "d"], "yes".into()),
            ]
        ),
        "r:\n    f:\n        p: 1\n        e:\n            v:\n                c: !Ref F.Version\n                d: \"yes\"\n    g: 3"
    );
}

#[test]
fn line_breaks_and_blank_lines_are_those_of_the_neighbourhood() {
    assert_eq!(
        put("r:\r\n  a: 1\r\n\r\n  b: 2\r\n", &[(&["r", "c", "d"], "x".into())]),
        "r:\r\n  a: 1\r\n\r\n  b: 2\r\n\r\n  c:\r\n    d: x\r\n"
    );
}

#[test]
fn comments_that_are_indented_deeper_stay_with_what_they_are_about() {
    assert_eq!(
        put("r:\n  a:\n    b: 1\n    # c: 2\n\n# end\n", &[(&["r", "d"], "x".into())]),
        "r:\n  a:\n    b: 1\n    # c: 2\n  d: x\n\n# end\n"
    );
}

#[test]
fn nothing_and_an_empty_map_become_a_block() {
    assert_eq!(put("a: # why\nb: 1\n", &[(&["a", "c"], "x".into())]), "a: # why\n  c: x\nb: 1\n");
    assert_eq!(
        put("a: {}\nb: ~\n", &[(&["a", "c"], "x".into()), (&["b", "d"], "y".into())]),
        "a:\n  c: x\nb:\n  d: y\n"
    );
}

#[test]
fn a_map_in_braces_stays_in_braces() {
    assert_eq!(
        put("a: { b: 1 }\n", &[(&["a", "c"], Fragment::substitution("${X}"))]),
        "a: { b: 1, c: !Sub \"${X}\" }\n"
    );
    assert_eq!(
        put("a: {\n  b: 1, # one\n  c: 2 # two\n}\n", &[(&["a", "d"], "x".into())]),
        "a: {\n  b: 1, # one\n  c: 2, # two\n  d: x\n}\n"
    );
    assert_eq!(put("a: {b: 1,}\n", &[(&["a", "d"], "x".into())]), "a: {b: 1, d: x}\n");
}

#[test]
fn json_stays_json() {
    assert_eq!(
        put(
            "{\n\t\"a\": {\n\t\t\"b\": [1]\n\t},\n\t\"n\": {}\n}\n",
            &[(&["a", "c"], Fragment::attribute("X", "Arn")), (&["n", "d"], "x".into()),]
        ),
        "{\n\t\"a\": {\n\t\t\"b\": [1],\n\t\t\"c\": {\n\t\t\t\"Fn::GetAtt\": [\n\t\t\t\t\"X\",\n\t\t\t\t\"Arn\"\n\t\t\t]\n\t\t}\n\t},\n\t\"n\": {\n\t\t\"d\": \"x\"\n\t}\n}\n"
    );
    assert_eq!(
        put("{\"a\":{\"b\":1}}", &[(&["a", "c"], Fragment::reference("X"))]),
        "{\"a\":{\"b\":1,\"c\":{\"Ref\":\"X\"}}}"
    );
}

#[test]
fn an_item_goes_to_the_end_of_its_list() {
    assert_eq!(append("a:\n- b\n- c\nd: 1\n", &["a"], "x".into()), "a:\n- b\n- c\n- x\nd: 1\n");
    assert_eq!(
        append("a:\n  - b: 1\n    c: 2\n", &["a"], Fragment::map([("e", "x".into())])),
        "a:\n  - b: 1\n    c: 2\n  - e: x\n"
    );
    assert_eq!(append("a: [b]\n", &["a"], Fragment::reference("X")), "a: [b, !Ref X]\n");
    assert_eq!(append("a: []\n", &["a"], "x".into()), "a:\n  - x\n");
    assert_eq!(append("a: 1\n", &["b"], Fragment::reference("X")), "a: 1\nb:\n  - !Ref X\n");
}

#[test]
fn a_single_value_becomes_the_first_item() {
    assert_eq!(append("p: !Ref A # why\n", &["p"], "x".into()), "p: # why\n  - !Ref A\n  - x\n");
    assert_eq!(append("{\"p\": \"A\"}", &["p"], "x".into()), "{\"p\": [\"A\", \"x\"]}");
}

#[test]
fn a_function_that_may_give_a_list_is_no_single_value() {
    let parameters = "Parameters: {L: {Type: CommaDelimitedList}, S: {Type: String}}\n";
    for list in
        ["!If [C, [a], [b]]", "!If [C, [a], !Ref AWS::NoValue]", "!Split [',', a]", "!Ref L", "!FindInMap [a, b, c]"]
    {
        let document = Document::parse("t.yaml", &format!("{parameters}p: {list}\n")).unwrap();
        let error = Edits::of(&document).append(&["p"], "x".into()).unwrap_err();
        assert!(matches!(error.problem(), EditProblem::MayBeAList { .. }), "{list}: {error}");
        assert_eq!(error.location().to_string(), "t.yaml:2:4");
    }
    for single in ["!If [C, a, !Ref AWS::NoValue]", "!Ref S", "!Sub a", "!ImportValue a", "!GetAtt A.Arn"] {
        let text = format!("{parameters}p: {single}\n");
        assert_eq!(append(&text, &["p"], "x".into()), format!("{parameters}p:\n  - {single}\n  - x\n"));
    }
}

#[test]
fn an_item_goes_into_a_list_in_a_list() {
    let path = ["p", "Fn::If", "1"];
    assert_eq!(append("p: !If [C, [a], [b]]\n", &path, "x".into()), "p: !If [C, [a, x], [b]]\n");
    assert_eq!(
        append("p:\n  Fn::If:\n    - C\n    - [a]\n", &path, "x".into()),
        "p:\n  Fn::If:\n    - C\n    - [a, x]\n"
    );
    assert_eq!(
        append("p: !If\n  - C\n  - - a\n  - - b\n", &path, Fragment::reference("X")),
        "p: !If\n  - C\n  - - a\n    - !Ref X\n  - - b\n"
    );
    assert_eq!(
        append("{\"p\": {\"Fn::If\": [\"C\", [], [\"b\"]]}}", &path, "x".into()),
        "{\"p\": {\"Fn::If\": [\"C\", [\"x\"], [\"b\"]]}}"
    );
}

#[test]
fn a_scalar_is_replaced_where_it_stands() {
    let document = Document::parse("t.yaml", "a: 'b' # c\nd: 1\n").unwrap();
    let mut edits = Edits::of(&document);
    edits.replace(&["a"], Fragment::Bool(false)).unwrap();
    assert_eq!(edits.apply().unwrap(), "a: false # c\nd: 1\n");
}

#[test]
fn a_block_scalar_at_the_end_keeps_its_text() {
    assert_eq!(
        put("a:\n  b: |\n    x\n\n\nc: 1\n", &[(&["a", "d"], "x".into())]),
        "a:\n  b: |\n    x\n  d: x\n\n\nc: 1\n"
    );
    assert_eq!(
        put("a:\n  b: |+\n    x\n\nc: 1\n", &[(&["a", "d"], "x".into())]),
        "a:\n  b: |+\n    x\n\n  d: x\nc: 1\n"
    );
    assert_eq!(put("a:\n  b: |\n    x", &[(&["a", "d"], "x".into())]), "a:\n  d: x\n  b: |\n    x");
}

#[test]
fn what_an_anchor_shares_is_not_changed_behind_the_others_back() {
    let text = "a: &a\n  b: {c: 1}\nd: *a\ne:\n  <<: *a\n";
    assert!(matches!(refused(text, &["a", "x"]), EditProblem::Shared { .. }));
    assert!(matches!(refused(text, &["a", "b", "x"]), EditProblem::Shared { .. }));
    assert!(matches!(refused(text, &["d", "b", "x"]), EditProblem::Shared { .. }));
    assert!(matches!(refused(text, &["e", "b", "x"]), EditProblem::Shared { .. }));
    assert_eq!(put(text, &[(&["d", "x"], "y".into())]), "a: &a\n  b: {c: 1}\nd:\n  <<: *a\n  x: y\ne:\n  <<: *a\n");
    assert_eq!(put(text, &[(&["e", "x"], "y".into())]), "a: &a\n  b: {c: 1}\nd: *a\ne:\n  <<: *a\n  x: y\n");
}

#[test]
fn a_key_without_a_value_gets_one_in_its_place() {
    let reference = || Fragment::reference("X");
    assert_eq!(put("a:   # why\nb: 1\n", &[(&["a"], reference())]), "a: !Ref X   # why\nb: 1\n");
    assert_eq!(put("r:\n  a: ~\n", &[(&["r", "a"], Fragment::Integer(2))]), "r:\n  a: 2\n");
    assert_eq!(
        put("r: {a: , b: null}\n", &[(&["r", "a"], "x".into()), (&["r", "b"], reference())]),
        "r: {a: x , b: !Ref X}\n"
    );
    assert_eq!(put("{\"a\": null}\n", &[(&["a"], reference())]), "{\"a\": {\"Ref\": \"X\"}}\n");
    assert_eq!(put("a:\n", &[(&["a"], Fragment::List(vec![reference(), "y".into()]))]), "a:\n  - !Ref X\n  - y\n");
    assert_eq!(put("a:\n", &[(&["a"], Fragment::map([("b", Fragment::Integer(1))]))]), "a:\n  b: 1\n");
    let document = Document::parse("t.yaml", "a:\n").unwrap();
    let mut edits = Edits::of(&document);
    edits.put(&["a"], "x".into()).unwrap();
    assert_eq!(edits.put(&["a"], "y".into()).unwrap_err().problem(), &EditProblem::Exists { path: "a".into() });
}

#[test]
fn what_is_there_or_is_no_map_is_refused() {
    assert_eq!(refused("a: 1\n", &["a"]), EditProblem::Exists { path: "a".into() });
    assert_eq!(refused("a: 1\n", &["a", "b"]), EditProblem::NotAMap { path: "a".into(), found: "a number" });
    assert!(matches!(refused("a: !If [C, {}, {}]\n", &["a", "b"]), EditProblem::NotAMap { .. }));
}

fn values() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i32>().prop_map(Json::from),
        "\\PC{0,10}".prop_map(Json::from),
    ];
    leaf.prop_recursive(4, 30, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
            prop::collection::btree_map("[A-Za-z]{1,4}", inner, 0..4)
                .prop_map(|map| Json::Object(map.into_iter().collect())),
        ]
    })
}

fn fragments() -> impl Strategy<Value = Fragment> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Fragment::Bool),
        any::<i64>().prop_map(Fragment::Integer),
        any::<String>().prop_map(Fragment::Text),
        "[a-z0-9:#,~yn\\-\\[{. ]{0,6}".prop_map(Fragment::Text),
        "\\PC{0,8}".prop_map(Fragment::reference),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Fragment::List),
            prop::collection::btree_map("[a-z]{1,4}", inner.clone(), 0..4)
                .prop_map(|map| Fragment::Map(map.into_iter().collect())),
            inner.prop_map(|argument| Fragment::intrinsic("Fn::Sub", argument)),
        ]
    })
}

/// In block style, with a comment behind every key.
fn block(value: &Json, indent: usize, step: usize, text: &mut String) {
    let margin = " ".repeat(indent);
    match value {
        Json::Object(map) if !map.is_empty() => {
            for (key, value) in map {
                *text += &["\n", &margin, &Json::from(key.as_str()).to_string(), ":"].concat();
                if value.is_array() || value.is_object() || value.is_null() {
                    *text += " # about ";
                    *text += key;
                    if value.as_object().is_some_and(serde_json::Map::is_empty)
                        || value.as_array().is_some_and(Vec::is_empty)
                    {
                        *text += &["\n", &margin, " "].concat();
                    }
                }
                if !value.is_null() {
                    block(value, indent + step, step, text);
                }
            }
        }
        Json::Array(items) if !items.is_empty() => {
            for item in items {
                *text += &["\n", &margin, "-"].concat();
                block(item, indent + step, step, text);
            }
        }
        other => *text += &[" ", &other.to_string()].concat(),
    }
}

/// Everything of the old text, in order, in the new one.
fn is_kept(old: &str, new: &str) -> bool {
    let mut rest = new.chars();
    old.chars().all(|wanted| rest.any(|c| c == wanted))
}

/// Paths to every map of a value.
fn maps(value: &Json, path: &[String], found: &mut Vec<Vec<String>>) {
    let Some(map) = value.as_object() else { return };
    found.push(path.to_vec());
    for (key, value) in map {
        maps(value, &[path, std::slice::from_ref(key)].concat(), found);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(768))]

    #[test]
    fn the_new_text_says_the_old_and_the_additions(
        value in prop::collection::btree_map("[A-Za-z]{1,6}", values(), 1..5),
        added in prop::collection::vec((any::<prop::sample::Index>(), fragments()), 1..4),
        layout in 0..5_usize,
    ) {
        let value = Json::Object(value.into_iter().collect());
        let text = match layout {
            0 => value.to_string(),
            1 => serde_json::to_string_pretty(&value).unwrap(),
            step => {
                let mut text = String::new();
                block(&value, 0, if step == 2 { 2 } else { 4 }, &mut text);
                let text = text.trim_start().to_owned() + if step == 4 { "" } else { "\n" };
                if step == 3 { text.replace('\n', "\r\n") } else { text }
            }
        };
        let document = Document::parse("t.yaml", &text).unwrap();
        let mut paths = Vec::new();
        maps(&document.root().to_json(), &[], &mut paths);
        let mut edits = Edits::of(&document);
        for (number, (index, fragment)) in added.iter().enumerate() {
            let mut path = index.get(&paths).clone();
            path.push(format!("new{number}"));
            let keys: Vec<&str> = path.iter().map(String::as_str).collect();
            // A map with one key that looks like an intrinsic function is none of ours here: keys are letters.
            if edits.put(&keys, fragment.clone()).is_err() {
                prop_assert!(paths.iter().any(|path| path.last().is_some_and(|key| key == "Ref")) || text.contains("Ref"));
            }
        }
        let edited = edits.apply().unwrap();
        // `{}` and `null` give way to what is added to them.
        prop_assert!(is_kept(&text.replace(['{', '}', ' '], ""), &edited.replace(' ', "")), "{edited}");
    }
}

#[test]
fn an_edit_of_nothing_is_the_same_text() {
    let document = Document::parse("t.yaml", "a: 1").unwrap();
    assert_eq!(Edits::of(&document).apply().unwrap(), "a: 1");
    assert_eq!(json!({ "a": 1 }), document.root().to_json());
}
