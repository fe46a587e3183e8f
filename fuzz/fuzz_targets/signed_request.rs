//! A server that verifies signatures: nothing that a fuzzer writes is signed, so nothing of AWS's is answered.
#![no_main]

use std::cell::OnceCell;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use futures_util::FutureExt as _;
use libfuzzer_sys::fuzz_target;
use mock_codedeploy::AccessKeys;
use mock_codedeploy::fuzzing::Faces;
use tokio::runtime::{Builder, Runtime};
use tower_service::Service as _;

thread_local! {
    static STAGE: OnceCell<(Runtime, Router)> = const { OnceCell::new() };
}

// The first line is the `Authorization` header, the second the date, the third the path; the rest is the body.
fuzz_target!(|text: &[u8]| {
    STAGE.with(|stage| {
        let (runtime, router) = stage.get_or_init(|| {
            let runtime = Builder::new_current_thread().enable_time().build().expect("a runtime");
            (runtime, Faces::default().strict_router(AccessKeys::default()))
        });
        let _inside = runtime.enter();
        let mut parts = text.splitn(4, |byte| *byte == b'\n');
        let mut part = || parts.next().unwrap_or_default();
        let (authorization, date, path, body) = (part(), part(), part(), part());
        let Ok(path) = std::str::from_utf8(path) else { return };
        let request = Request::builder()
            .method("POST")
            .uri(path)
            .header("host", "127.0.0.1")
            .header("authorization", authorization)
            .header("x-amz-date", date)
            .header("x-amz-target", "CodeDeploy_20141006.ListApplications");
        let Ok(request) = request.body(Body::from(body.to_vec())) else { return };
        // The control face is no part of AWS, and not signed.
        if request.uri().path().starts_with("/_mock/") {
            return;
        }
        let Some(Ok(response)) = router.clone().call(request).now_or_never() else { return };
        assert!(response.status().is_client_error(), "{} is let in", response.status());
    });
});
