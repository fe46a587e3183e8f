//! How the bodies of RPC services are read and written.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode};
use serde_json::Value;

use super::error::ApiError;
use crate::protocol::{self, DecodeError, Members};

/// How a body is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RpcProtocol {
    Json10,
    Json11,
    Cbor,
    Query,
}

impl RpcProtocol {
    pub(super) fn decode(self, body: &[u8]) -> Result<Members, DecodeError> {
        match self {
            Self::Json10 | Self::Json11 => protocol::decode_json(body),
            Self::Cbor => protocol::decode_cbor(body),
            Self::Query => protocol::decode_query(body).map(|(_, members)| members),
        }
    }

    /// `timestamps` are the members that are times.
    pub(super) fn answer(self, operation: &str, answer: &Value, timestamps: &[&str]) -> Response<Body> {
        let id = request_id();
        let body = match self {
            Self::Json10 | Self::Json11 => answer.to_string().into_bytes(),
            Self::Cbor => protocol::encode_cbor(answer, timestamps),
            Self::Query => protocol::encode_query(operation, answer, timestamps, &id),
        };
        self.response(StatusCode::OK, body, &id)
    }

    /// The code stands in the body, where every client looks, and in a header, where some look first (spec 2.3).
    pub(super) fn error(self, error: &ApiError) -> Response<Body> {
        let id = request_id();
        let body = match self {
            Self::Json10 | Self::Json11 => error.to_value().to_string().into_bytes(),
            Self::Cbor => protocol::encode_cbor(&error.to_value(), &[]),
            Self::Query => {
                protocol::encode_query_error(error.status.is_client_error(), &error.code, &error.message, &id)
            }
        };
        let mut response = self.response(error.status, body, &id);
        if let Ok(code) = HeaderValue::from_str(&error.code) {
            response.headers_mut().insert("x-amzn-errortype", code);
        }
        response
    }

    fn response(self, status: StatusCode, body: Vec<u8>, request_id: &str) -> Response<Body> {
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        let content_type = match self {
            Self::Json10 => "application/x-amz-json-1.0",
            Self::Json11 => "application/x-amz-json-1.1",
            Self::Cbor => "application/cbor",
            Self::Query => "text/xml",
        };
        headers.insert("content-type", HeaderValue::from_static(content_type));
        if self == Self::Cbor {
            headers.insert("smithy-protocol", HeaderValue::from_static("rpc-v2-cbor"));
        }
        if let Ok(id) = HeaderValue::from_str(request_id) {
            headers.insert("x-amzn-requestid", id);
        }
        response
    }
}

fn request_id() -> String {
    uuid::Uuid::new_v4().to_string()
}
