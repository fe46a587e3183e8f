//! The answer to every call once the account can no longer be kept in its file: a change that the file lacks is not acknowledged.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, Response, StatusCode};
use serde_json::json;

use crate::mock::Shared;

/// Replaces an answer that would acknowledge what is not kept. Clients try a 500 again, and report it.
pub(super) async fn refused(State(shared): State<Arc<Shared>>, response: Response<Body>) -> Response<Body> {
    let Some(reason) = shared.lost() else { return response };
    let body = json!({ "__type": "InternalFailure", "message": reason });
    let mut refused = Response::new(Body::from(body.to_string()));
    *refused.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    refused.headers_mut().insert("content-type", HeaderValue::from_static("application/json"));
    refused.headers_mut().insert("x-amzn-errortype", HeaderValue::from_static("InternalFailure"));
    refused
}
