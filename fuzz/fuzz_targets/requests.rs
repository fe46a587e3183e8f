//! A few HTTP requests to one account, as text: whatever they say, each is answered as AWS does, and never with an error of the mock's own.
//!
//! A request is a line `METHOD PATH`, headers, an empty line and a body. The next one comes after a line of `====`. The line `jump` lets the
//! clock jump to the next instant.
#![no_main]

use std::cell::OnceCell;

use axum::Router;
use axum::body::{Body, HttpBody as _};
use axum::http::{Request, Response};
use futures_util::FutureExt as _;
use libfuzzer_sys::fuzz_target;
use mock_codedeploy::fuzzing::Faces;
use tokio::runtime::{Builder, Runtime};
use tower_service::Service as _;

const SEPARATOR: &[u8] = b"\n====\n";
const MOST_REQUESTS: usize = 12;

thread_local! {
    static STAGE: OnceCell<(Runtime, Faces, Router)> = const { OnceCell::new() };
}

fuzz_target!(|text: &[u8]| {
    STAGE.with(|stage| {
        let (runtime, faces, router) = stage.get_or_init(|| {
            let runtime = Builder::new_current_thread().enable_time().build().expect("a runtime");
            let faces = Faces::default();
            let router = faces.router();
            (runtime, faces, router)
        });
        runtime.block_on(faces.reset());
        let _inside = runtime.enter();
        play(text, faces, router);
    });
});

fn play(text: &[u8], faces: &Faces, router: &Router) {
    let mut may_invoke = true;
    for text in split(text).take(MOST_REQUESTS) {
        if text == b"jump" {
            faces.run_due(1);
            continue;
        }
        let Some(request) = request(text) else { continue };
        let path = request.uri().path().to_owned();
        // The functions that are there at first are models. What a fuzzer writes into a zip does not run.
        if path.ends_with("/invocations") && !may_invoke {
            continue;
        }
        may_invoke &= !path.starts_with("/2015-03-31/functions");
        let shown = format!("{} {path}", request.method());
        // What hangs or waits, as a fault or a model may, is left.
        let Some(Ok(response)) = router.clone().call(request).now_or_never() else { continue };
        check(&shown, response, path.starts_with("/_mock/"));
        faces.run_due(0);
    }
}

fn check(request: &str, response: Response<Body>, is_control: bool) {
    let status = response.status();
    // Faults answer with whatever they were told.
    if status.is_server_error()
        && response.headers().get("x-amzn-errortype").is_some_and(|code| code != "ServiceException")
    {
        return;
    }
    assert!(!status.is_server_error(), "{request}: {status}");
    let is_plain = response.headers().get("content-type").is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    if status.is_client_error() && !is_control && !is_plain {
        assert!(response.headers().contains_key("x-amzn-errortype"), "{request}: {status} without a code");
        assert!(response.body().size_hint().lower() > 0, "{request}: {status} without a word");
    }
}

fn split(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let current = rest?;
        let at = current.windows(SEPARATOR.len()).position(|window| window == SEPARATOR);
        let (text, behind) = match at {
            Some(at) => (&current[..at], Some(&current[at + SEPARATOR.len()..])),
            None => (current, None),
        };
        rest = behind;
        Some(text)
    })
}

fn request(text: &[u8]) -> Option<Request<Body>> {
    let end_of_head = text.windows(2).position(|window| window == b"\n\n");
    let (head, body) = match end_of_head {
        Some(at) => (&text[..at], &text[at + 2..]),
        None => (text, &[][..]),
    };
    let mut lines = head.split(|byte| *byte == b'\n');
    let first = std::str::from_utf8(lines.next()?).ok()?;
    let (method, path) = first.split_once(' ')?;
    let mut request = Request::builder().method(method).uri(path);
    for line in lines {
        let at = line.iter().position(|byte| *byte == b':')?;
        request = request.header(&line[..at], line[at + 1..].trim_ascii());
    }
    request.body(Body::from(body.to_vec())).ok()
}
