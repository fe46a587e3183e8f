//! A signature that is not accepted, as each protocol of AWS has it.

use axum::http::StatusCode;

use super::error::ApiError;
use super::face::Face;
use super::rpc_protocol::RpcProtocol;
use crate::fault::Service;
use crate::signature::SignatureError;

/// The error for a face.
///
/// The JSON protocols answer 400, Lambda's REST form 403, the query protocol 403 with the codes of its time, except for what cannot be
/// read. CloudWatch keeps those codes for clients of its newer protocols, as its other errors do.
pub(super) fn of(error: &SignatureError, face: Face) -> ApiError {
    let (code, old_code) = match error {
        SignatureError::Missing => ("MissingAuthenticationTokenException", "MissingAuthenticationToken"),
        SignatureError::Incomplete(_) => ("IncompleteSignatureException", "IncompleteSignature"),
        SignatureError::UnknownKey => ("UnrecognizedClientException", "InvalidClientTokenId"),
        SignatureError::Mismatch(_) => ("InvalidSignatureException", "SignatureDoesNotMatch"),
    };
    let (status, code) = match face {
        Face::Rpc(_, RpcProtocol::Query) if matches!(error, SignatureError::Incomplete(_)) => {
            (StatusCode::BAD_REQUEST, old_code)
        }
        Face::Rpc(_, RpcProtocol::Query) => (StatusCode::FORBIDDEN, old_code),
        Face::Rpc(Some(Service::CloudWatch), _) => (StatusCode::BAD_REQUEST, old_code),
        Face::Rpc(..) => (StatusCode::BAD_REQUEST, code),
        Face::Lambda(_) | Face::Control => (StatusCode::FORBIDDEN, code),
    };
    let message = match (error, face) {
        (SignatureError::Missing, Face::Rpc(_, RpcProtocol::Query)) => "Request is missing Authentication Token".into(),
        _ => error.to_string(),
    };
    ApiError { status, code: code.into(), message }
}

#[cfg(test)]
mod tests {
    use super::super::face::Size;
    use super::*;

    #[test]
    fn every_protocol_has_its_own_code_and_status() {
        let faces = [
            Face::Rpc(Some(Service::CodeDeploy), RpcProtocol::Json11),
            Face::Rpc(Some(Service::CodeDeploy), RpcProtocol::Cbor),
            Face::Rpc(Some(Service::CloudWatch), RpcProtocol::Json10),
            Face::Rpc(Some(Service::CloudWatch), RpcProtocol::Query),
            Face::Lambda(Size::Members),
        ];
        let told = |error: SignatureError| {
            faces.map(|face| {
                let refused = of(&error, face);
                (refused.status.as_u16(), refused.code.into_owned())
            })
        };
        let all = |statuses: [u16; 5], new: &str, old: &str| {
            let codes = [new, new, old, old, new];
            std::array::from_fn(|index| (statuses[index], codes[index].to_owned()))
        };
        let statuses = [400, 400, 400, 403, 403];
        assert_eq!(
            told(SignatureError::Missing),
            all(statuses, "MissingAuthenticationTokenException", "MissingAuthenticationToken")
        );
        assert_eq!(
            told(SignatureError::Incomplete(String::new())),
            all([400, 400, 400, 400, 403], "IncompleteSignatureException", "IncompleteSignature")
        );
        assert_eq!(
            told(SignatureError::UnknownKey),
            all(statuses, "UnrecognizedClientException", "InvalidClientTokenId")
        );
        assert_eq!(
            told(SignatureError::Mismatch(String::new())),
            all(statuses, "InvalidSignatureException", "SignatureDoesNotMatch")
        );
    }
}
