//! Faults on the wire.

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, Response, StatusCode};
use futures_util::stream;

use super::error::ApiError;
use crate::fault::{FaultKind, Met};

/// What a caller meets before anything is done.
pub(super) async fn before(fault: Option<&Met>) -> Option<ApiError> {
    let fault = fault?;
    tokio::time::sleep(fault.latency).await;
    match &fault.kind {
        FaultKind::Error { status, code, message } => Some(ApiError {
            status: StatusCode::from_u16(*status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            code: code.clone().into(),
            message: message.clone().unwrap_or_else(|| format!("injected: {code}")),
        }),
        FaultKind::Hang => std::future::pending().await,
        _ => None,
    }
}

/// What becomes of the answer once it is there.
pub(super) fn after(fault: Option<&Met>, mut response: Response<Body>) -> Response<Body> {
    match fault.map(|fault| &fault.kind) {
        Some(FaultKind::Reset) => {
            // A length that the body does not keep: the connection is cut in the middle.
            response.headers_mut().insert("content-length", HeaderValue::from_static("1000"));
            let broken = stream::iter([Ok(Bytes::from_static(b"{\"")), Err(std::io::Error::other("injected reset"))]);
            *response.body_mut() = Body::from_stream(broken);
        }
        Some(FaultKind::Empty) => *response.body_mut() = Body::empty(),
        Some(FaultKind::Payload(payload)) => *response.body_mut() = Body::from(payload.clone()),
        Some(FaultKind::ExecutedVersion(version)) => {
            if let Ok(version) = HeaderValue::from_str(version) {
                response.headers_mut().insert("x-amz-executed-version", version);
            }
        }
        _ => {}
    }
    response
}
