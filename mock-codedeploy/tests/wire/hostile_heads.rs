//! Request lines, headers and names that no client sends.

use mock_codedeploy::Mock;
use serde_json::json;

use crate::connection::{Connection, FORM, JSON_11, LIST_APPLICATIONS, call, is_well, mock, request};

#[tokio::test]
async fn what_is_no_http_is_refused_and_the_connection_closed() {
    let mock = mock().await;
    let long = format!("GET /{} HTTP/1.1\r\n\r\n", "a".repeat(1_000_000));
    for garbage in [
        "\x16\x03\x01\x02\0\x01\0\x01\u{fc}\x03\x03\r\n\r\n",
        "GET\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "\r\n\r\n\0\0\r\n\r\n",
        "POST / HTTP/1.1\r\nno colon\r\n\r\n",
        &long,
    ] {
        let mut connection = Connection::to(&mock).await;
        connection.send(garbage).await;
        let Some(answer) = connection.answer().await else { continue };
        assert!([400, 414, 431, 505].contains(&answer.status), "{:.40}: {}", garbage, answer.status);
        assert!(connection.is_closed().await, "{garbage:.40}");
    }
    is_well(&mock).await;
}

#[tokio::test]
async fn two_lengths_that_differ_are_refused() {
    let mock = mock().await;
    let mut connection = Connection::to(&mock).await;
    connection.send(format!("POST / HTTP/1.1\r\nhost: mock\r\n{LIST_APPLICATIONS}\r\ncontent-length: 2\r\ncontent-length: 40\r\n\r\n{{}}")).await;
    assert_eq!(connection.answer().await.unwrap().status, 400);
    assert!(connection.is_closed().await);
    is_well(&mock).await;
}

#[tokio::test]
async fn garbage_behind_a_good_request_does_not_spoil_its_answer() {
    let mock = mock().await;
    let mut connection = Connection::to(&mock).await;
    let good = request("POST", "/", &[JSON_11, LIST_APPLICATIONS], "{}");
    connection.send([&good[..], &good, b"\0\x01\x02 pipelined garbage\r\n\r\n"].concat()).await;
    assert_eq!(connection.answer().await.unwrap().status, 200);
    assert_eq!(connection.answer().await.unwrap().status, 200);
    assert_eq!(connection.answer().await.unwrap().status, 400);
    assert!(connection.is_closed().await);
    is_well(&mock).await;
}

#[tokio::test]
async fn targets_and_content_types_that_are_wrong_are_no_operations() {
    let mock = mock().await;
    let unknown = (400, "UnknownOperationException");
    for target in [
        "",
        "x",
        ".",
        "CodeDeploy_20141006",
        "CodeDeploy_20141006.",
        "CodeDeploy_20141006.getDeployment",
        "S3.GetObject",
        "a.b.c",
    ] {
        let answer = call(&mock, "POST", "/", &[JSON_11, &format!("x-amz-target: {target}")], "{}").await;
        assert_eq!(answer.refusal(), unknown, "{target}");
    }
    assert_eq!(call(&mock, "POST", "/", &["content-type: text/html"], "<html>").await.refusal(), unknown);
    assert_eq!(call(&mock, "GET", "/", &[], "").await.refusal(), unknown);
    assert_eq!(call(&mock, "POST", "/service/S3/operation/GetObject", &[], "").await.refusal(), unknown);
    assert_eq!(call(&mock, "POST", "/", &[FORM], "Action=Nothing").await.refusal(), (400, "InvalidAction"));
    for (method, target) in
        [("PATCH", "/2015-03-31/functions/f"), ("GET", "/2015-03-31/functions/f/invocations"), ("POST", "/nothing")]
    {
        assert_eq!(
            call(&mock, method, target, &[], "").await.refusal(),
            (404, "UnknownOperationException"),
            "{target}"
        );
    }
    is_well(&mock).await;
}

#[tokio::test]
async fn bytes_that_are_no_text_are_refused_wherever_they_stand() {
    let mock = mock().await;
    let invalid = (400, "InvalidParameterValueException");
    for target in ["/2015-03-31/functions/%ff", "/2015-03-31/functions/f/aliases/%c3%28", "/service/%ff/operation/x"] {
        assert_eq!(call(&mock, "GET", target, &[], "").await.refusal(), invalid, "{target}");
    }
    let raw = [
        b"x-amz-target: CodeDeploy_20141006.\xff\xfe".as_slice(),
        b"authorization: \xff\xff Credential=\xff/\xff/\xff/",
    ];
    for header in raw {
        let mut connection = Connection::to(&mock).await;
        connection
            .send([b"POST / HTTP/1.1\r\nhost: mock\r\ncontent-length: 2\r\n", header, b"\r\n\r\n{}"].concat())
            .await;
        assert_eq!(connection.answer().await.unwrap().refusal(), (400, "UnknownOperationException"));
    }
    let query = call(&mock, "GET", "/2015-03-31/functions/f?Qualifier=%ff", &[], "").await;
    assert_eq!(query.status / 100, 4);
    is_well(&mock).await;
}

#[tokio::test]
async fn a_parameter_that_is_given_twice_is_read_once() {
    let mock = mock().await;
    let answer = call(&mock, "POST", "/2015-03-31/functions/f/invocations?Qualifier=1&Qualifier=2", &[], "{}").await;
    assert_eq!(answer.refusal(), (404, "ResourceNotFoundException"));
}

async fn create(mock: &Mock, name: &str) -> (u16, String) {
    let body = json!({
        "FunctionName": name, "Runtime": "provided.al2023", "Handler": "h", "Role": "arn:aws:iam::123456789012:role/r",
        "Code": { "ZipFile": "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==" },
    });
    let answer = call(mock, "POST", "/2015-03-31/functions", &[], body.to_string()).await;
    let (status, code) = answer.refusal();
    (status, code.to_owned())
}

#[tokio::test]
async fn names_that_are_paths_are_no_names() {
    let mock = mock().await;
    for name in ["../../etc/passwd", "/etc/passwd", "a/b", "a\\b", "a\0b", "..", "a b", "", "f:../x", &"a".repeat(300)]
    {
        let (status, code) = create(&mock, name).await;
        assert_eq!(status, 400, "{name}: {code}");
    }
    assert_eq!(create(&mock, "orders").await.0, 201);
    for target in [
        "/2015-03-31/functions/..%2F..%2Fetc%2Fpasswd",
        "/2015-03-31/functions/orders/aliases/..%2Fx",
        "/2015-03-31/functions/orders?Qualifier=..%2F..%2Fx",
        "/2015-03-31/functions/../../etc/passwd",
        "/_mock/../etc/passwd",
    ] {
        let answer = call(&mock, "GET", target, &[], "").await;
        assert_eq!(answer.status / 100, 4, "{target}: {}", answer.text());
        assert!(!answer.text().contains("root:"), "{target}");
    }
    let behavior = call(&mock, "PUT", "/_mock/functions/..%2Fx/versions/1/behavior", &[], "{}").await;
    assert_eq!(behavior.status, 400, "{}", behavior.text());
    is_well(&mock).await;
}
