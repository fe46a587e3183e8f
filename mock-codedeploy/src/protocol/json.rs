//! AWS JSON 1.0 and 1.1.

use super::{DecodeError, Members, members};

/// Reads a body. An empty one has no members.
pub(crate) fn decode(body: &[u8]) -> Result<Members, DecodeError> {
    if body.is_empty() {
        return Ok(Members::new());
    }
    members(serde_json::from_slice(body).map_err(|error| DecodeError::Json(error.to_string()))?)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_body_is_a_json_object_or_nothing() {
        assert_eq!(decode(br#"{"a": [1]}"#).unwrap()["a"], json!([1]));
        assert_eq!(decode(b"{\"a\": 1.7000000000000001e301}").unwrap()["a"].to_string(), "1.7000000000000001e+301");
        assert!(decode(b"").unwrap().is_empty());
        assert_eq!(decode(b"[]"), Err(DecodeError::NoMap));
        assert!(matches!(decode(b"{\"a\": \"\xff\"}"), Err(DecodeError::Json(_))));
        assert!(matches!(decode("[".repeat(100_000).as_bytes()), Err(DecodeError::Json(_))));
    }
}
