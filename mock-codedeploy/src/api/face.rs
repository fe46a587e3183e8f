//! Which face a request is for, before anything but its head is known: how large it may be, who may sign it, and what a refusal
//! looks like there.

use axum::body::Body;
use axum::http::{HeaderMap, Method, Response, StatusCode, Uri};

use super::error::ApiError;
use super::rpc;
use super::rpc_protocol::RpcProtocol;
use crate::fault::Service;

/// How the services are called in the protocols that name them.
pub(super) const CODEDEPLOY: &str = "CodeDeploy_20141006";
pub(super) const CLOUDWATCH: &str = "GraniteServiceVersion20100801";

/// The largest requests of CodeDeploy and CloudWatch: the documented limit of `PutMetricData`.
pub(super) const LARGEST_RPC: usize = 1024 * 1024;
/// The largest payload of a synchronous invocation (spec 5.1).
pub(super) const LARGEST_PAYLOAD: usize = 6 * 1024 * 1024;
/// A zip of 50 MB in base64 and some more, in Lambda's own number.
const LARGEST_CODE: usize = 69_905_067;

/// Which face a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Face {
    /// An operation by name, of a service if it is one of ours.
    Rpc(Option<Service>, RpcProtocol),
    /// Lambda's REST form.
    Lambda(Size),
    /// The control face.
    Control,
}

/// What the body of a request to Lambda holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Size {
    /// An event.
    Payload,
    /// Perhaps a zip.
    Code,
    /// Members.
    Members,
}

impl Face {
    pub(super) fn of(method: &Method, uri: &Uri, headers: &HeaderMap) -> Self {
        let path = uri.path();
        if path == "/" {
            let (service, protocol) = by_header(headers);
            return Self::Rpc(service, protocol);
        }
        if let Some(rest) = path.strip_prefix("/service/") {
            let service = match rest.split('/').next() {
                Some(CODEDEPLOY) => Some(Service::CodeDeploy),
                Some(CLOUDWATCH) => Some(Service::CloudWatch),
                _ => None,
            };
            return Self::Rpc(service, RpcProtocol::Cbor);
        }
        if path.starts_with("/_mock/") {
            return Self::Control;
        }
        let is_create = method == Method::POST && path.trim_end_matches('/').ends_with("/functions");
        Self::Lambda(match path.rsplit('/').next() {
            Some("invocations") => Size::Payload,
            Some("code") => Size::Code,
            _ if is_create => Size::Code,
            _ => Size::Members,
        })
    }

    /// The most bytes that its body may have.
    pub(super) const fn largest_body(self) -> usize {
        match self {
            Self::Lambda(Size::Code) => LARGEST_CODE,
            Self::Lambda(Size::Payload) | Self::Control => LARGEST_PAYLOAD,
            Self::Lambda(Size::Members) | Self::Rpc(..) => LARGEST_RPC,
        }
    }

    /// What a signature has to be scoped to; `None` where none is asked for.
    pub(super) const fn signing(self) -> Option<Signing> {
        Some(match self {
            Self::Control => return None,
            Self::Lambda(_) | Self::Rpc(Some(Service::Lambda), _) => Signing { service: Some("lambda") },
            Self::Rpc(Some(Service::CodeDeploy), _) => Signing { service: Some("codedeploy") },
            Self::Rpc(Some(Service::CloudWatch), _) => Signing { service: Some("monitoring") },
            Self::Rpc(None, _) => Signing { service: None },
        })
    }

    /// What a body of more than [`largest_body`](Self::largest_body) is told.
    pub(super) fn too_large(self) -> ApiError {
        let code = match self {
            Self::Lambda(Size::Payload) => "RequestTooLargeException",
            _ => "RequestEntityTooLargeException",
        };
        let message = format!("Request must be smaller than {} bytes.", self.largest_body());
        ApiError { status: StatusCode::PAYLOAD_TOO_LARGE, ..ApiError::bad_request(code, message) }
    }

    /// An error as the clients of this face parse it.
    pub(super) fn refuse(self, error: ApiError) -> Response<Body> {
        match self {
            Self::Rpc(service, protocol) => rpc::refused(service, protocol, &error),
            Self::Lambda(_) | Self::Control => error.into_rest(),
        }
    }
}

/// The signing name of the service, where the request says whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Signing {
    pub(super) service: Option<&'static str>,
}

/// The JSON protocols name the service in `X-Amz-Target`; only CloudWatch has the query protocol.
pub(super) fn by_header(headers: &HeaderMap) -> (Option<Service>, RpcProtocol) {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    match text("x-amz-target").split_once('.') {
        Some((CODEDEPLOY, _)) => (Some(Service::CodeDeploy), RpcProtocol::Json11),
        Some((CLOUDWATCH, _)) => (Some(Service::CloudWatch), RpcProtocol::Json10),
        None if text("content-type").starts_with("application/x-www-form-urlencoded") => {
            (Some(Service::CloudWatch), RpcProtocol::Query)
        }
        _ => (None, RpcProtocol::Json11),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn face(method: &Method, uri: &str, headers: &[(&'static str, &'static str)]) -> Face {
        let headers = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        Face::of(method, &uri.parse().unwrap(), &headers)
    }

    #[test]
    fn a_request_is_for_the_face_that_its_head_names() {
        use RpcProtocol::{Cbor, Json10, Json11, Query};
        let post = Method::POST;
        let codedeploy = face(&post, "/", &[("x-amz-target", "CodeDeploy_20141006.GetDeployment")]);
        assert_eq!(codedeploy, Face::Rpc(Some(Service::CodeDeploy), Json11));
        let cloudwatch = face(&post, "/", &[("x-amz-target", "GraniteServiceVersion20100801.ListMetrics")]);
        assert_eq!(cloudwatch, Face::Rpc(Some(Service::CloudWatch), Json10));
        let form = face(&post, "/", &[("content-type", "application/x-www-form-urlencoded; charset=utf-8")]);
        assert_eq!(form, Face::Rpc(Some(Service::CloudWatch), Query));
        assert_eq!(face(&post, "/", &[]), Face::Rpc(None, Json11));
        let cbor = face(&post, "/service/CodeDeploy_20141006/operation/GetDeployment", &[]);
        assert_eq!(cbor, Face::Rpc(Some(Service::CodeDeploy), Cbor));
        assert_eq!(face(&post, "/service/S3/operation/x", &[]), Face::Rpc(None, Cbor));
        assert_eq!(face(&post, "/_mock/reset", &[]), Face::Control);
        let lambda = |method: &Method, path: &str| face(method, path, &[]);
        assert_eq!(lambda(&post, "/2015-03-31/functions/f/invocations?Qualifier=1"), Face::Lambda(Size::Payload));
        assert_eq!(lambda(&Method::PUT, "/2015-03-31/functions/f/code"), Face::Lambda(Size::Code));
        assert_eq!(lambda(&post, "/2015-03-31/functions/"), Face::Lambda(Size::Code));
        assert_eq!(lambda(&Method::GET, "/2015-03-31/functions"), Face::Lambda(Size::Members));
        assert_eq!(lambda(&post, "/anything"), Face::Lambda(Size::Members));
    }
}
