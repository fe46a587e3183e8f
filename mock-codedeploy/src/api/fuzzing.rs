//! The private decoders of the HTTP faces, for fuzz targets.

use axum::http::{HeaderMap, HeaderValue};

use super::caller::Caller;
use super::compression;

/// The body behind `Content-Encoding: gzip`, or the code and the message of the error.
pub(crate) fn gunzipped(body: &[u8]) -> Result<Vec<u8>, (String, String)> {
    let mut headers = HeaderMap::new();
    headers.insert("content-encoding", HeaderValue::from_static("gzip"));
    let unpacked = compression::unpacked(&headers, body);
    unpacked.map(std::borrow::Cow::into_owned).map_err(|error| (error.code.into_owned(), error.message))
}

/// The region and the service that an `Authorization` header names.
pub(crate) fn credential_scope(authorization: HeaderValue) -> (String, Option<String>) {
    let mut headers = HeaderMap::new();
    headers.insert("authorization", authorization);
    let caller = Caller::of(&headers);
    (caller.region.to_string(), caller.service)
}
