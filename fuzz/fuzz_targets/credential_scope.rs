//! The `Authorization` header: whatever it says, the region is one, and a region that it names in its place is found.
#![no_main]

use axum::http::HeaderValue;
use libfuzzer_sys::fuzz_target;
use mock_codedeploy::Region;
use mock_codedeploy::fuzzing::credential_scope;

fuzz_target!(|header: &[u8]| {
    let Ok(value) = HeaderValue::from_bytes(header) else { return };
    let (region, service) = credential_scope(value);
    assert!(Region::new(&region).is_some(), "{region:?}");
    assert!(service.is_none_or(|service| !service.contains(['/', ',', ' '])));

    let Some(text) = std::str::from_utf8(header).ok().filter(|text| Region::new(text).is_some()) else { return };
    let signed = format!(
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261122/{text}/lambda/aws4_request, SignedHeaders=host, Signature=0"
    );
    let value = HeaderValue::from_str(&signed).expect("a region is ASCII");
    assert_eq!(credential_scope(value), (text.to_owned(), Some("lambda".to_owned())));
});
