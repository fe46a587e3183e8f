//! The protocols that AWS clients speak: bodies to JSON values and back. Pure: no sockets.

mod cbor;
mod json;
mod query;

pub(crate) use cbor::{decode as decode_cbor, encode as encode_cbor};
pub(crate) use json::decode as decode_json;
pub(crate) use query::{decode as decode_query, encode as encode_query, encode_error as encode_query_error};

use serde_json::{Map, Value};
use thiserror::Error;

/// The members of a request, whatever protocol it came in.
pub(crate) type Members = Map<String, Value>;

/// A body that is not what its protocol says.
#[derive(Debug, PartialEq, Eq, Error)]
pub(crate) enum DecodeError {
    #[error("the body is no JSON: {0}")]
    Json(String),
    #[error("the body is no CBOR: {0}")]
    Cbor(String),
    #[error("the body is no form of an operation: {0}")]
    Query(String),
    #[error("the body is no map of members")]
    NoMap,
}

/// No body: no members.
fn members(value: Value) -> Result<Members, DecodeError> {
    match value {
        Value::Object(members) => Ok(members),
        _ => Err(DecodeError::NoMap),
    }
}
