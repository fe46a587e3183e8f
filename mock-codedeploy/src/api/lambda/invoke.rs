//! `Invoke` (spec 5.1).

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, Response, StatusCode};
use bytes::Bytes;
use serde_json::Value;

use crate::account::{FunctionReference, LambdaError};
use crate::api::caller::Caller;
use crate::api::error::ApiError;
use crate::api::face::LARGEST_PAYLOAD;
use crate::api::fault;
use crate::engine::Region;
use crate::fault::Service;
use crate::mock::Shared;

/// The largest payload of an asynchronous invocation (spec 5.1).
const LARGEST_EVENT: usize = 1024 * 1024;

pub(super) async fn invoke(
    State(shared): State<Arc<Shared>>,
    Path(function): Path<String>,
    Query(query): Query<Vec<(String, String)>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let region = Caller::of(&headers).region;
    let qualifier = query.iter().find(|(name, _)| name == "Qualifier").map(|(_, value)| value.as_str());
    let fault = shared.faults.meet(Service::Lambda, "Invoke");
    if let Some(instead) = fault::before(fault.as_ref()).await {
        return instead.into_rest();
    }
    let response = match invoked(&shared, &region, &function, qualifier, &headers, body).await {
        Ok(response) => response,
        Err(error) => error.into_rest(),
    };
    fault::after(fault.as_ref(), response)
}

async fn invoked(
    shared: &Shared,
    region: &Region,
    function: &str,
    qualifier: Option<&str>,
    headers: &HeaderMap,
    body: Bytes,
) -> Result<Response<Body>, ApiError> {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let reference = FunctionReference::parse(function, qualifier)?;
    let is_event = header("x-amz-invocation-type") == Some("Event");
    let most = if is_event { LARGEST_EVENT } else { LARGEST_PAYLOAD };
    if body.len() > most {
        let message = format!("{} byte payload is too large for the invocation type (limit {most} bytes)", body.len());
        return Err(LambdaError::RequestTooLarge(message).into());
    }
    let payload = if body.is_empty() { Bytes::from_static(b"null") } else { body };
    let json: Value = serde_json::from_slice(&payload).map_err(|error| {
        ApiError::bad_request(
            "InvalidRequestContentException",
            format!("Could not parse request body into json: {error}"),
        )
    })?;
    let routed = shared.in_region(region, |world| world.route(&reference))?;
    let executed = routed.executed.clone();
    let head = || Response::builder().header("x-amz-executed-version", &executed);
    let built = match header("x-amz-invocation-type").unwrap_or("RequestResponse") {
        "DryRun" => Response::builder().status(StatusCode::NO_CONTENT).body(Body::empty()),
        "Event" => {
            shared.change_region(region, |world| world.invoke_asynchronously(reference, json));
            Response::builder().status(StatusCode::ACCEPTED).body(Body::empty())
        }
        "RequestResponse" => {
            let Some(result) = shared.invoke(&routed, payload, header("x-amzn-trace-id")).await else {
                return Err(LambdaError::TooManyRequests.into());
            };
            let mut head = head().header("content-type", "application/json");
            if result.function_error {
                head = head.header("x-amz-function-error", "Unhandled");
            }
            if header("x-amz-log-type") == Some("Tail") {
                head = head.header("x-amz-log-result", result.log_result());
            }
            head.body(Body::from(result.payload))
        }
        other => {
            let message = format!("`{other}` is no invocation type: it is RequestResponse, Event or DryRun");
            return Err(ApiError::bad_request("InvalidParameterValueException", message));
        }
    };
    built.map_err(|error| ApiError {
        status: StatusCode::INTERNAL_SERVER_ERROR,
        code: "ServiceException".into(),
        message: error.to_string(),
    })
}
