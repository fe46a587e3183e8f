//! The `Authorization` header of Signature Version 4.

use axum::http::HeaderMap;

use super::error::SignatureError;

pub(super) const ALGORITHM: &str = "AWS4-HMAC-SHA256";
const TERMINATOR: &str = "aws4_request";

/// What the header says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Authorization {
    pub(super) key_id: String,
    pub(super) day: String,
    pub(super) region: String,
    pub(super) service: String,
    /// The names of the signed headers, as the canonical request has them.
    pub(super) signed_headers: String,
    pub(super) signature: String,
}

impl Authorization {
    /// Reads the header. What is wrong with it is told at once, not one thing after the other.
    pub(super) fn of(headers: &HeaderMap, has_date: bool) -> Result<Self, SignatureError> {
        let Some(header) = headers.get("authorization").filter(|header| !header.is_empty()) else {
            return Err(SignatureError::Missing);
        };
        let header = String::from_utf8_lossy(header.as_bytes());
        let (algorithm, rest) = header.split_once([' ', '\t']).unwrap_or((&header, ""));
        let (mut credential, mut signed_headers, mut signature) = (None, None, None);
        if algorithm == ALGORITHM {
            for part in rest.split([',', ' ', '\t']).filter(|part| !part.is_empty()) {
                match part.split_once('=') {
                    Some(("Credential", value)) => credential = Some(value),
                    Some(("SignedHeaders", value)) => signed_headers = Some(value),
                    Some(("Signature", value)) => signature = Some(value),
                    Some(_) => {}
                    None => {
                        return Err(SignatureError::Incomplete(format!(
                            "'{part}' not a valid key=value pair (missing equal-sign) in Authorization header: '{header}'."
                        )));
                    }
                }
            }
        } else if algorithm.starts_with("AWS4-") {
            return Err(SignatureError::Incomplete(format!("Unsupported AWS 'algorithm': '{algorithm}'.")));
        }
        let (Some(credential), Some(signed_headers), Some(signature), true) =
            (credential, signed_headers, signature, has_date)
        else {
            let absent = |is_there: bool, name: &str| {
                if is_there { String::new() } else { format!("Authorization header requires '{name}' parameter. ") }
            };
            let no_date = if has_date {
                ""
            } else {
                "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. "
            };
            return Err(SignatureError::Incomplete(format!(
                "{}{}{}{no_date}Authorization={algorithm}",
                absent(credential.is_some(), "Credential"),
                absent(signature.is_some(), "Signature"),
                absent(signed_headers.is_some(), "SignedHeaders"),
            )));
        };
        let [key_id, day, region, service, terminator] = credential.split('/').collect::<Vec<_>>()[..] else {
            return Err(SignatureError::Incomplete(format!(
                "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '{credential}'"
            )));
        };
        if terminator != TERMINATOR {
            return Err(SignatureError::Mismatch(format!(
                "Credential should be scoped with a valid terminator: '{TERMINATOR}', not '{terminator}'. "
            )));
        }
        Ok(Self {
            key_id: key_id.to_owned(),
            day: day.to_owned(),
            region: region.to_owned(),
            service: service.to_owned(),
            signed_headers: signed_headers.to_owned(),
            signature: signature.to_owned(),
        })
    }

    /// What the signature is good for.
    pub(super) fn scope(&self) -> String {
        format!("{}/{}/{}/{TERMINATOR}", self.day, self.region, self.service)
    }

    /// The steps from the secret to the signing key.
    pub(super) fn key_steps(&self) -> [&str; 4] {
        [&self.day, &self.region, &self.service, TERMINATOR]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<Authorization, SignatureError> {
        Authorization::of(&HeaderMap::from_iter([("authorization".parse().unwrap(), text.parse().unwrap())]), true)
    }

    #[test]
    fn the_parts_may_stand_with_and_without_spaces() {
        let parts = ["Credential=K/20260101/eu-west-1/lambda/aws4_request", "SignedHeaders=host", "Signature=ab"];
        for separator in [", ", ",", " "] {
            let read = of(&format!("AWS4-HMAC-SHA256 {}", parts.join(separator))).unwrap();
            assert_eq!((read.key_id.as_str(), read.scope().as_str()), ("K", "20260101/eu-west-1/lambda/aws4_request"));
            assert_eq!((read.signed_headers.as_str(), read.signature.as_str()), ("host", "ab"));
        }
    }

    #[test]
    fn what_is_missing_is_told_in_aws_words() {
        assert_eq!(Authorization::of(&HeaderMap::new(), true), Err(SignatureError::Missing));
        let incomplete = |text: &str| match of(text) {
            Err(SignatureError::Incomplete(told)) => told,
            other => panic!("{text}: {other:?}"),
        };
        assert_eq!(
            incomplete("AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request"),
            "Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' \
             parameter. Authorization=AWS4-HMAC-SHA256"
        );
        assert!(incomplete("Bearer secret").ends_with("'SignedHeaders' parameter. Authorization=Bearer"));
        assert_eq!(
            incomplete("AWS4-HMAC-SHA256 Credential= K"),
            "'K' not a valid key=value pair (missing equal-sign) in Authorization header: \
             'AWS4-HMAC-SHA256 Credential= K'."
        );
        assert_eq!(
            incomplete("AWS4-HMAC-SHA256 Credential=K, SignedHeaders=host, Signature=ab"),
            "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got 'K'"
        );
        assert_eq!(incomplete("AWS4-ECDSA-P256-SHA256 x"), "Unsupported AWS 'algorithm': 'AWS4-ECDSA-P256-SHA256'.");
    }
}
