//! Answers the Runtime API in the worker's place.

use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// The Runtime API is on this machine; when it does not answer at once it never will.
const PATIENCE: Duration = Duration::from_secs(1);

/// Posts the invocation's answer, or its error.
///
/// The Runtime API is plain HTTP/1.1 on loopback and the answer's body is of no interest, so that the request is written by hand: a client
/// would be the largest thing in this process.
pub(super) async fn post(request_id: &str, outcome: &str, body: &Value) -> std::io::Result<()> {
    let Ok(api) = std::env::var("AWS_LAMBDA_RUNTIME_API") else { return Ok(()) };
    // Some emulators put a path behind host and port.
    let (host, path) =
        api.split_once('/').map_or((api.as_str(), String::new()), |(host, path)| (host, format!("/{path}")));
    let body = body.to_string();
    let head = format!(
        "POST {path}/2018-06-01/runtime/invocation/{request_id}/{outcome} HTTP/1.1\r\n\
         Host: {host}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    let posted = async {
        let mut stream = TcpStream::connect(host).await?;
        stream.write_all(head.as_bytes()).await?;
        stream.write_all(body.as_bytes()).await?;
        // The request has been taken once an answer begins.
        let mut first = [0_u8; 1];
        stream.read(&mut first).await.map(drop)
    };
    timeout(PATIENCE, posted).await.unwrap_or_else(|_| Err(std::io::ErrorKind::TimedOut.into()))
}
