//! Vectors that botocore signed, and what is refused of them once something is changed.

use std::time::{Duration, SystemTime};

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};
use serde::Deserialize;

use super::*;

#[derive(Deserialize)]
struct Vectors {
    vectors: Vec<Vector>,
}

#[derive(Clone, Deserialize)]
struct Vector {
    name: String,
    service: String,
    method: String,
    target: String,
    headers: std::collections::BTreeMap<String, String>,
    body: String,
}

/// What botocore signed by, and when.
fn keys() -> AccessKeys {
    AccessKeys::default().with(AccessKey::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"))
}

fn signed() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_225_600)
}

fn vectors() -> Vec<Vector> {
    serde_json::from_str::<Vectors>(include_str!("vectors.json")).unwrap().vectors
}

impl Vector {
    fn named(name: &str) -> Self {
        vectors().into_iter().find(|vector| vector.name == name).unwrap()
    }

    fn verify_with(&self, keys: &AccessKeys, now: SystemTime) -> Result<(), SignatureError> {
        let headers: HeaderMap = self
            .headers
            .iter()
            .map(|(name, value)| {
                (HeaderName::try_from(name).unwrap(), HeaderValue::from_bytes(value.as_bytes()).unwrap())
            })
            .collect();
        let (method, uri): (Method, Uri) = (self.method.parse().unwrap(), self.target.parse().unwrap());
        let request = SignedRequest { method: &method, uri: &uri, headers: &headers, body: self.body.as_bytes() };
        verify(&request, Some(&self.service), keys, now)
    }

    fn verify(&self) -> Result<(), SignatureError> {
        self.verify_with(&keys(), signed())
    }

    fn set(&mut self, header: &str, from: &str, to: &str) {
        let value = self.headers.get_mut(header).unwrap();
        assert!(value.contains(from), "{value}");
        *value = value.replace(from, to);
    }

    fn mismatch(&self) -> String {
        match self.verify() {
            Err(SignatureError::Mismatch(told)) => told,
            other => panic!("{}: {other:?}", self.name),
        }
    }
}

#[test]
fn what_botocore_signs_is_accepted() {
    let vectors = vectors();
    assert_eq!(vectors.len(), 8);
    for vector in vectors {
        assert_eq!(vector.verify(), Ok(()), "{}", vector.name);
    }
}

#[test]
fn whatever_is_changed_afterwards_no_longer_matches() {
    for vector in vectors() {
        let mut body = vector.clone();
        body.body.push(' ');
        let mut target = vector.clone();
        target.target = if vector.target.contains('?') {
            format!("{}&x=1", vector.target)
        } else {
            format!("{}?x=1", vector.target)
        };
        let mut header = vector.clone();
        header.headers.insert("host".into(), "127.0.0.1:4571".into());
        let mut method = vector.clone();
        method.method = "PUT".into();
        for changed in [body, target, header, method] {
            let told = changed.mismatch();
            assert!(told.starts_with("The request signature we calculated does not match"), "{told}");
            assert!(
                told.contains("The String-to-Sign should have been\n'AWS4-HMAC-SHA256\n20260101T000000Z\n"),
                "{told}"
            );
        }
    }
}

#[test]
fn a_payload_that_the_client_did_not_hash_does_not_match() {
    let mut vector = Vector::named("the payload's hash in a header");
    vector.headers.insert("x-amz-content-sha256".into(), "UNSIGNED-PAYLOAD".into());
    assert!(vector.mismatch().contains("\nx-amz-content-sha256:UNSIGNED-PAYLOAD\n"));
}

#[test]
fn another_secret_does_not_match_and_another_key_is_unknown() {
    let vector = Vector::named("CodeDeploy in JSON 1.1");
    let other = keys().with(AccessKey::new("AKIDEXAMPLE", "another"));
    assert!(matches!(vector.verify_with(&other, signed()), Err(SignatureError::Mismatch(_))));
    assert_eq!(vector.verify_with(&AccessKeys::default(), signed()), Err(SignatureError::UnknownKey));
}

#[test]
fn the_session_token_of_a_role_has_to_be_the_right_one() {
    let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    let of_role = |token: &str| keys().with(AccessKey::new("AKIDEXAMPLE", secret).with_session_token(token));
    let with_token = Vector::named("a session token");
    assert_eq!(with_token.verify_with(&of_role("a/session+token=="), signed()), Ok(()));
    assert_eq!(with_token.verify_with(&of_role("another"), signed()), Err(SignatureError::UnknownKey));
    let without = Vector::named("CloudWatch as a form");
    assert_eq!(without.verify_with(&of_role("a/session+token=="), signed()), Err(SignatureError::UnknownKey));
}

#[test]
fn a_signature_is_good_for_fifteen_minutes_around_its_date() {
    let vector = Vector::named("CodeDeploy in JSON 1.1");
    let minutes = |count: u64| Duration::from_secs(60 * count);
    for now in [signed() + minutes(15), signed() - minutes(15)] {
        assert_eq!(vector.verify_with(&keys(), now), Ok(()));
    }
    let late = vector.verify_with(&keys(), signed() + minutes(16)).unwrap_err();
    assert_eq!(
        late.to_string(),
        "Signature expired: 20260101T000000Z is now earlier than 20260101T000100Z (20260101T001600Z - 15 min.)"
    );
    let early = vector.verify_with(&keys(), signed() - minutes(16)).unwrap_err();
    assert_eq!(
        early.to_string(),
        "Signature not yet current: 20260101T000000Z is still later than 20251231T235900Z (20251231T234400Z + 15 min.)"
    );
}

#[test]
fn the_scope_has_to_be_of_the_service_the_day_and_the_version() {
    let vector = || Vector::named("CodeDeploy in JSON 1.1");
    let mut other_service = vector();
    other_service.service = "lambda".into();
    assert_eq!(other_service.mismatch(), "Credential should be scoped to correct service: 'lambda'. ");
    let mut other_day = vector();
    other_day.set("authorization", "/20260101/", "/20260102/");
    assert_eq!(
        other_day.mismatch(),
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: \
         '20260102' != '20260101', from '20260101T000000Z'."
    );
    let mut other_terminator = vector();
    other_terminator.set("authorization", "/aws4_request", "/aws5_request");
    assert_eq!(
        other_terminator.mismatch(),
        "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5_request'. "
    );
    let mut no_host = vector();
    no_host.set("authorization", ";host;", ";");
    assert_eq!(no_host.mismatch(), "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
}

#[test]
fn a_signature_that_is_no_hexadecimal_number_does_not_match() {
    for signature in ["", "abc", "zz", "\u{fc}\u{fc}", "00"] {
        let mut vector = Vector::named("CodeDeploy in JSON 1.1");
        let (before, _) = vector.headers["authorization"].split_once("Signature=").unwrap();
        let changed = format!("{before}Signature={signature}");
        vector.headers.insert("authorization".into(), changed);
        assert!(vector.mismatch().starts_with("The request signature we calculated"), "{signature}");
    }
}

#[test]
fn secrets_stay_out_of_logs() {
    let keys = AccessKeys::default().with(AccessKey::new("AKIDEXAMPLE", "very secret").with_session_token("token"));
    assert_eq!(format!("{keys:?}"), r#"{"AKIDEXAMPLE", "ASIAMOCKCODEDEPLOY00", "mock"}"#);
    assert_eq!(format!("{:?}", AccessKey::new("A", "very secret")), r#"AccessKey { id: "A", .. }"#);
}
