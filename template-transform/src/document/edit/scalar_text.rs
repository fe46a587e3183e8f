//! How a scalar is written so that it is read back as what it is.

use super::fragment::Fragment;
use crate::document::node::Value;
use crate::document::scalar;

/// Where a scalar stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Context {
    Block,
    Flow,
    /// Quotes around every text.
    Quoted,
}

/// A scalar as written; empty for a list or a map.
pub(super) fn written(fragment: &Fragment, context: Context) -> String {
    match fragment {
        Fragment::Bool(truth) => truth.to_string(),
        Fragment::Integer(number) => number.to_string(),
        Fragment::Text(text) => text_written(text, context),
        Fragment::List(_) | Fragment::Map(_) | Fragment::Intrinsic { .. } => String::new(),
    }
}

pub(super) fn text_written(text: &str, context: Context) -> String {
    if context != Context::Quoted && is_plain(text, context) { text.to_owned() } else { quoted(text) }
}

fn is_plain(text: &str, context: Context) -> bool {
    let first_fits = text.starts_with(|c: char| !c.is_whitespace() && !"-?:,[]{}#&*!|>'\"%@`=<.~".contains(c));
    let inside = |c: char| match c {
        ',' | '[' | ']' | '{' | '}' => context == Context::Block,
        // Short of letters, digits and signs of one line nothing is worth the risk.
        _ => !c.is_control() && !('\u{80}'..='\u{a0}').contains(&c) && !"\u{2028}\u{2029}\u{feff}".contains(c),
    };
    // In flow context a colon in front of a bracket would end the key.
    let colons = !text.contains(": ") && !text.ends_with(':') && (context == Context::Block || !text.contains(":{"));
    first_fits
        && text.chars().all(inside)
        && colons
        && !text.contains(" #")
        && !text.ends_with(char::is_whitespace)
        && scalar::read(text) == Value::Text(text.into())
}

/// JSON's way of quoting, which YAML reads too, with the signs escaped that YAML would fold or refuse.
fn quoted(text: &str) -> String {
    let json = serde_json::Value::from(text).to_string();
    if json.chars().all(|c| !is_awkward(c)) {
        return json;
    }
    json.chars().map(|c| if is_awkward(c) { format!("\\u{:04x}", u32::from(c)) } else { c.to_string() }).collect()
}

fn is_awkward(c: char) -> bool {
    matches!(c, '\u{7f}'..='\u{a0}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_gets_quotes_only_where_yaml_would_read_something_else() {
        for plain in ["CodeDeployHook_a", "arn:${AWS::Partition}:lambda", "a b", "provided.al2023", "é"] {
            assert_eq!(text_written(plain, Context::Block), plain);
        }
        for odd in ["2012-10-17", "yes", "010", "", " a", "a: b", "a #b", "a:", "*", "- a", "null", "1:30", "=", "a\nb"]
        {
            assert!(text_written(odd, Context::Block).starts_with('"'), "{odd:?}");
        }
        assert_eq!(text_written("${A}", Context::Block), "${A}");
        assert_eq!(text_written("${A}", Context::Flow), "\"${A}\"");
        assert_eq!(text_written("a\u{85}b", Context::Quoted), "\"a\\u0085b\"");
    }
}
