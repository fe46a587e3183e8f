//! The HTTP faces: CodeDeploy in JSON 1.1 and Lambda in REST, on one port.

mod codedeploy;
mod error;
mod fault;
mod lambda;

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, HeaderValue, Response};
use axum::routing::{get, post};
use bytes::Bytes;
use serde_json::Value;

use crate::fault::Service;
use crate::mock::Shared;
use error::ApiError;

/// The largest request: a synchronous Lambda payload and some headers' worth.
const LARGEST_REQUEST: usize = 6 * 1024 * 1024 + 64 * 1024;

pub(crate) fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/", post(json_rpc))
        .route("/2015-03-31/functions/{function}/invocations", post(lambda::invoke))
        .route("/2015-03-31/functions/{function}/aliases/{alias}", get(lambda::get_alias))
        .fallback(lambda::unknown)
        .layer(DefaultBodyLimit::max(LARGEST_REQUEST))
        .with_state(shared)
}

/// The JSON protocols name the operation in a header.
async fn json_rpc(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response<Body> {
    let target = headers.get("x-amz-target").and_then(|target| target.to_str().ok()).unwrap_or_default();
    let Some(operation) = target.strip_prefix("CodeDeploy_20141006.") else {
        return ApiError::unknown_operation(target).into_json_rpc();
    };
    let fault = shared.faults.meet(Service::CodeDeploy, operation);
    if let Some(instead) = fault::before(fault.as_ref()).await {
        return instead.into_json_rpc();
    }
    let answer =
        read_json(&body).and_then(|input| shared.change_world(|world| codedeploy::answer(world, operation, input)));
    let response = match answer {
        Ok(answer) => json_1_1(&answer),
        Err(error) => error.into_json_rpc(),
    };
    fault::after(fault.as_ref(), response)
}

fn read_json(body: &[u8]) -> Result<Value, ApiError> {
    let input: Value = serde_json::from_slice(body)
        .map_err(|error| ApiError::bad_request("SerializationException", format!("the body is no JSON: {error}")))?;
    if input.is_object() {
        Ok(input)
    } else {
        Err(ApiError::bad_request("SerializationException", "the body is no JSON object"))
    }
}

fn json_1_1(answer: &Value) -> Response<Body> {
    let mut response = Response::new(Body::from(answer.to_string()));
    response.headers_mut().insert("content-type", HeaderValue::from_static("application/x-amz-json-1.1"));
    response
}
