//! The canonical request: what client and server both sign, however it was written on the wire.

use std::fmt::Write as _;

use axum::http::HeaderMap;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use sha2::{Digest as _, Sha256};

use super::verify::SignedRequest;

/// Everything but letters, digits and `-._~`.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// The same in a path, whose slashes stay.
const RESERVED_IN_PATH: &AsciiSet = &RESERVED.remove(b'/');

/// The canonical request with these signed headers, `a;b`.
///
/// The payload is hashed as it came, whatever `X-Amz-Content-Sha256` says: a client that signed another hash, or
/// `UNSIGNED-PAYLOAD`, which none of these services' operations allows, does not match.
pub(super) fn canonical_request(request: &SignedRequest<'_>, signed_headers: &str) -> String {
    let mut text = format!("{}\n{}\n{}\n", request.method, path(request.uri.path()), query(request.uri.query()));
    for name in signed_headers.split(';') {
        let _ = writeln!(text, "{}:{}", name, header(request.headers, name));
    }
    let _ = write!(text, "\n{signed_headers}\n{}", hex(&Sha256::digest(request.body)));
    text
}

/// The path without dots and doubled slashes, each of its characters encoded once more: only S3 encodes once.
fn path(path: &str) -> String {
    let mut kept = Vec::new();
    for part in path.split('/').filter(|part| !part.is_empty() && *part != ".") {
        if part == ".." {
            kept.pop();
        } else {
            kept.push(part);
        }
    }
    let last = if path.ends_with('/') && !kept.is_empty() { "/" } else { "" };
    format!("/{}{last}", utf8_percent_encode(&kept.join("/"), RESERVED_IN_PATH))
}

/// The parameters in the order of their names and values, each encoded alike.
fn query(query: Option<&str>) -> String {
    let encoded = |text: &str| {
        let bytes: Vec<u8> = percent_decode_str(text).collect();
        percent_encoding::percent_encode(&bytes, RESERVED).to_string()
    };
    let parameters = query.unwrap_or_default().split('&').filter(|parameter| !parameter.is_empty());
    let mut parameters: Vec<(String, String)> = parameters
        .map(|parameter| parameter.split_once('=').unwrap_or((parameter, "")))
        .map(|(name, value)| (encoded(name), encoded(value)))
        .collect();
    parameters.sort_unstable();
    let written: Vec<String> = parameters.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    written.join("&")
}

/// The values of a header, without the space around them and with single spaces within.
fn header(headers: &HeaderMap, name: &str) -> String {
    let trimmed = |value: &[u8]| {
        let text = String::from_utf8_lossy(value);
        text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
    };
    headers.get_all(name).iter().map(|value| trimmed(value.as_bytes())).collect::<Vec<_>>().join(",")
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_encoded_once_more_and_without_detours() {
        for (sent, canonical) in [
            ("", "/"),
            ("/", "/"),
            ("/a/b/", "/a/b/"),
            ("//a///b", "/a/b"),
            ("/a/./b/../c", "/a/c"),
            ("/../..", "/"),
            ("/functions/arn%3Aaws", "/functions/arn%253Aaws"),
            ("/f:live/$LATEST", "/f%3Alive/%24LATEST"),
        ] {
            assert_eq!(path(sent), canonical, "{sent}");
        }
    }

    #[test]
    fn parameters_are_sorted_and_encoded_alike() {
        assert_eq!(query(None), "");
        assert_eq!(query(Some("b=2&a=1&b=1&c&&Qualifier=%24LATEST")), "Qualifier=%24LATEST&a=1&b=1&b=2&c=");
        assert_eq!(query(Some("Qualifier=$LATEST&x=a%2fb")), "Qualifier=%24LATEST&x=a%2Fb");
    }

    #[test]
    fn headers_are_trimmed_and_joined() {
        let mut headers = HeaderMap::new();
        headers.append("x-amz-meta", "  a   b ".parse().unwrap());
        headers.append("x-amz-meta", "c".parse().unwrap());
        assert_eq!(header(&headers, "x-amz-meta"), "a b,c");
        assert_eq!(header(&headers, "absent"), "");
    }
}
