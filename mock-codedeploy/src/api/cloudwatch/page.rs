//! Lists in pages whose size the caller may choose.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::input::{Number, violated};
use crate::api::error::ApiError;

/// One page of a list under its member's name, with the token of the next page where there is one.
pub(super) fn page(
    member: &str,
    items: impl IntoIterator<Item = Value>,
    token: Option<&str>,
    size: Option<Number>,
    largest: usize,
) -> Result<Value, ApiError> {
    let size = match size {
        None => largest,
        Some(Number(size)) => (1..=largest)
            .find(|candidate| {
                #[expect(clippy::cast_precision_loss, reason = "pages are small")]
                let candidate = *candidate as f64;
                (candidate - size).abs() < f64::EPSILON
            })
            .ok_or_else(|| violated(format!("MaxRecords has to be between 1 and {largest}.")))?,
    };
    let begin = match token.filter(|token| !token.is_empty()) {
        None => 0,
        Some(token) => decoded(token)
            .ok_or_else(|| ApiError::bad_request("InvalidNextToken", "The token is none of this list."))?,
    };
    let mut rest = items.into_iter().skip(begin);
    let page: Vec<Value> = rest.by_ref().take(size).collect();
    let mut answer = json!({ member: page });
    if rest.next().is_some() {
        answer["NextToken"] = URL_SAFE_NO_PAD.encode(format!("from:{}", begin + size)).into();
    }
    Ok(answer)
}

fn decoded(token: &str) -> Option<usize> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    std::str::from_utf8(&bytes).ok()?.strip_prefix("from:")?.parse().ok()
}
