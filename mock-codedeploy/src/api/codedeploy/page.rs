//! Lists in pages. Their size is not for the caller to choose (spec, Appendix A).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::codedeploy::CodeDeployError;

/// So many on one page.
const PAGE: usize = 100;

/// One page of a list under its member's name, with the token of the next page where there is one. The token is where the page begins.
pub(super) fn page(
    member: &str,
    items: impl IntoIterator<Item = Value>,
    token: Option<&str>,
) -> Result<Value, CodeDeployError> {
    let begin = match token.filter(|token| !token.is_empty()) {
        None => 0,
        Some(token) => decoded(token).ok_or_else(|| CodeDeployError::InvalidNextToken(token.to_owned()))?,
    };
    let mut rest = items.into_iter().skip(begin);
    let page: Vec<Value> = rest.by_ref().take(PAGE).collect();
    if page.is_empty() && begin > 0 {
        return Err(CodeDeployError::InvalidNextToken(token.unwrap_or_default().to_owned()));
    }
    let mut answer = json!({ member: page });
    if rest.next().is_some() {
        answer["nextToken"] = URL_SAFE_NO_PAD.encode(format!("page:{}", begin + PAGE)).into();
    }
    Ok(answer)
}

fn decoded(token: &str) -> Option<usize> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    std::str::from_utf8(&bytes).ok()?.strip_prefix("page:")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_follow_each_other_to_the_end() {
        let items = || (0..250).map(Value::from);
        let mut seen = Vec::new();
        let mut token: Option<String> = None;
        loop {
            let answer = page("numbers", items(), token.as_deref()).unwrap();
            seen.push(answer["numbers"].as_array().unwrap().len());
            match answer.get("nextToken") {
                Some(next) => token = next.as_str().map(ToOwned::to_owned),
                None => break,
            }
        }
        assert_eq!(seen, [100, 100, 50]);
        assert_eq!(page("numbers", [], None).unwrap(), json!({ "numbers": [] }));
    }

    #[test]
    fn a_token_of_somebody_elses_is_refused() {
        let beyond = URL_SAFE_NO_PAD.encode("page:700");
        for token in ["x", "!!", &beyond, &URL_SAFE_NO_PAD.encode("page:-1")] {
            let error = page("numbers", (0..3).map(Value::from), Some(token)).unwrap_err();
            assert_eq!(error.code(), "InvalidNextTokenException");
        }
    }
}
