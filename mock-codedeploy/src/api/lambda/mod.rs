//! Lambda's operations (spec 5), each as the API's REST form has it.

mod account_settings;
mod alias;
mod code_input;
mod concurrency;
mod configuration_input;
mod event_invoke_config;
mod function;
mod invoke;
mod page;
mod policy;
mod provisioned_concurrency;
mod request;
mod response;
mod shown;
mod tag;
mod version;

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, Method, Response, StatusCode, Uri};
use axum::routing::{MethodFilter, MethodRouter, on};
use bytes::Bytes;

use super::caller::Caller;
use super::error::ApiError;
use super::fault;
use crate::account::check_place;
use crate::engine::World;
use crate::fault::Service;
use crate::mock::{Shared, UnknownOperation};
use request::Request;
use response::Answer;

/// What an operation does with the account.
type Carry = fn(&mut World, &Request) -> Result<Answer, ApiError>;

/// The operations of one path: method, name in the API, what it does.
type Methods = &'static [(MethodFilter, &'static str, Carry)];

const PATHS: &[(&str, Methods)] = &[
    (
        "/2015-03-31/functions",
        &[
            (MethodFilter::POST, "CreateFunction", function::create),
            (MethodFilter::GET, "ListFunctions", function::list),
        ],
    ),
    (
        "/2015-03-31/functions/{function}",
        &[
            (MethodFilter::GET, "GetFunction", function::get),
            (MethodFilter::DELETE, "DeleteFunction", function::delete),
        ],
    ),
    (
        "/2015-03-31/functions/{function}/configuration",
        &[
            (MethodFilter::GET, "GetFunctionConfiguration", function::get_configuration),
            (MethodFilter::PUT, "UpdateFunctionConfiguration", function::update_configuration),
        ],
    ),
    ("/2015-03-31/functions/{function}/code", &[(MethodFilter::PUT, "UpdateFunctionCode", function::update_code)]),
    (
        "/2015-03-31/functions/{function}/versions",
        &[
            (MethodFilter::POST, "PublishVersion", version::publish),
            (MethodFilter::GET, "ListVersionsByFunction", version::list),
        ],
    ),
    (
        "/2015-03-31/functions/{function}/aliases",
        &[(MethodFilter::POST, "CreateAlias", alias::create), (MethodFilter::GET, "ListAliases", alias::list)],
    ),
    (
        "/2015-03-31/functions/{function}/aliases/{alias}",
        &[
            (MethodFilter::GET, "GetAlias", alias::get),
            (MethodFilter::PUT, "UpdateAlias", alias::update),
            (MethodFilter::DELETE, "DeleteAlias", alias::delete),
        ],
    ),
    (
        "/2015-03-31/functions/{function}/policy",
        &[(MethodFilter::POST, "AddPermission", policy::add), (MethodFilter::GET, "GetPolicy", policy::get)],
    ),
    (
        "/2015-03-31/functions/{function}/policy/{statement}",
        &[(MethodFilter::DELETE, "RemovePermission", policy::remove)],
    ),
    (
        "/2017-10-31/functions/{function}/concurrency",
        &[
            (MethodFilter::PUT, "PutFunctionConcurrency", concurrency::put),
            (MethodFilter::DELETE, "DeleteFunctionConcurrency", concurrency::delete),
        ],
    ),
    (
        "/2019-09-30/functions/{function}/concurrency",
        &[(MethodFilter::GET, "GetFunctionConcurrency", concurrency::get)],
    ),
    (
        "/2019-09-30/functions/{function}/provisioned-concurrency",
        &[
            (MethodFilter::PUT, "PutProvisionedConcurrencyConfig", provisioned_concurrency::put),
            (MethodFilter::GET, "GetProvisionedConcurrencyConfig", provisioned_concurrency::get),
            (MethodFilter::DELETE, "DeleteProvisionedConcurrencyConfig", provisioned_concurrency::delete),
        ],
    ),
    (
        "/2019-09-25/functions/{function}/event-invoke-config",
        &[
            (MethodFilter::PUT, "PutFunctionEventInvokeConfig", event_invoke_config::put),
            (MethodFilter::POST, "UpdateFunctionEventInvokeConfig", event_invoke_config::update),
            (MethodFilter::GET, "GetFunctionEventInvokeConfig", event_invoke_config::get),
            (MethodFilter::DELETE, "DeleteFunctionEventInvokeConfig", event_invoke_config::delete),
        ],
    ),
    (
        "/2019-09-25/functions/{function}/event-invoke-config/list",
        &[(MethodFilter::GET, "ListFunctionEventInvokeConfigs", event_invoke_config::list)],
    ),
    (
        "/2017-03-31/tags/{arn}",
        &[
            (MethodFilter::POST, "TagResource", tag::tag),
            (MethodFilter::DELETE, "UntagResource", tag::untag),
            (MethodFilter::GET, "ListTags", tag::list),
        ],
    ),
    ("/2016-08-19/account-settings", &[(MethodFilter::GET, "GetAccountSettings", account_settings::get)]),
];

pub(super) fn router() -> Router<Arc<Shared>> {
    let invoke = axum::routing::post(invoke::invoke).fallback(unknown);
    let router = Router::new().route("/2015-03-31/functions/{function}/invocations", invoke);
    PATHS.iter().fold(router, |router, (path, methods)| {
        let methods = methods.iter().fold(MethodRouter::new(), |routes, (method, name, carry)| {
            let handler = move |shared: State<Arc<Shared>>,
                                path: Path<HashMap<String, String>>,
                                query: Query<Vec<(String, String)>>,
                                headers: HeaderMap,
                                body: Bytes| {
                let request = Request { path: path.0, query: query.0, body };
                async move { answered(&shared.0, name, *carry, &headers, request).await }
            };
            routes.merge(on(*method, handler))
        });
        router.route(path, methods.fallback(unknown))
    })
}

async fn answered(shared: &Shared, name: &str, carry: Carry, headers: &HeaderMap, request: Request) -> Response<Body> {
    let fault = shared.faults.meet(Service::Lambda, name);
    if let Some(instead) = fault::before(fault.as_ref()).await {
        return instead.into_rest();
    }
    let region = Caller::of(headers).region;
    let near = request.path.values().try_for_each(|name| check_place(name, region.as_str()));
    let answer =
        near.map_err(ApiError::from).and_then(|()| shared.change_region(&region, |world| carry(world, &request)));
    let response = match answer {
        Ok(answer) => answer.into_response(),
        Err(error) => error.into_rest(),
    };
    fault::after(fault.as_ref(), response)
}

/// What Lambda does not have, or the mock does not. Whoever watches the mock hears of it.
pub(super) async fn unknown(method: Method, uri: Uri) -> Response<Body> {
    let status = StatusCode::NOT_FOUND;
    let operation = format!("{method} {}", uri.path());
    let message = format!("the mock has no operation {operation}");
    let mut response = ApiError { status, code: "UnknownOperationException".into(), message }.into_rest();
    response.extensions_mut().insert(UnknownOperation { service: Some(Service::Lambda), operation });
    response
}

/// Whether there is an operation of this name.
pub(super) fn has(operation: &str) -> bool {
    operation == "Invoke" || PATHS.iter().flat_map(|(_, methods)| *methods).any(|(_, name, _)| *name == operation)
}

#[cfg(test)]
mod tests;
