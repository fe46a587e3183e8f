//! Clients that take their time, and what they do to others: nothing.

use std::time::Duration;

use mock_codedeploy::{Limits, Mock, Settings};

use crate::connection::{Connection, JSON_11, LIST_APPLICATIONS, is_well, mock, request};

/// A mock that loses patience soon with heads, or with bodies.
async fn impatient(head: Duration, body: Duration) -> Mock {
    Mock::start(Settings { limits: Limits { head, body }, ..Settings::default() }).await.unwrap()
}

const SOON: Duration = Duration::from_millis(100);
const LATE: Duration = Duration::from_secs(600);

#[tokio::test]
async fn a_head_that_does_not_come_to_its_end_loses_the_connection() {
    let mock = impatient(SOON, LATE).await;
    for half in ["", "POST / HT", "POST / HTTP/1.1\r\nhost: mock\r\nx-slow: "] {
        let mut connection = Connection::to(&mock).await;
        connection.send(half).await;
        assert!(connection.is_closed().await, "{half}");
    }
    is_well(&mock).await;
}

#[tokio::test]
async fn a_body_that_does_not_come_to_its_end_is_told_so_and_loses_the_connection() {
    let mock = impatient(LATE, SOON).await;
    let whole = request("POST", "/", &[JSON_11, LIST_APPLICATIONS], "{}");
    let mut connection = Connection::to(&mock).await;
    connection.send(&whole[..whole.len() - 1]).await;
    let answer = connection.answer().await.unwrap();
    assert_eq!(answer.refusal(), (408, "RequestTimeoutException"));
    assert!(connection.is_closed().await);
    is_well(&mock).await;
}

#[tokio::test]
async fn a_body_that_is_too_large_and_slow_is_not_waited_for_either() {
    let mock = impatient(LATE, SOON).await;
    let mut connection = Connection::to(&mock).await;
    connection
        .send(format!("POST / HTTP/1.1\r\nhost: mock\r\n{LIST_APPLICATIONS}\r\ncontent-length: 9999999999\r\n\r\n"))
        .await;
    assert_eq!(connection.answer().await.unwrap().refusal(), (408, "RequestTimeoutException"));
    assert!(connection.is_closed().await);
}

#[tokio::test]
async fn hundreds_of_half_requests_do_not_stop_others() {
    let mock = mock().await;
    let mut half_open = Vec::new();
    for number in 0..300 {
        let mut connection = Connection::to(&mock).await;
        let whole = request("POST", "/", &[JSON_11, LIST_APPLICATIONS], "{}");
        // Some stop in the head, some in the body.
        let until = if number % 2 == 0 { 20 } else { whole.len() - 1 };
        connection.send(&whole[..until]).await;
        half_open.push((connection, whole[until..].to_vec()));
    }
    is_well(&mock).await;
    for (mut connection, rest) in half_open {
        connection.send(rest).await;
        assert_eq!(connection.answer().await.unwrap().status, 200);
    }
}

#[tokio::test]
async fn a_shut_down_does_not_wait_for_them_and_closes_what_is_idle() {
    let mock = mock().await;
    let mut idle = Connection::to(&mock).await;
    idle.send(request("POST", "/", &[JSON_11, LIST_APPLICATIONS], "{}")).await;
    assert_eq!(idle.answer().await.unwrap().status, 200);
    let mut half = Connection::to(&mock).await;
    half.send("POST / HT").await;
    let address = mock.url();
    mock.shut_down().await;
    assert!(idle.is_closed().await);
    assert!(half.is_closed().await);
    assert!(tokio::net::TcpStream::connect(address.strip_prefix("http://").unwrap()).await.is_err());
}
