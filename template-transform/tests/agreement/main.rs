//! The parser and the wiring against the tools that templates meet outside: PyYAML, SAM's own transform, cfn-lint.

mod generated;
mod linted;
mod python;

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};

use serde_json::{Value as Json, json};
use template_transform::Document;
use template_transform::document::{Node, Value};

const PYYAML: &str = "PyYAML==6.0.3";

/// What both sides make of each text.
fn both(texts: &[String]) -> Vec<(Result<Json, String>, Result<Json, String>)> {
    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/agreement/load.py");
    let mut python = Command::new(python::with("pyyaml", &[PYYAML]))
        .args(["-B", program])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = python.stdin.take().unwrap();
    let lines: String = texts.iter().map(|text| Json::from(text.as_str()).to_string() + "\n").collect();
    let writer = std::thread::spawn(move || input.write_all(lines.as_bytes()).unwrap());
    let answers: Vec<Json> = BufReader::new(python.stdout.take().unwrap())
        .lines()
        .map(|line| serde_json::from_str(&line.unwrap()).unwrap())
        .collect();
    writer.join().unwrap();
    assert!(python.wait().unwrap().success());
    assert_eq!(answers.len(), texts.len());
    let theirs = answers.into_iter().map(|answer| match answer.get("document") {
        Some(document) => Ok(document.clone()),
        None => Err(answer["error"].as_str().unwrap().to_owned()),
    });
    let ours = texts.iter().map(|text| match Document::parse("t.yaml", text) {
        Ok(document) => Ok(typed(document.root())),
        Err(error) => Err(error.to_string()),
    });
    ours.zip(theirs).collect()
}

/// A tree in the form of the Python program: numbers and dates with their type.
fn typed(node: &Node) -> Json {
    match node.value() {
        Value::Null => Json::Null,
        Value::Bool(truth) => json!(truth),
        Value::Integer(number) => json!({ "int": number.to_string() }),
        Value::Float(_) => json!({ "float": node.scalar_text() }),
        Value::Timestamp(text) => json!({ "map": { "date": text } }),
        Value::Text(text) => json!(text),
        Value::List(items) => items.iter().map(typed).collect(),
        Value::Map(map) => {
            json!({ "map": map.iter().map(|entry| (entry.key.as_str().to_owned(), typed(&entry.value))).collect::<serde_json::Map<_, _>>() })
        }
    }
}

fn agree(texts: &[String]) {
    let mut read = 0;
    let mut disagreements = Vec::new();
    for (text, (ours, theirs)) in texts.iter().zip(both(texts)) {
        match (ours, theirs) {
            (Ok(ours), Ok(theirs)) if ours == theirs => read += 1,
            (Err(_), Err(_)) => {}
            (ours, theirs) => disagreements.push(format!("{text:?}\nours: {ours:?}\ntheirs: {theirs:?}")),
        }
    }
    disagreements.sort_by_key(String::len);
    disagreements.truncate(8);
    assert!(disagreements.is_empty(), "{}", disagreements.join("\n\n"));
    assert!(read * 2 > texts.len(), "most of the documents can be read: {read} of {}", texts.len());
}

#[test]
fn every_plain_scalar_has_the_type_that_pyyaml_gives_it() {
    let scalars: Vec<String> = generated::scalars().into_iter().map(|scalar| format!("a: {scalar}\n")).collect();
    agree(&scalars);
}

#[test]
fn thousands_of_generated_documents_say_the_same_to_pyyaml() {
    agree(&generated::documents(4000));
}
