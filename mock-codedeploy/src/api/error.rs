//! Errors as the clients parse them (spec 2.3, 5.1).

use std::borrow::Cow;

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode};
use serde_json::{Value, json};

use crate::account::{LambdaError, ReferenceError};
use crate::codedeploy::CodeDeployError;
use crate::engine::RequestId;
use crate::host::TraceHeader;
use crate::protocol::DecodeError;

/// The exceptions of Lambda whose message is called `Message`.
const WITH_CAPITAL: [&str; 15] = [
    "EC2ThrottledException",
    "EC2UnexpectedException",
    "InvalidRuntimeException",
    "InvalidZipFileException",
    "KMSAccessDeniedException",
    "KMSDisabledException",
    "KMSInvalidStateException",
    "KMSNotFoundException",
    "NoPublishedVersionException",
    "RecursiveInvocationException",
    "ResourceNotFoundException",
    "ServiceException",
    "SnapStartException",
    "SnapStartNotReadyException",
    "SnapStartTimeoutException",
];

/// An error with the code that clients make an exception of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ApiError {
    pub(super) status: StatusCode,
    pub(super) code: Cow<'static, str>,
    pub(super) message: String,
}

impl ApiError {
    pub(super) fn bad_request(code: &'static str, message: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, code: code.into(), message: message.into() }
    }

    pub(super) fn not_found(message: impl Into<String>) -> Self {
        Self { status: StatusCode::NOT_FOUND, code: "ResourceNotFoundException".into(), message: message.into() }
    }

    /// What CloudWatch says of an alarm that is not there.
    pub(super) fn no_alarm(name: &str) -> Self {
        let status = StatusCode::NOT_FOUND;
        Self { status, code: "ResourceNotFound".into(), message: format!("There is no alarm {name}.") }
    }

    pub(super) fn unknown_operation(target: &str) -> Self {
        Self::bad_request("UnknownOperationException", format!("the mock has no operation `{target}`"))
    }

    /// The body of the protocols that have the code in it.
    pub(super) fn to_value(&self) -> Value {
        json!({ "__type": self.code, "message": self.message })
    }

    /// REST: clients read the code from the header only. Whether the message's key has a capital differs by exception (Appendix B).
    pub(super) fn into_rest(self) -> Response<Body> {
        let key = if WITH_CAPITAL.contains(&&*self.code) { "Message" } else { "message" };
        let kind = if self.status.is_server_error() { "Service" } else { "User" };
        let mut body = json!({ "Type": kind, key: self.message });
        let is_throttle = self.code == "TooManyRequestsException";
        if is_throttle {
            body["Reason"] = "ReservedFunctionConcurrentInvocationLimitExceeded".into();
        }
        let mut response = self.response("application/json", body.to_string());
        if is_throttle {
            response.headers_mut().insert("retry-after", HeaderValue::from_static("1"));
        }
        with_lambda_ids(&mut response);
        response
    }

    fn response(&self, content_type: &'static str, body: String) -> Response<Body> {
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = self.status;
        response.headers_mut().insert("content-type", HeaderValue::from_static(content_type));
        if let Ok(code) = HeaderValue::from_str(&self.code) {
            response.headers_mut().insert("x-amzn-errortype", code);
        }
        response
    }
}

/// Every answer of Lambda has an id, and the head of a trace (spec 5.1).
pub(super) fn with_lambda_ids(response: &mut Response<Body>) {
    let id = RequestId::new(uuid::Uuid::new_v4().to_string());
    let trace = TraceHeader::new(&id);
    for (name, value) in [("x-amzn-requestid", id.as_str()), ("x-amzn-trace-id", trace.as_str())] {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    }
}

impl From<LambdaError> for ApiError {
    fn from(error: LambdaError) -> Self {
        let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::BAD_REQUEST);
        Self { status, code: error.code().into(), message: error.to_string() }
    }
}

impl From<CodeDeployError> for ApiError {
    /// The model gives none of CodeDeploy's exceptions a status: all are 400 (spec 2.3).
    fn from(error: CodeDeployError) -> Self {
        Self { status: StatusCode::BAD_REQUEST, code: error.code().into(), message: error.to_string() }
    }
}

impl From<ReferenceError> for ApiError {
    fn from(error: ReferenceError) -> Self {
        Self::bad_request("InvalidParameterValueException", error.to_string())
    }
}

impl From<DecodeError> for ApiError {
    fn from(error: DecodeError) -> Self {
        Self::bad_request("SerializationException", error.to_string())
    }
}
