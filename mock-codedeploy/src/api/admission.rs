//! What is let in: a request whose body comes in time and is not too large, whose path is text, and, if that is asked for, whose
//! signature is good. What goes wrong behind is an answer too.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::SystemTime;

use axum::body::{Body, HttpBody as _};
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use axum::http::{HeaderMap, Response, StatusCode};
use axum::middleware::Next;
use bytes::Bytes;
use futures_util::FutureExt as _;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use percent_encoding::percent_decode_str;

use super::error::ApiError;
use super::face::Face;
use super::signature_refused;
use crate::mock::{Limits, Observer, UnknownOperation};
use crate::signature::{AccessKeys, SignedRequest, verify};

/// What has to be true of a request, and who is told what becomes of it.
#[derive(Debug)]
pub(crate) struct Admission {
    pub(crate) limits: Limits,
    /// The keys that requests have to be signed with, if they have to be.
    pub(crate) keys: Option<AccessKeys>,
    pub(crate) observer: Option<Arc<dyn Observer>>,
}

/// Reads the request whole, and answers it or lets it be answered.
pub(super) async fn admit(State(admission): State<Arc<Admission>>, request: Request, next: Next) -> Response<Body> {
    let face = Face::of(request.method(), request.uri(), request.headers());
    let request = match admission.check(face, request).await {
        Ok(request) => request,
        Err(error) => return face.refuse(error),
    };
    // A panic here is a mistake of ours: its message is on standard error, and the next call is answered again.
    let answered = AssertUnwindSafe(next.run(request)).catch_unwind().await;
    let Ok(mut response) = answered else { return face.refuse(ApiError::internal()) };
    if let Some(unknown) = response.extensions_mut().remove::<UnknownOperation>()
        && let Some(observer) = &admission.observer
    {
        observer.unknown_operation(&unknown);
    }
    response
}

impl Admission {
    async fn check(&self, face: Face, request: Request) -> Result<Request, ApiError> {
        let (parts, body) = request.into_parts();
        let body = match tokio::time::timeout(self.limits.body, read(face, &parts.headers, body)).await {
            Ok(body) => body?,
            Err(_) => return Err(ApiError::too_slow()),
        };
        if let (Some(keys), Some(signing)) = (&self.keys, face.signing()) {
            let signed = SignedRequest { method: &parts.method, uri: &parts.uri, headers: &parts.headers, body: &body };
            verify(&signed, signing.service, keys, SystemTime::now())
                .map_err(|error| signature_refused::of(&error, face))?;
        }
        if percent_decode_str(parts.uri.path()).decode_utf8().is_err() {
            return Err(ApiError::bad_request("InvalidParameterValueException", "the path is no UTF-8"));
        }
        Ok(Request::from_parts(parts, Body::from(body)))
    }
}

/// Reads a body, which is kept only as far as it may be large.
async fn read(face: Face, headers: &HeaderMap, mut body: Body) -> Result<Bytes, ApiError> {
    let largest = face.largest_body();
    if body.size_hint().lower() > largest as u64 {
        pass_over(headers, body).await;
        return Err(face.too_large());
    }
    // Most requests without a body say nothing about it.
    if body.is_end_stream() && !headers.contains_key(CONTENT_LENGTH) && !headers.contains_key(TRANSFER_ENCODING) {
        return Ok(Bytes::new());
    }
    match Limited::new(&mut body, largest).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => {
            pass_over(headers, body).await;
            Err(face.too_large())
        }
        Err(error) => Err(ApiError::bad_request("SerializationException", format!("the body cannot be read: {error}"))),
    }
}

/// Reads on without keeping anything: a client that is still sending does not see an answer before it is done. One that waits for
/// `100 Continue` has not begun.
async fn pass_over(headers: &HeaderMap, mut body: Body) {
    if headers.contains_key("expect") {
        return;
    }
    let mut passed = 0;
    while let Some(Ok(frame)) = body.frame().await {
        passed += frame.data_ref().map_or(0, Bytes::len);
        if passed > MOST_PASSED_OVER {
            return;
        }
    }
}

/// Whoever sends more than this does not listen.
const MOST_PASSED_OVER: usize = 256 * 1024 * 1024;

impl ApiError {
    fn internal() -> Self {
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        Self { status, code: "InternalFailure".into(), message: "the mock failed: see its standard error".into() }
    }

    fn too_slow() -> Self {
        let status = StatusCode::REQUEST_TIMEOUT;
        Self { status, code: "RequestTimeoutException".into(), message: "the body did not come in time".into() }
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::routing::post;
    use hyper::service::Service as _;
    use hyper_util::service::TowerToHyperService;

    use super::*;

    async fn panics() -> Response<Body> {
        panic!("a mistake of ours")
    }

    #[tokio::test]
    async fn a_panic_is_an_internal_failure_and_the_next_call_is_answered() {
        let admission = Admission { limits: Limits::default(), keys: None, observer: None };
        let router = Router::new().route("/", post(panics)).route("/well", post(async || "well"));
        let service = TowerToHyperService::new(crate::api::admitted(router, admission));
        let call = async |target: &str| {
            let request = Request::builder().method("POST").uri(target).body(Body::from("{}")).unwrap();
            let response = service.call(request).await.unwrap();
            let (status, code) = (response.status().as_u16(), response.headers().get("x-amzn-errortype").cloned());
            let body = response.into_body().collect().await.unwrap().to_bytes();
            (status, code, String::from_utf8(body.to_vec()).unwrap())
        };
        for _ in 0..2 {
            let (status, code, body) = call("/").await;
            assert_eq!((status, code.unwrap().to_str().unwrap()), (500, "InternalFailure"));
            assert_eq!(body, r#"{"__type":"InternalFailure","message":"the mock failed: see its standard error"}"#);
        }
        assert_eq!(call("/well").await, (200, None, "well".into()));
    }
}
