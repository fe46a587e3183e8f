//! The Runtime API's client: HTTP/1.1 on one connection that is kept.

use std::env;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;

use serde_json::Value;

pub(crate) struct RuntimeApi {
    host: String,
    connection: BufReader<TcpStream>,
}

/// One event.
pub(crate) struct Invocation {
    pub(crate) request_id: String,
    pub(crate) deadline_milliseconds: u128,
    pub(crate) invoked_arn: String,
    pub(crate) payload: Vec<u8>,
}

struct Answer {
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl RuntimeApi {
    pub(crate) fn connect() -> Self {
        let host = env::var("AWS_LAMBDA_RUNTIME_API").expect("run by a function host");
        let stream = TcpStream::connect(&host).expect("a Runtime API");
        stream.set_nodelay(true).expect("a socket option");
        Self { host, connection: BufReader::new(stream) }
    }

    /// Waits for an event.
    pub(crate) fn next(&mut self) -> Invocation {
        let answer = self.call("GET", "/2018-06-01/runtime/invocation/next", "", &[]);
        Invocation {
            request_id: answer.header("lambda-runtime-aws-request-id"),
            deadline_milliseconds: answer.header("lambda-runtime-deadline-ms").parse().expect("milliseconds"),
            invoked_arn: answer.header("lambda-runtime-invoked-function-arn"),
            payload: answer.body,
        }
    }

    pub(crate) fn response(&mut self, request_id: &str, answer: &Value) {
        let path = format!("/2018-06-01/runtime/invocation/{request_id}/response");
        self.call("POST", &path, "", answer.to_string().as_bytes());
    }

    pub(crate) fn error(&mut self, request_id: &str, error: &Value) {
        let path = format!("/2018-06-01/runtime/invocation/{request_id}/error");
        self.call("POST", &path, "", error.to_string().as_bytes());
    }

    pub(crate) fn init_error(&mut self, error: &Value) {
        self.call("POST", "/2018-06-01/runtime/init/error", "", error.to_string().as_bytes());
    }

    /// Returns the extension's identifier.
    pub(crate) fn register_extension(&mut self, name: &str) -> String {
        let header = format!("Lambda-Extension-Name: {name}\r\n");
        let answer = self.call("POST", "/2020-01-01/extension/register", &header, br#"{"events":[]}"#);
        answer.header("lambda-extension-identifier")
    }

    pub(crate) fn next_extension_event(&mut self, identifier: &str) {
        let header = format!("Lambda-Extension-Identifier: {identifier}\r\n");
        self.call("GET", "/2020-01-01/extension/event/next", &header, &[]);
    }

    fn call(&mut self, method: &str, path: &str, headers: &str, body: &[u8]) -> Answer {
        let host = &self.host;
        let length = body.len();
        let mut request =
            format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\n{headers}Content-Length: {length}\r\n\r\n")
                .into_bytes();
        request.extend(body);
        // An answer that is refused for its size is refused before all of it was sent.
        let sent = self.connection.get_mut().write_all(&request);
        let answer = self.read();
        let closes = answer.headers.iter().any(|(name, value)| name == "connection" && value == "close");
        if sent.is_err() || closes {
            *self = Self::connect();
        }
        answer
    }

    fn read(&mut self) -> Answer {
        let mut headers = Vec::new();
        let mut line = String::new();
        self.connection.read_line(&mut line).expect("a status line");
        assert!(line.starts_with("HTTP/1.1 "), "no answer: {line:?}");
        loop {
            line.clear();
            self.connection.read_line(&mut line).expect("a header");
            let Some((name, value)) = line.trim_end().split_once(": ") else { break };
            headers.push((name.to_ascii_lowercase(), value.to_owned()));
        }
        let mut answer = Answer { headers, body: Vec::new() };
        let length = answer.header("content-length").parse().expect("a length");
        answer.body.resize(length, 0);
        self.connection.read_exact(&mut answer.body).expect("a body");
        answer
    }
}

impl Answer {
    fn header(&self, name: &str) -> String {
        let found = self.headers.iter().find(|(header, _)| header == name);
        found.unwrap_or_else(|| panic!("no header {name}")).1.clone()
    }
}
