//! The instant of a signature, in ISO 8601's basic format: `20260101T000000Z`.

use std::time::SystemTime;

use axum::http::HeaderMap;

use super::error::SignatureError;

/// When a request says that it was signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SignedAt {
    pub(super) time: SystemTime,
    /// As the string to sign has it.
    pub(super) text: String,
}

impl SignedAt {
    /// `X-Amz-Date` goes before `Date`, which may also be a date as HTTP has it; `None` when there is neither.
    pub(super) fn of(headers: &HeaderMap) -> Result<Option<Self>, SignatureError> {
        let Some(value) = headers.get("x-amz-date").or_else(|| headers.get("date")) else { return Ok(None) };
        let text = String::from_utf8_lossy(value.as_bytes());
        let time = parse(&text).or_else(|| httpdate::parse_http_date(&text).ok()).ok_or_else(|| {
            SignatureError::Incomplete(format!(
                "Date must be in ISO-8601 'basic format'. Got '{text}'. See http://en.wikipedia.org/wiki/ISO_8601"
            ))
        })?;
        Ok(Some(Self { time, text: basic(time) }))
    }

    /// The day of the credential scope.
    pub(super) fn day(&self) -> &str {
        self.text.get(..8).unwrap_or_default()
    }
}

fn parse(text: &str) -> Option<SystemTime> {
    if !text.is_ascii() || text.len() != 16 {
        return None;
    }
    let part = |from: usize, to: usize| &text[from..to];
    let extended = format!(
        "{}-{}-{}{}{}:{}:{}{}",
        part(0, 4),
        part(4, 6),
        part(6, 8),
        part(8, 9),
        part(9, 11),
        part(11, 13),
        part(13, 15),
        part(15, 16)
    );
    humantime::parse_rfc3339(&extended).ok()
}

/// An instant in the basic format.
pub(super) fn basic(time: SystemTime) -> String {
    humantime::format_rfc3339_seconds(time).to_string().replace(['-', ':'], "")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn of(name: &'static str, value: &[u8]) -> Result<Option<SignedAt>, SignatureError> {
        let value = axum::http::HeaderValue::from_bytes(value).unwrap();
        SignedAt::of(&HeaderMap::from_iter([(axum::http::HeaderName::from_static(name), value)]))
    }

    #[test]
    fn both_headers_and_both_formats_are_read() {
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_225_601);
        let wanted = SignedAt { time, text: "20260101T000001Z".into() };
        assert_eq!(of("x-amz-date", b"20260101T000001Z").unwrap(), Some(wanted.clone()));
        assert_eq!(of("date", b"20260101T000001Z").unwrap(), Some(wanted.clone()));
        assert_eq!(of("date", b"Thu, 01 Jan 2026 00:00:01 GMT").unwrap(), Some(wanted.clone()));
        assert_eq!(wanted.day(), "20260101");
        assert_eq!(SignedAt::of(&HeaderMap::new()).unwrap(), None);
    }

    #[test]
    fn what_is_no_date_is_told() {
        for text in [&b"yesterday"[..], b"20261301T000000Z", b"20260101T0000001", b"2026010\xc3\xbc000000Z", b"\xff"] {
            let Err(SignatureError::Incomplete(told)) = of("x-amz-date", text) else { panic!("{text:?}") };
            assert!(told.starts_with("Date must be in ISO-8601 'basic format'. Got '"), "{told}");
        }
    }
}
