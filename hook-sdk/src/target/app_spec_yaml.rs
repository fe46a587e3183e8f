//! An AppSpec's YAML as a JSON value. All scalars are text: what a hook reads of it are names and numbers of versions.

use granit_parser::{Event, Parser};
use serde_json::{Map, Value};

/// An AppSpec is three levels of one entry each; the limit only keeps a hostile one from using the stack up.
const DEEPEST: usize = 32;

enum Open {
    List(Vec<Value>),
    Map(Map<String, Value>, Option<String>),
}

/// Reads the first document.
///
/// # Errors
/// What the parser says, with its line, or what an AppSpec has no use for.
pub(super) fn read(text: &str) -> Result<Value, String> {
    let options = granit_parser::options! { flow_nesting_limit: DEEPEST, block_nesting_limit: DEEPEST };
    let mut open: Vec<Open> = Vec::new();
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, span) = event.map_err(|error| error.to_string())?;
        let done = match event {
            Event::Scalar(text, ..) => Value::String(text.into_owned()),
            Event::SequenceStart(..) => {
                open.push(Open::List(Vec::new()));
                continue;
            }
            Event::MappingStart(..) => {
                open.push(Open::Map(Map::new(), None));
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => match open.pop() {
                Some(Open::List(items)) => Value::Array(items),
                Some(Open::Map(fields, _)) => Value::Object(fields),
                None => continue,
            },
            Event::Alias(_) => {
                return Err(format!("an alias at line {}, which an AppSpec has no use for", span.start.line()));
            }
            _ => continue,
        };
        match open.last_mut() {
            None => return Ok(done),
            Some(Open::List(items)) => items.push(done),
            Some(Open::Map(fields, key)) => match (key.take(), done) {
                (Some(key), value) => drop(fields.insert(key, value)),
                (None, Value::String(name)) => *key = Some(name),
                (None, _) => return Err(format!("a key that is no text at line {}", span.start.line())),
            },
        }
    }
    Err("there is nothing in it".into())
}
