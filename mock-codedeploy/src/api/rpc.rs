//! Operations that are named by a header, by the path or by a form: CodeDeploy in JSON 1.1 and RPC v2 CBOR (spec 2.1), CloudWatch in
//! JSON 1.0, CBOR and the query protocol (spec 7.1).

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, Method, Response, Uri};
use bytes::Bytes;
use serde_json::Value;

use super::caller::Caller;
use super::error::ApiError;
use super::face::{self, CLOUDWATCH, CODEDEPLOY};
use super::rpc_protocol::RpcProtocol;
use super::{cloudwatch, codedeploy, compression, fault};
use crate::engine::World;
use crate::fault::Service;
use crate::mock::{Shared, UnknownOperation};
use crate::protocol;

/// One call, whatever protocol it came in.
struct Call<'a> {
    service: Service,
    protocol: RpcProtocol,
    operation: &'a str,
}

/// The JSON protocols name the operation in `X-Amz-Target`, the query protocol in the form.
pub(super) async fn by_header(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response<Body> {
    let target = headers.get("x-amz-target").and_then(|value| value.to_str().ok()).unwrap_or_default();
    match face::by_header(&headers) {
        (Some(_), RpcProtocol::Query) => by_form(&shared, &headers, &body).await,
        (Some(service), protocol) => {
            let operation = target.split_once('.').map_or("", |(_, operation)| operation);
            Call { service, protocol, operation }.answered(&shared, &headers, &body).await
        }
        (None, protocol) => unknown(None, protocol, target),
    }
}

/// RPC v2 names it in the path.
pub(super) async fn by_path(
    State(shared): State<Arc<Shared>>,
    Path((service, operation)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let service = match service.as_str() {
        CODEDEPLOY => Service::CodeDeploy,
        CLOUDWATCH => Service::CloudWatch,
        _ => return unknown(None, RpcProtocol::Cbor, &format!("{service}.{operation}")),
    };
    let call = Call { service, protocol: RpcProtocol::Cbor, operation: &operation };
    call.answered(&shared, &headers, &body).await
}

/// No operation is called by another method than `POST`.
pub(super) async fn by_another_method(method: Method, uri: Uri) -> Response<Body> {
    unknown(None, RpcProtocol::Json11, &format!("{method} {}", uri.path()))
}

async fn by_form(shared: &Shared, headers: &HeaderMap, body: &[u8]) -> Response<Body> {
    let decoded = compression::unpacked(headers, body).and_then(|body| Ok(protocol::decode_query(&body)?));
    match decoded {
        Ok((operation, input)) => {
            let call = Call { service: Service::CloudWatch, protocol: RpcProtocol::Query, operation: &operation };
            call.carried_out(shared, headers, Ok(Value::Object(input))).await
        }
        Err(error) => RpcProtocol::Query.error(&error),
    }
}

impl Call<'_> {
    async fn answered(&self, shared: &Shared, headers: &HeaderMap, body: &[u8]) -> Response<Body> {
        let input = compression::unpacked(headers, body).and_then(|body| Ok(self.protocol.decode(&body)?));
        self.carried_out(shared, headers, input.map(Value::Object)).await
    }

    async fn carried_out(
        &self,
        shared: &Shared,
        headers: &HeaderMap,
        input: Result<Value, ApiError>,
    ) -> Response<Body> {
        let fault = shared.faults.meet(self.service, self.operation);
        if let Some(instead) = fault::before(fault.as_ref()).await {
            return refused(Some(self.service), self.protocol, &instead);
        }
        let (operation, timestamps) = match self.service {
            Service::CloudWatch => (cloudwatch::operation(self.operation), cloudwatch::TIMESTAMPS),
            Service::CodeDeploy | Service::Lambda => (codedeploy::operation(self.operation), codedeploy::TIMESTAMPS),
        };
        let Some(operation): Option<Operation> = operation else {
            return unknown(Some(self.service), self.protocol, self.operation);
        };
        let region = Caller::of(headers).region;
        let answer = input.and_then(|input| {
            // A look changes nothing, so the player need not be woken.
            if self.is_a_look() {
                shared.in_region(&region, |world| operation(world, input))
            } else {
                shared.change_region(&region, |world| operation(world, input))
            }
        });
        let response = match answer {
            Ok(answer) => self.protocol.answer(self.operation, &answer, timestamps),
            Err(error) => refused(Some(self.service), self.protocol, &error),
        };
        fault::after(fault.as_ref(), response)
    }

    /// Whether the operation changes nothing, which its name says in both services.
    fn is_a_look(&self) -> bool {
        ["Get", "BatchGet", "List", "Describe"].iter().any(|verb| self.operation.starts_with(verb))
    }
}

/// What an operation does with the account: members in, a JSON value out.
type Operation = fn(&mut World, Value) -> Result<Value, ApiError>;

/// The answer to an operation that is not there, which whoever watches the mock hears of.
fn unknown(service: Option<Service>, protocol: RpcProtocol, operation: &str) -> Response<Body> {
    let error = match protocol {
        RpcProtocol::Query => ApiError::bad_request(
            "InvalidAction",
            format!("Could not find operation {operation} for version 2010-08-01"),
        ),
        _ => ApiError::unknown_operation(operation),
    };
    let mut response = refused(service, protocol, &error);
    response.extensions_mut().insert(UnknownOperation { service, operation: operation.to_owned() });
    response
}

/// An error. Clients of a service that once had the query protocol read the old code from a header of its own, and the shape's name
/// where every protocol has it (spec 7.1).
pub(super) fn refused(service: Option<Service>, protocol: RpcProtocol, error: &ApiError) -> Response<Body> {
    if service != Some(Service::CloudWatch) || protocol == RpcProtocol::Query {
        return protocol.error(error);
    }
    let shape = ApiError { code: cloudwatch::shape(&error.code).to_owned().into(), ..error.clone() };
    let mut response = protocol.error(&shape);
    let sender = if error.status.is_client_error() { "Sender" } else { "Receiver" };
    if let Ok(header) = HeaderValue::from_str(&format!("{};{sender}", error.code)) {
        response.headers_mut().insert("x-amzn-query-error", header);
    }
    response
}
