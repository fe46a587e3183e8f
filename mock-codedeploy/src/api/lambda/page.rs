//! Lists in pages by `Marker` and `MaxItems`.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::request::Request;
use crate::account::LambdaError;
use crate::api::error::ApiError;

/// At most this many on one page.
const LARGEST: usize = 50;

/// One page of a list under its member's name, with the marker of the next one where there is one.
pub(super) fn page(request: &Request, member: &str, items: impl IntoIterator<Item = Value>) -> Result<Value, ApiError> {
    let size = match request.query("MaxItems") {
        None => LARGEST,
        Some(text) => text
            .parse::<usize>()
            .ok()
            .filter(|size| (1..=10_000).contains(size))
            .ok_or_else(|| LambdaError::Validation("MaxItems has to be between 1 and 10000".into()))?
            .min(LARGEST),
    };
    let begin = match request.query("Marker") {
        None => 0,
        Some(text) => decoded(text)
            .ok_or_else(|| LambdaError::InvalidParameterValue("The Marker is none of this list.".into()))?,
    };
    let mut rest = items.into_iter().skip(begin);
    let items: Vec<Value> = rest.by_ref().take(size).collect();
    let mut answer = json!({ member: items });
    if rest.next().is_some() {
        answer["NextMarker"] = URL_SAFE_NO_PAD.encode(format!("from:{}", begin + size)).into();
    }
    Ok(answer)
}

fn decoded(token: &str) -> Option<usize> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    std::str::from_utf8(&bytes).ok()?.strip_prefix("from:")?.parse().ok()
}
