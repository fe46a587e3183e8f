//! Requests that are sent compressed: large ones of `PutMetricData`.

use std::borrow::Cow;
use std::io::Read as _;

use axum::http::{HeaderMap, StatusCode};
use flate2::read::GzDecoder;

use super::error::ApiError;
use super::face::LARGEST_RPC;

/// The body as it was before it was compressed, up to the size of the largest request.
pub(super) fn unpacked<'a>(headers: &HeaderMap, body: &'a [u8]) -> Result<Cow<'a, [u8]>, ApiError> {
    let encoding = headers.get("content-encoding").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let too_large = || ApiError {
        status: StatusCode::PAYLOAD_TOO_LARGE,
        ..ApiError::bad_request("RequestEntityTooLargeException", "the body has more than 1 MB")
    };
    if body.len() > LARGEST_RPC {
        return Err(too_large());
    }
    if !encoding.eq_ignore_ascii_case("gzip") {
        return Ok(body.into());
    }
    let mut unpacked = Vec::new();
    let limit = u64::try_from(LARGEST_RPC).unwrap_or(u64::MAX);
    let read = GzDecoder::new(body).take(limit + 1).read_to_end(&mut unpacked);
    match read {
        Ok(size) if size > LARGEST_RPC => Err(too_large()),
        Ok(_) => Ok(unpacked.into()),
        Err(error) => Err(ApiError::bad_request("SerializationException", format!("the body is no gzip: {error}"))),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn packed(size: usize) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(&vec![b'x'; size]).unwrap();
        encoder.finish().unwrap()
    }

    fn gzip() -> HeaderMap {
        HeaderMap::from_iter([("content-encoding".parse().unwrap(), "gzip".parse().unwrap())])
    }

    #[test]
    fn a_packed_body_is_unpacked_and_a_bomb_is_refused() {
        assert_eq!(*unpacked(&gzip(), &packed(3)).unwrap(), *b"xxx");
        assert_eq!(*unpacked(&HeaderMap::new(), b"as it is").unwrap(), *b"as it is");
        let bomb = packed(50 * 1024 * 1024);
        assert!(bomb.len() < 1024 * 1024, "{}", bomb.len());
        assert_eq!(unpacked(&gzip(), &bomb).unwrap_err().code, "RequestEntityTooLargeException");
        assert_eq!(unpacked(&gzip(), b"no gzip").unwrap_err().code, "SerializationException");
    }
}
