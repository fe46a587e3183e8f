//! Whether a request is signed as it says.

use std::fmt::Write as _;
use std::time::{Duration, SystemTime};

use axum::http::{HeaderMap, Method, Uri};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

use super::access_key::AccessKeys;
use super::authorization::{ALGORITHM, Authorization};
use super::canonical::{canonical_request, hex};
use super::error::SignatureError;
use super::signed_at::{SignedAt, basic};

/// How far a signature's date may be from now.
const TOLERANCE: Duration = Duration::from_secs(15 * 60);

/// What is signed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SignedRequest<'a> {
    pub(crate) method: &'a Method,
    pub(crate) uri: &'a Uri,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a [u8],
}

/// Checks a request's signature. `service` is the signing name that its credential has to be scoped to, where it is known.
pub(crate) fn verify(
    request: &SignedRequest<'_>,
    service: Option<&str>,
    keys: &AccessKeys,
    now: SystemTime,
) -> Result<(), SignatureError> {
    let signed_at = SignedAt::of(request.headers);
    let authorization = Authorization::of(request.headers, !matches!(signed_at, Ok(None)))?;
    // Without a date there is no authorization either.
    let signed_at = signed_at?.ok_or(SignatureError::Missing)?;
    let token = request.headers.get("x-amz-security-token").map(axum::http::HeaderValue::as_bytes);
    let key = keys.get(&authorization.key_id).filter(|key| key.goes_with(token)).ok_or(SignatureError::UnknownKey)?;
    check_scope(&authorization, service, &signed_at)?;
    check_time(&signed_at, now)?;
    if !authorization.signed_headers.split(';').any(|name| name.eq_ignore_ascii_case("host")) {
        let message = "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.";
        return Err(SignatureError::Mismatch(message.into()));
    }
    let canonical = canonical_request(request, &authorization.signed_headers);
    let to_sign =
        format!("{ALGORITHM}\n{}\n{}\n{}", signed_at.text, authorization.scope(), hex(&Sha256::digest(&canonical)));
    let key = authorization.key_steps().iter().fold(format!("AWS4{}", key.secret()).into_bytes(), |key, step| {
        mac(&key, step).finalize().into_bytes().to_vec()
    });
    // The comparison takes the same time whatever differs.
    let given = unhex(&authorization.signature).unwrap_or_default();
    mac(&key, &to_sign).verify_slice(&given).map_err(|_| {
        SignatureError::Mismatch(format!(
            "The request signature we calculated does not match the signature you provided. Check your AWS Secret \
             Access Key and signing method. Consult the service documentation for details.\n\nThe Canonical String for \
             this request should have been\n'{canonical}'\n\nThe String-to-Sign should have been\n'{to_sign}'\n"
        ))
    })
}

fn check_scope(
    authorization: &Authorization,
    service: Option<&str>,
    signed_at: &SignedAt,
) -> Result<(), SignatureError> {
    let mut wrong = String::new();
    if let Some(service) = service.filter(|service| *service != authorization.service) {
        wrong.push_str("Credential should be scoped to correct service: '");
        wrong.push_str(service);
        wrong.push_str("'. ");
    }
    if authorization.day != signed_at.day() {
        let _ = write!(
            wrong,
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{}' != '{}', from '{}'.",
            authorization.day,
            signed_at.day(),
            signed_at.text
        );
    }
    if wrong.is_empty() { Ok(()) } else { Err(SignatureError::Mismatch(wrong)) }
}

fn check_time(signed_at: &SignedAt, now: SystemTime) -> Result<(), SignatureError> {
    let (earliest, latest) = (now - TOLERANCE, now + TOLERANCE);
    let told = if signed_at.time < earliest {
        format!(
            "Signature expired: {} is now earlier than {} ({} - 15 min.)",
            signed_at.text,
            basic(earliest),
            basic(now)
        )
    } else if signed_at.time > latest {
        format!(
            "Signature not yet current: {} is still later than {} ({} + 15 min.)",
            signed_at.text,
            basic(latest),
            basic(now)
        )
    } else {
        return Ok(());
    };
    Err(SignatureError::Mismatch(told))
}

fn mac(key: &[u8], message: &str) -> Hmac<Sha256> {
    // Keys of every length are good.
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
    mac.update(message.as_bytes());
    mac
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u32> = text.chars().map(|digit| digit.to_digit(16)).collect::<Option<_>>()?;
    let (pairs, rest) = digits.as_chunks::<2>();
    let bytes = pairs.iter().map(|[high, low]| u8::try_from(high * 16 + low));
    if rest.is_empty() { bytes.collect::<Result<_, _>>().ok() } else { None }
}
