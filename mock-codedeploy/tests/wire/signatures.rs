//! A mock that verifies signatures, towards requests that are signed badly or not at all. Good ones come from real clients.

use mock_codedeploy::{AccessKeys, Mock, Settings};

use crate::connection::{Answer, FORM, JSON_11, LIST_APPLICATIONS, call};

async fn strict() -> Mock {
    let settings = Settings { verify_signatures: Some(AccessKeys::default()), ..Settings::default() };
    Mock::start(settings).await.unwrap()
}

/// The same call of each face, with these headers.
async fn of_each_face(mock: &Mock, headers: &[&str]) -> [Answer; 5] {
    let with = |more: &[&'static str]| -> Vec<String> {
        headers.iter().copied().chain(more.iter().copied()).map(str::to_owned).collect()
    };
    let cbor = "/service/CodeDeploy_20141006/operation/ListApplications";
    let json_10 =
        ["content-type: application/x-amz-json-1.0", "x-amz-target: GraniteServiceVersion20100801.ListMetrics"];
    let calls = [
        ("POST", "/", with(&[JSON_11, LIST_APPLICATIONS]), "{}"),
        ("POST", cbor, with(&["content-type: application/cbor"]), ""),
        ("POST", "/", with(&json_10), "{}"),
        ("POST", "/", with(&[FORM]), "Action=ListMetrics&Version=2010-08-01"),
        ("GET", "/2015-03-31/functions", with(&[]), ""),
    ];
    let mut answers = Vec::new();
    for (method, target, headers, body) in calls {
        let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
        answers.push(call(mock, method, target, &headers, body).await);
    }
    answers.try_into().unwrap()
}

fn refusals(answers: &[Answer; 5]) -> [(u16, &str); 5] {
    std::array::from_fn(|index| answers[index].refusal())
}

#[tokio::test]
async fn a_request_without_a_signature_is_refused_by_each_face_in_its_own_way() {
    let mock = strict().await;
    let answers = of_each_face(&mock, &[]).await;
    let missing = "MissingAuthenticationTokenException";
    assert_eq!(
        refusals(&answers),
        [(400, missing), (400, missing), (400, missing), (403, "MissingAuthenticationToken"), (403, missing)]
    );
    assert_eq!(answers[0].json()["message"], "Missing Authentication Token");
    assert_eq!(answers[1].headers["content-type"], "application/cbor");
    assert_eq!(answers[2].headers["x-amzn-query-error"], "MissingAuthenticationToken;Sender");
    assert!(
        answers[3].text().contains(
            "<Code>MissingAuthenticationToken</Code><Message>Request is missing Authentication Token</Message>"
        )
    );
    assert_eq!(answers[4].json()["message"], "Missing Authentication Token");
}

#[tokio::test]
async fn half_a_signature_is_incomplete() {
    let mock = strict().await;
    let answers = of_each_face(
        &mock,
        &["authorization: AWS4-HMAC-SHA256 Credential=mock/20260101/us-east-1/lambda/aws4_request"],
    )
    .await;
    let incomplete = "IncompleteSignatureException";
    assert_eq!(
        refusals(&answers),
        [(400, incomplete), (400, incomplete), (400, incomplete), (400, "IncompleteSignature"), (403, incomplete)]
    );
    let told = answers[0].json()["message"].as_str().unwrap().to_owned();
    assert!(told.starts_with("Authorization header requires 'Signature' parameter."), "{told}");
    assert!(told.contains("existence of either a 'X-Amz-Date' or a 'Date' header"), "{told}");
}

/// Headers with a signature of no worth by this key.
fn signed_by(key: &str) -> [String; 2] {
    [
        format!(
            "authorization: AWS4-HMAC-SHA256 Credential={key}/20260101/us-east-1/lambda/aws4_request, SignedHeaders=host;x-amz-date, Signature=00"
        ),
        "x-amz-date: 20260101T000000Z".to_owned(),
    ]
}

#[tokio::test]
async fn a_key_that_nobody_gave_out_is_unknown() {
    let mock = strict().await;
    // The key of functions is not good without its session token.
    for key in ["AKIDNOBODY", "ASIAMOCKCODEDEPLOY00"] {
        let headers = signed_by(key);
        let answers = of_each_face(&mock, &[&headers[0], &headers[1]]).await;
        let unknown = "UnrecognizedClientException";
        assert_eq!(
            refusals(&answers),
            [(400, unknown), (400, unknown), (400, unknown), (403, "InvalidClientTokenId"), (403, unknown)]
        );
        assert_eq!(answers[4].json()["message"], "The security token included in the request is invalid.");
    }
}

#[tokio::test]
async fn a_signature_for_another_service_or_time_does_not_match() {
    let mock = strict().await;
    let headers = signed_by("mock");
    let answers = of_each_face(&mock, &[&headers[0], &headers[1]]).await;
    let mismatch = "InvalidSignatureException";
    assert_eq!(
        refusals(&answers),
        [(400, mismatch), (400, mismatch), (400, mismatch), (403, "SignatureDoesNotMatch"), (403, mismatch)]
    );
    assert_eq!(answers[0].json()["message"], "Credential should be scoped to correct service: 'codedeploy'. ");
    assert_eq!(answers[2].json()["message"], "Credential should be scoped to correct service: 'monitoring'. ");
    let expired = answers[4].json()["message"].as_str().unwrap().to_owned();
    assert!(expired.starts_with("Signature expired: 20260101T000000Z is now earlier than "), "{expired}");
}

#[tokio::test]
async fn the_control_face_needs_no_signature() {
    let mock = strict().await;
    assert_eq!(call(&mock, "GET", "/_mock/clock", &[], "").await.status, 200);
}
