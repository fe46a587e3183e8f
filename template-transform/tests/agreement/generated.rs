//! Documents made of all that a template is made of.

use std::fmt::Write as _;

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// Scalars at the edges of YAML 1.1's types.
pub(crate) fn scalars() -> Vec<String> {
    let whole: Vec<String> = "yes Yes YES yEs no No NO on On ON off Off OFF true True TRUE tRue false False FALSE y n Y N null Null NULL nUll ~ \
        0 -0 +0 00 01 010 08 09 0_1 1_000 1__0 _1 1_ 0x1F 0xg 0X1F 0b101 0b2 0o14 +12 -12 --1 +-1 1:30 1:60 0:30 190:20:30 -1:30 1:5 1:05 \
        1.0 1. .5 -.5 +.5 1.5e3 1.5e+3 1.5E-3 1e3 1e+3 .e3 1.2.3 1_0.5 1:30.5 -1:30.5 ._1 .inf -.inf +.Inf .INF .nan .NaN -.nan . .. \
        2010-09-09 2010-9-9 2012-10-17 2012-10-17T1:2:3 2001-12-14t21:59:43.10-05:00 2001-12-15T02:59:43.1Z 12-10-17 2012-10-17x \
        a-b a:b a/b arn:aws:lambda:us-east-1:123456789012:function:f a#b 3.0 123456789012 1.10 python3.12 1e 0.1 100_ 1,000 $a ^a (a) a@b é 日本 a=b"
        .split_whitespace()
        .map(str::to_owned)
        .collect();
    whole
        .into_iter()
        .chain(["2001-12-14 21:59:43.10 -5".into(), "\"a\\tb\\u00e9\\x41\"".into(), "'it''s'".into(), "''".into()])
        .collect()
}

/// A value as it is written at some indentation: in a line, or in lines of its own.
#[derive(Clone, Debug)]
enum Written {
    Line(String),
    List(Vec<Written>),
    Map(Vec<(String, Written)>),
    Tagged(String, Box<Written>),
    Literal(String, Vec<String>),
}

/// Documents with aliases, merge keys, tags, comments, block scalars and several kinds of line breaks; the same each time.
pub(crate) fn documents(count: usize) -> Vec<String> {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let strategy = document();
    (0..count).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect()
}

fn document() -> impl Strategy<Value = String> {
    let entries = prop::collection::vec((key(), value()), 1..5);
    (entries, 0..4_usize, any::<bool>()).prop_map(|(entries, layout, anchors)| {
        let mut text = String::new();
        if anchors {
            text += "base: &base {x: 1, y: [2, 3], z: &z text}\nother: &other\n  y: 4\n  w: *z\n";
        }
        for (at, (key, value)) in entries.iter().enumerate() {
            write!(text, "{key}:").unwrap();
            put(value, 0, if layout == 1 { 4 } else { 2 }, &mut text);
            if anchors && at == 0 {
                text += "merged:\n  <<: [*base, *other]\n  own: *base\nsingle: {<<: *base, x: 5}\n";
            }
        }
        match layout {
            2 => text.replace('\n', "\r\n"),
            3 => format!("--- # start\n{text}...\n"),
            _ => text,
        }
    })
}

/// Not both of `1` and `on`, which are one key for Python alone.
fn key() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => "[A-Za-z][A-Za-z0-9]{0,6}",
        1 => prop::sample::select(vec!["on", "2", "1.50", "yes", "'quoted'", "\"a b\"", "2010-09-09", "Fn::Sub", "a b"]).prop_map(str::to_owned),
    ]
}

fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(scalars()),
        "[a-z]{1,5}( [a-z#:]{1,4}){0,2}",
        "\"[a-z #:{}\\[\\],]{0,8}\"",
        "'[a-z #:{}\\[\\],]{0,8}'",
        (key(), prop::sample::select(scalars()))
            .prop_map(|(key, scalar)| format!("{{{key}: {scalar}, b: [1, {scalar}]}}")),
        prop::collection::vec(prop::sample::select(scalars()), 0..4)
            .prop_map(|items| format!("[{}]", items.join(", "))),
        Just(String::new()),
        Just("a # comment".to_owned()),
    ]
}

fn tag() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["!Ref", "!Sub", "!GetAtt", "!If", "!Condition", "!Join", "!Transform", "!ImportValue"])
        .prop_map(str::to_owned)
}

fn value() -> impl Strategy<Value = Written> {
    let literal = (
        prop::sample::select(vec!["|", ">", "|-", ">-", "|+", ">+"]),
        prop::collection::vec("[a-z#: ]{0,8}[a-z]|", 1..4),
    );
    let leaf = prop_oneof![
        4 => line().prop_map(Written::Line),
        1 => literal.prop_map(|(header, lines)| {
            // The first line says how deep the others are.
            let lines = std::iter::once("first".to_owned()).chain(lines).collect();
            Written::Literal(header.to_owned(), lines)
        }),
        1 => (tag(), "[A-Za-z]{1,5}(\\.[A-Z][a-z]{1,4}){0,2}").prop_map(|(tag, text)| Written::Tagged(tag, Box::new(Written::Line(text)))),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(Written::List),
            prop::collection::vec((key(), inner.clone()), 1..4).prop_map(Written::Map),
            (tag(), prop::collection::vec(inner, 1..4))
                .prop_map(|(tag, items)| Written::Tagged(tag, Box::new(Written::List(items)))),
        ]
    })
}

/// Writes a value behind its key, its dash or its tag.
fn put(value: &Written, indent: usize, step: usize, text: &mut String) {
    let margin = " ".repeat(indent + step);
    match value {
        Written::Line(line) => writeln!(text, " {line}").unwrap(),
        Written::Literal(header, lines) => {
            writeln!(text, " {header}").unwrap();
            for line in lines {
                writeln!(text, "{}{line}", if line.is_empty() { "" } else { &margin }).unwrap();
            }
        }
        Written::List(items) => {
            text.push('\n');
            for item in items {
                write!(text, "{margin}-").unwrap();
                put(item, indent + step, step, text);
            }
        }
        Written::Map(entries) => {
            *text += " # a map\n";
            for (key, value) in entries {
                write!(text, "{margin}{key}:").unwrap();
                put(value, indent + step, step, text);
            }
        }
        Written::Tagged(tag, value) => {
            write!(text, " {tag}").unwrap();
            put(value, indent, step, text);
        }
    }
}
