//! A connection that sends any bytes and reads answers of HTTP/1.1.

use std::collections::HashMap;
use std::fmt::Write as _;

use mock_codedeploy::{Mock, Settings};
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

pub(crate) const JSON_11: &str = "content-type: application/x-amz-json-1.1";
pub(crate) const LIST_APPLICATIONS: &str = "x-amz-target: CodeDeploy_20141006.ListApplications";
pub(crate) const FORM: &str = "content-type: application/x-www-form-urlencoded";

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HashMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// The status and the error's code, as the header has it.
    pub(crate) fn refusal(&self) -> (u16, &str) {
        (self.status, self.headers.get("x-amzn-errortype").map_or("no code", String::as_str))
    }
}

/// A connection.
pub(crate) struct Connection(TcpStream);

impl Connection {
    pub(crate) async fn to(mock: &Mock) -> Self {
        let address = mock.url();
        Self(TcpStream::connect(address.strip_prefix("http://").unwrap()).await.unwrap())
    }

    /// Sends bytes; whether the other side still took them does not matter.
    pub(crate) async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        let _ = self.0.write_all(bytes.as_ref()).await;
    }

    /// The next answer; `None` when the connection is closed or cut before it is complete.
    pub(crate) async fn answer(&mut self) -> Option<Answer> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(self.0.read_u8().await.ok()?);
        }
        let head = String::from_utf8(head).unwrap();
        let mut lines = head.lines();
        let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
        let headers: HashMap<String, String> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        let length = headers.get("content-length").map_or(0, |length| length.parse().unwrap());
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).await.ok()?;
        Some(Answer { status, headers, body })
    }

    /// Waits until the other side has closed the connection without another byte.
    pub(crate) async fn is_closed(&mut self) -> bool {
        matches!(self.0.read(&mut [0]).await, Ok(0) | Err(_))
    }
}

pub(crate) async fn mock() -> Mock {
    Mock::start(Settings::default()).await.unwrap()
}

/// A request with a length, to be sent as it is.
pub(crate) fn request(method: &str, target: &str, headers: &[&str], body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let mut head = format!("{method} {target} HTTP/1.1\r\nhost: mock\r\ncontent-length: {}\r\n", body.len());
    for header in headers {
        let _ = write!(head, "{header}\r\n");
    }
    head.push_str("\r\n");
    [head.as_bytes(), body].concat()
}

/// One call over a connection of its own.
pub(crate) async fn call(mock: &Mock, method: &str, target: &str, headers: &[&str], body: impl AsRef<[u8]>) -> Answer {
    let mut connection = Connection::to(mock).await;
    connection.send(request(method, target, headers, body)).await;
    connection.answer().await.unwrap_or_else(|| panic!("{method} {target} was not answered"))
}

/// Whether the mock answers what it should, as ever.
pub(crate) async fn is_well(mock: &Mock) {
    let answer = call(mock, "POST", "/", &[JSON_11, LIST_APPLICATIONS], "{}").await;
    assert_eq!((answer.status, answer.text().as_str()), (200, r#"{"applications":[]}"#));
}
