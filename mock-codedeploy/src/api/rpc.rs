//! Operations that are named by a header, by the path or by a form: CodeDeploy in JSON 1.1 and RPC v2 CBOR (spec 2.1), CloudWatch in
//! JSON 1.0, CBOR and the query protocol (spec 7.1).

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, Response};
use bytes::Bytes;
use serde_json::Value;

use super::caller::Caller;
use super::error::ApiError;
use super::rpc_protocol::RpcProtocol;
use super::{cloudwatch, codedeploy, compression, fault};
use crate::engine::World;
use crate::fault::Service;
use crate::mock::Shared;
use crate::protocol;

/// How the services are called in the protocols that name them.
const CODEDEPLOY: &str = "CodeDeploy_20141006";
const CLOUDWATCH: &str = "GraniteServiceVersion20100801";

/// One call, whatever protocol it came in.
struct Call<'a> {
    service: Service,
    protocol: RpcProtocol,
    operation: &'a str,
}

/// The JSON protocols name the operation in `X-Amz-Target`, the query protocol in the form.
pub(super) async fn by_header(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response<Body> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let target = text("x-amz-target");
    match target.split_once('.') {
        Some((CODEDEPLOY, operation)) => {
            let call = Call { service: Service::CodeDeploy, protocol: RpcProtocol::Json11, operation };
            call.answered(&shared, &headers, &body).await
        }
        Some((CLOUDWATCH, operation)) => {
            let call = Call { service: Service::CloudWatch, protocol: RpcProtocol::Json10, operation };
            call.answered(&shared, &headers, &body).await
        }
        None if text("content-type").starts_with("application/x-www-form-urlencoded") => {
            by_form(&shared, &headers, &body).await
        }
        _ => RpcProtocol::Json11.error(&ApiError::unknown_operation(target)),
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
        _ => {
            let error = ApiError::unknown_operation(&format!("{service}.{operation}"));
            return RpcProtocol::Cbor.error(&error);
        }
    };
    let call = Call { service, protocol: RpcProtocol::Cbor, operation: &operation };
    call.answered(&shared, &headers, &body).await
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
            return self.refused(&instead);
        }
        let region = Caller::of(headers).region;
        let (answer, timestamps): (fn(&mut World, &str, Value) -> _, _) = match self.service {
            Service::CloudWatch => (cloudwatch::answer, cloudwatch::TIMESTAMPS),
            Service::CodeDeploy | Service::Lambda => (codedeploy::answer, codedeploy::TIMESTAMPS),
        };
        let carry_out = |world: &mut World, input| answer(world, self.operation, input);
        let answer = input.and_then(|input| {
            // A look changes nothing, so the player need not be woken.
            if self.is_a_look() {
                shared.in_region(&region, |world| carry_out(world, input))
            } else {
                shared.change_region(&region, |world| carry_out(world, input))
            }
        });
        let response = match answer {
            Ok(answer) => self.protocol.answer(self.operation, &answer, timestamps),
            Err(error) => self.refused(&error),
        };
        fault::after(fault.as_ref(), response)
    }

    /// Whether the operation changes nothing, which its name says in both services.
    fn is_a_look(&self) -> bool {
        ["Get", "BatchGet", "List", "Describe"].iter().any(|verb| self.operation.starts_with(verb))
    }

    /// Clients of a service that once had the query protocol read the old code from a header of its own, and the shape's name where
    /// every protocol has it (spec 7.1).
    fn refused(&self, error: &ApiError) -> Response<Body> {
        if self.service != Service::CloudWatch || self.protocol == RpcProtocol::Query {
            return self.protocol.error(error);
        }
        let shape = ApiError { code: cloudwatch::shape(&error.code).to_owned().into(), ..error.clone() };
        let mut response = self.protocol.error(&shape);
        let sender = if error.status.is_client_error() { "Sender" } else { "Receiver" };
        if let Ok(header) = HeaderValue::from_str(&format!("{};{sender}", error.code)) {
            response.headers_mut().insert("x-amzn-query-error", header);
        }
        response
    }
}
