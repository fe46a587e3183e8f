//! Values as Python's `str()` writes them: how SAM names what should have been the name of a resource or a condition.

use std::fmt::Write as _;

use super::value::Value;
use crate::document::number::float_text;

/// The text of a value; text by itself is as it is, inside of others it is quoted.
pub(crate) fn python_text(value: &Value) -> String {
    if let Value::Text(text) = value {
        return text.to_string();
    }
    let mut out = String::new();
    write(&mut out, value);
    out
}

fn write(out: &mut String, value: &Value) {
    match value {
        Value::Null => out.push_str("None"),
        Value::Bool(truth) => out.push_str(if *truth { "True" } else { "False" }),
        Value::Integer(number) => {
            let _ = write!(out, "{number}");
        }
        Value::Float(number) => out.push_str(&float_text(*number)),
        Value::Text(text) => write_quoted(out, text),
        Value::List(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                out.push_str(if at > 0 { ", " } else { "" });
                write(out, item);
            }
            out.push(']');
        }
        Value::Map(map) => {
            out.push('{');
            for (at, (key, value)) in map.iter().enumerate() {
                out.push_str(if at > 0 { ", " } else { "" });
                write_quoted(out, key);
                out.push_str(": ");
                write(out, value);
            }
            out.push('}');
        }
    }
}

/// Single quotes, unless there are only single ones inside.
fn write_quoted(out: &mut String, text: &str) {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    out.push(quote);
    for character in text.chars() {
        match character {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\\' => out.push_str("\\\\"),
            quoted if quoted == quote => out.extend(['\\', quoted]),
            control if control.is_control() => {
                let _ = write!(out, "\\x{:02x}", u32::from(control));
            }
            other => out.push(other),
        }
    }
    out.push(quote);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_as_python_writes_them() {
        let list = Value::List(vec![
            Value::from("it's"),
            Value::from("a\"b'c"),
            Value::Float(1.0),
            Value::from(true),
            Value::Null,
            Value::from("\u{7f}\t\\"),
        ]);
        let value = Value::from([("Ref", Value::from("X")), ("l", list)]);
        let expected = r#"{'Ref': 'X', 'l': ["it's", 'a"b\'c', 1.0, True, None, '\x7f\t\\']}"#;
        assert_eq!(python_text(&value), expected);
        assert_eq!(python_text(&Value::from("a b")), "a b");
    }
}
