//! Logical ids that SAM makes up, some of them with a hash at the end.

use std::fmt::Write as _;

use sha1::{Digest as _, Sha1};

use super::canonical::canonical;
use super::fault::{Checked, Faults, fault};
use super::value::Value;
use crate::model::LogicalId;

/// How many characters of a hash end an id.
pub(crate) const SUFFIX: usize = 10;

/// The end of an id that changes when the text does; none for no text.
pub(crate) fn suffix_of_text(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let mut suffix = String::with_capacity(SUFFIX);
    for byte in Sha1::digest(text.as_bytes()).iter().take(SUFFIX / 2) {
        let _ = write!(suffix, "{byte:02x}");
    }
    suffix
}

/// The end of an id that changes when the value does; none for nothing.
pub(crate) fn suffix(value: &Value) -> String {
    match value {
        Value::Text(text) => suffix_of_text(text),
        value if value.is_truthy() => suffix_of_text(&canonical(value)),
        _ => String::new(),
    }
}

/// CloudFormation takes letters and digits only.
pub(crate) fn check(id: &str) -> Checked<()> {
    // In the reference's pattern a `$` stands for the end, before which Python lets a line feed pass.
    if LogicalId::is_legal(id.strip_suffix('\n').unwrap_or(id)) { Ok(()) } else { Err(illegal(id)) }
}

fn illegal(id: &str) -> Faults {
    fault("logical-id", format!("a logical id consists of letters and digits, and `{id}` does not"))
        .about(id)
        .help("CloudFormation takes letters and digits only; rename it")
}

/// The id, if others can begin with it.
pub(crate) fn check_start(id: &str) -> Checked<()> {
    if id.ends_with('\n') { Err(illegal(id)) } else { check(id) }
}

/// The id, if it is one.
pub(crate) fn checked(id: String) -> Checked<String> {
    check(&id).map(|()| id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suffix_is_the_start_of_a_sha1() {
        let code = Value::from([
            ("S3Key", Value::from("path/k.zip")),
            ("S3Bucket", Value::from("bucket")),
            ("S3ObjectVersion", Value::from("abc")),
        ]);
        assert_eq!(suffix(&code), "d248fbf622");
        assert_eq!(suffix(&Value::Null), "");
        assert_eq!(suffix(&Value::from("")), "");
    }
}
