//! Operations that are named by a header or by the path: CodeDeploy in JSON 1.1 and in RPC v2 CBOR (spec 2.1).

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, Response};
use bytes::Bytes;
use serde_json::Value;

use super::caller::Caller;
use super::codedeploy;
use super::error::ApiError;
use super::fault;
use crate::fault::Service;
use crate::mock::Shared;
use crate::protocol::{self, DecodeError, Members};

/// How CodeDeploy is called in both protocols.
const CODEDEPLOY: &str = "CodeDeploy_20141006";

/// How a body is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Protocol {
    Json11,
    Cbor,
}

/// The JSON protocols name the operation in `X-Amz-Target`.
pub(super) async fn by_header(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response<Body> {
    let target = headers.get("x-amz-target").and_then(|target| target.to_str().ok()).unwrap_or_default();
    match target.split_once('.') {
        Some((CODEDEPLOY, operation)) => codedeploy(&shared, Protocol::Json11, operation, &headers, &body).await,
        _ => Protocol::Json11.error(&ApiError::unknown_operation(target)),
    }
}

/// RPC v2 names it in the path.
pub(super) async fn by_path(
    State(shared): State<Arc<Shared>>,
    Path((service, operation)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    match service.as_str() {
        CODEDEPLOY => codedeploy(&shared, Protocol::Cbor, &operation, &headers, &body).await,
        _ => Protocol::Cbor.error(&ApiError::unknown_operation(&format!("{service}.{operation}"))),
    }
}

async fn codedeploy(
    shared: &Shared,
    protocol: Protocol,
    operation: &str,
    headers: &HeaderMap,
    body: &[u8],
) -> Response<Body> {
    let fault = shared.faults.meet(Service::CodeDeploy, operation);
    if let Some(instead) = fault::before(fault.as_ref()).await {
        return protocol.error(&instead);
    }
    let region = Caller::of(headers).region;
    let answer = protocol.decode(body).map_err(ApiError::from).and_then(|input| {
        shared.change_region(&region, |world| codedeploy::answer(world, operation, Value::Object(input)))
    });
    let response = match answer {
        Ok(answer) => protocol.answer(&answer),
        Err(error) => protocol.error(&error),
    };
    fault::after(fault.as_ref(), response)
}

impl Protocol {
    fn decode(self, body: &[u8]) -> Result<Members, DecodeError> {
        match self {
            Self::Json11 => protocol::decode_json(body),
            Self::Cbor => protocol::decode_cbor(body),
        }
    }

    fn answer(self, answer: &Value) -> Response<Body> {
        let body = match self {
            Self::Json11 => answer.to_string().into_bytes(),
            Self::Cbor => protocol::encode_cbor(answer, codedeploy::TIMESTAMPS),
        };
        let mut response = Response::new(Body::from(body));
        self.mark(&mut response);
        response
    }

    /// The code stands in the body, where every client looks, and in a header, where some look first (spec 2.3).
    fn error(self, error: &ApiError) -> Response<Body> {
        let mut response = self.answer(&error.to_value());
        *response.status_mut() = error.status;
        if let Ok(code) = HeaderValue::from_str(&error.code) {
            response.headers_mut().insert("x-amzn-errortype", code);
        }
        response
    }

    fn mark(self, response: &mut Response<Body>) {
        let headers = response.headers_mut();
        let content_type = match self {
            Self::Json11 => "application/x-amz-json-1.1",
            Self::Cbor => "application/cbor",
        };
        headers.insert("content-type", HeaderValue::from_static(content_type));
        if self == Self::Cbor {
            headers.insert("smithy-protocol", HeaderValue::from_static("rpc-v2-cbor"));
        }
        if let Ok(id) = HeaderValue::from_str(&uuid::Uuid::new_v4().to_string()) {
            headers.insert("x-amzn-requestid", id);
        }
    }
}
