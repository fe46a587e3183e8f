//! `Invoke` (spec 5.1).

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, Response, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde_json::{Map, Value};

use crate::account::{FunctionReference, LambdaError, check_place};
use crate::api::caller::Caller;
use crate::api::error::ApiError;
use crate::api::face::LARGEST_PAYLOAD;
use crate::api::fault;
use crate::engine::{Region, RequestId, World};
use crate::fault::Service;
use crate::host::{Call, TraceHeader};
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
    check_place(function, region.as_str())?;
    let reference = FunctionReference::parse(function, qualifier)?;
    let is_event = header("x-amz-invocation-type") == Some("Event");
    let most = if is_event { LARGEST_EVENT } else { LARGEST_PAYLOAD };
    if body.len() > most {
        let message = format!("{} byte payload is too large for the invocation type (limit {most} bytes)", body.len());
        return Err(LambdaError::RequestTooLarge(message).into());
    }
    if let Some(other) = header("x-amz-log-type").filter(|kind| !matches!(*kind, "None" | "Tail")) {
        let message = format!("`{other}` is no log type: it is None or Tail");
        return Err(ApiError::bad_request("InvalidParameterValueException", message));
    }
    let payload = if body.is_empty() { Bytes::from_static(b"null") } else { body };
    let json: Value = serde_json::from_slice(&payload).map_err(|error| {
        ApiError::bad_request(
            "InvalidRequestContentException",
            format!("Could not parse request body into json: {error}"),
        )
    })?;
    let routed = shared.in_region(region, |world| world.route(&reference))?;
    let built = match header("x-amz-invocation-type").unwrap_or("RequestResponse") {
        "DryRun" => {
            let request_id = shared.in_region(region, World::request_id);
            identified(&request_id, &TraceHeader::new(&request_id)).status(StatusCode::NO_CONTENT).body(Body::empty())
        }
        "Event" => {
            let request_id = shared.change_region(region, |world| world.invoke_asynchronously(reference, json));
            identified(&request_id, &TraceHeader::new(&request_id)).status(StatusCode::ACCEPTED).body(Body::empty())
        }
        "RequestResponse" => {
            let request_id = shared.in_region(region, World::request_id);
            let call = Call::new(request_id.clone(), payload)
                .within(header("x-amzn-trace-id"))
                .for_client(header("x-amz-client-context").map(client_context).transpose()?);
            let trace = call.trace.clone();
            let Some(result) = shared.measured(&routed, call).await else {
                return Err(LambdaError::TooManyRequests.into());
            };
            let mut head = identified(&request_id, &trace)
                .header("x-amz-executed-version", &routed.executed)
                .header("content-type", "application/json");
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

/// The ids that the function sees too.
fn identified(request_id: &RequestId, trace: &TraceHeader) -> axum::http::response::Builder {
    Response::builder().header("x-amzn-requestid", request_id.as_str()).header("x-amzn-trace-id", trace.as_str())
}

/// What a mobile client says of itself: JSON in base64, in one line.
fn client_context(header: &str) -> Result<String, ApiError> {
    let decoded =
        STANDARD.decode(header).ok().and_then(|json| serde_json::from_slice::<Map<String, Value>>(&json).ok());
    decoded.map(|context| Value::Object(context).to_string()).ok_or_else(|| {
        let message = "Client context must be a valid Base64-encoded JSON object.";
        ApiError::bad_request("InvalidRequestContentException", message)
    })
}
