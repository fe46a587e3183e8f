//! JSON as Python's `json.dumps(…, sort_keys=True, separators=(",", ":"))` writes it: what SAM takes its hashes of. And another
//! text, by which values are compared as Python compares them.

use std::fmt::Write as _;

use super::value::{Map, Value};
use crate::document::number::float_text;

/// What the text is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// To be hashed: it is JSON.
    Hash,
    /// To be compared: values that Python takes for equal have one text. Booleans are whole numbers, and so are fractions without a
    /// fraction; text is written as it is, behind its length.
    Equality,
}

/// The text of a value: keys sorted at every level, no space, nothing but ASCII.
pub(crate) fn canonical(value: &Value) -> String {
    let mut out = String::new();
    write_value(&mut out, value, Purpose::Hash);
    out
}

/// A text that two values share when Python takes them for equal.
pub(crate) fn canonical_for_equality(value: &Value) -> String {
    let mut out = String::new();
    write_value(&mut out, value, Purpose::Equality);
    out
}

fn write_value(out: &mut String, value: &Value, purpose: Purpose) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(truth) if purpose == Purpose::Equality => out.push(if *truth { '1' } else { '0' }),
        Value::Bool(truth) => out.push_str(if *truth { "true" } else { "false" }),
        Value::Integer(number) => {
            let _ = write!(out, "{number}");
        }
        Value::Float(number) if purpose == Purpose::Equality && number.fract() == 0.0 => {
            // Adding zero turns its negative into it.
            let _ = write!(out, "{}", number + 0.0);
        }
        Value::Float(number) => out.push_str(&float_text(*number)),
        Value::Text(text) => write_text(out, text, purpose),
        Value::List(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write_value(out, item, purpose);
            }
            out.push(']');
        }
        Value::Map(map) => write_map(out, map, purpose),
    }
}

fn write_map(out: &mut String, map: &Map, purpose: Purpose) {
    let mut entries: Vec<(&str, &Value)> = map.iter().collect();
    // The bytes of UTF-8 sort as code points do, which is Python's order.
    entries.sort_unstable_by_key(|(key, _)| *key);
    out.push('{');
    for (at, (key, value)) in entries.into_iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        write_text(out, key, purpose);
        out.push(':');
        write_value(out, value, purpose);
    }
    out.push('}');
}

fn write_text(out: &mut String, text: &str, purpose: Purpose) {
    if purpose == Purpose::Equality {
        let _ = write!(out, "\"{}:", text.len());
        return out.push_str(text);
    }
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            ' '..='~' => out.push(character),
            _ => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_is_pythons_to_the_byte() {
        let value = Value::from([
            (
                "z",
                Value::from([
                    Value::Float(3.0),
                    Value::Float(1e16),
                    Value::Integer(-7),
                    Value::Null,
                    Value::from(true),
                ]),
            ),
            ("é", Value::from("a\"\\\n\u{1}\u{7f}/é😀")),
        ]);
        assert_eq!(
            canonical(&value),
            "{\"z\":[3.0,1e+16,-7,null,true],\"\\u00e9\":\"a\\\"\\\\\\n\\u0001\\u007f/\\u00e9\\ud83d\\ude00\"}"
        );
    }
}
