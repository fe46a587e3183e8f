//! Bodies that are not what they say, or too much of it.

use crate::connection::{Connection, FORM, JSON_11, LIST_APPLICATIONS, call, is_well, mock, request};

const CBOR: [&str; 2] = ["content-type: application/cbor", "smithy-protocol: rpc-v2-cbor"];
const LIST_BY_PATH: &str = "/service/CodeDeploy_20141006/operation/ListApplications";

#[tokio::test]
async fn json_that_is_none_is_a_serialization_exception() {
    let mock = mock().await;
    let deep = "[".repeat(100_000);
    for body in
        [&b"{"[..], b"[]", b"null", b"\"x\"", b"{\"a\": \"\xff\"}", b"{\"applicationName\": 1e999}", deep.as_bytes()]
    {
        let answer = call(&mock, "POST", "/", &[JSON_11, LIST_APPLICATIONS], body).await;
        assert_eq!(
            answer.refusal(),
            (400, "SerializationException"),
            "{}",
            String::from_utf8_lossy(&body[..body.len().min(40)])
        );
        assert_eq!(answer.json()["__type"], "SerializationException");
    }
    let lambda = call(&mock, "POST", "/2015-03-31/functions", &[], b"{\"FunctionName\": \"\xff\"}").await;
    assert_eq!(lambda.refusal(), (400, "SerializationException"));
    let payload = call(&mock, "POST", "/2015-03-31/functions/f/invocations", &[], "{").await;
    assert_eq!(payload.refusal(), (400, "InvalidRequestContentException"));
    is_well(&mock).await;
}

#[tokio::test]
async fn a_member_of_another_type_is_a_serialization_exception() {
    let mock = mock().await;
    for (target, body) in [
        ("CodeDeploy_20141006.GetDeployment", r#"{"deploymentId": {"a": []}}"#),
        ("CodeDeploy_20141006.CreateDeployment", r#"{"applicationName": ["a"]}"#),
        ("GraniteServiceVersion20100801.PutMetricAlarm", r#"{"AlarmName": 7}"#),
    ] {
        let answer = call(&mock, "POST", "/", &[JSON_11, &format!("x-amz-target: {target}")], body).await;
        assert_eq!(answer.refusal(), (400, "SerializationException"), "{target}");
    }
    is_well(&mock).await;
}

#[tokio::test]
async fn cbor_that_is_none_is_a_serialization_exception_in_cbor() {
    let mock = mock().await;
    for body in [&[0xff][..], &[0x80], &[0x9b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], &[0x81; 10_000], b"{}"]
    {
        let answer = call(&mock, "POST", LIST_BY_PATH, &CBOR, body).await;
        assert_eq!(answer.refusal(), (400, "SerializationException"), "{body:02x?}");
        assert_eq!(answer.headers["content-type"], "application/cbor");
        assert!(answer.text().contains("SerializationException"));
    }
    is_well(&mock).await;
}

#[tokio::test]
async fn forms_that_are_none_are_answered_in_xml() {
    let mock = mock().await;
    let deep = format!("Action=PutMetricData&{}=1", "a.".repeat(5_000));
    let many = format!("Action=PutMetricData{}", "&a=1".repeat(30_000));
    for body in ["", "%", "Version=2010-08-01", "=&&&==", &deep, &many] {
        let answer = call(&mock, "POST", "/", &[FORM], body).await;
        assert_eq!(answer.refusal(), (400, "SerializationException"), "{body:.40}");
        assert_eq!(answer.headers["content-type"], "text/xml");
        assert!(answer.text().contains("<Code>SerializationException</Code>"), "{}", answer.text());
    }
    is_well(&mock).await;
}

#[tokio::test]
async fn a_body_that_claims_to_be_packed_and_is_not_is_refused() {
    let mock = mock().await;
    let headers = [JSON_11, LIST_APPLICATIONS, "content-encoding: gzip"];
    for body in [&b"{}"[..], b"\x1f\x8b\x08\0\0\0\0\0\0\xff", b""] {
        let answer = call(&mock, "POST", "/", &headers, body).await;
        assert_eq!(answer.refusal(), (400, "SerializationException"), "{body:02x?}");
    }
    is_well(&mock).await;
}

/// The limits: CodeDeploy and CloudWatch 1 MB, an event 6 MB, a zip in its base64, each with the error that says so.
#[tokio::test]
async fn fifty_megabytes_are_refused_where_less_is_allowed() {
    let mock = mock().await;
    let large = vec![b' '; 50 * 1024 * 1024];
    let entity = (413, "RequestEntityTooLargeException");
    let targets: [(&str, &[&str], (u16, &str)); 7] = [
        ("/", &[JSON_11, LIST_APPLICATIONS], entity),
        ("/", &[FORM], entity),
        (LIST_BY_PATH, &CBOR, entity),
        ("/", &["x-amz-target: GraniteServiceVersion20100801.PutMetricData"], entity),
        ("/2015-03-31/functions/f/aliases", &[], entity),
        ("/2015-03-31/functions/f/invocations", &[], (413, "RequestTooLargeException")),
        // Allowed here, but no JSON.
        ("/2015-03-31/functions", &[], (400, "SerializationException")),
    ];
    for (target, headers, refusal) in targets {
        assert_eq!(call(&mock, "POST", target, headers, &large).await.refusal(), refusal, "{target} {headers:?}");
    }
    is_well(&mock).await;
}

#[tokio::test]
async fn a_length_that_is_too_large_is_refused_before_a_byte_of_the_body_comes() {
    let mock = mock().await;
    let mut connection = Connection::to(&mock).await;
    let head = format!(
        "POST / HTTP/1.1\r\nhost: mock\r\n{LIST_APPLICATIONS}\r\nexpect: 100-continue\r\ncontent-length: 99999999999\r\n\r\n"
    );
    connection.send(head).await;
    assert_eq!(connection.answer().await.unwrap().refusal(), (413, "RequestEntityTooLargeException"));
    is_well(&mock).await;
}

#[tokio::test]
async fn a_body_without_a_length_is_counted() {
    let mock = mock().await;
    let mut connection = Connection::to(&mock).await;
    connection
        .send(format!("POST / HTTP/1.1\r\nhost: mock\r\n{LIST_APPLICATIONS}\r\ntransfer-encoding: chunked\r\n\r\n"))
        .await;
    let chunk = [b"10000\r\n".as_slice(), &vec![b' '; 0x10000], b"\r\n"].concat();
    for _ in 0..17 {
        connection.send(&chunk).await;
    }
    connection.send("0\r\n\r\n").await;
    assert_eq!(connection.answer().await.unwrap().refusal(), (413, "RequestEntityTooLargeException"));

    let mut connection = Connection::to(&mock).await;
    connection
        .send(format!(
            "POST / HTTP/1.1\r\nhost: mock\r\n{LIST_APPLICATIONS}\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n"
        ))
        .await;
    assert_eq!(connection.answer().await.unwrap().status, 200);
    is_well(&mock).await;
}

#[tokio::test]
async fn chunks_that_are_none_end_the_connection() {
    let mock = mock().await;
    for chunks in ["xyz\r\n", "-1\r\n", "ffffffffffffffffff\r\n", "2\r\n{}garbage"] {
        let mut connection = Connection::to(&mock).await;
        connection
            .send(format!(
                "POST / HTTP/1.1\r\nhost: mock\r\n{LIST_APPLICATIONS}\r\ntransfer-encoding: chunked\r\n\r\n{chunks}"
            ))
            .await;
        if let Some(answer) = connection.answer().await {
            assert_eq!(answer.status, 400, "{chunks}");
        }
        assert!(connection.is_closed().await, "{chunks}");
    }
    is_well(&mock).await;
}

#[tokio::test]
async fn a_connection_serves_on_after_a_refusal() {
    let mock = mock().await;
    let mut connection = Connection::to(&mock).await;
    connection.send(request("POST", "/", &[JSON_11, LIST_APPLICATIONS], "{")).await;
    assert_eq!(connection.answer().await.unwrap().status, 400);
    connection.send(request("POST", "/", &[JSON_11, LIST_APPLICATIONS], "{}")).await;
    assert_eq!(connection.answer().await.unwrap().status, 200);
}
