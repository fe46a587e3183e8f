//! The HTTP faces on one port: CodeDeploy, CloudWatch, Lambda, and the control face.

mod admission;
mod behavior_input;
mod caller;
mod cloudwatch;
mod codedeploy;
mod compression;
mod control;
mod error;
mod face;
mod fault;
#[cfg(fuzzing)]
pub(crate) mod fuzzing;
mod lambda;
mod rpc;
mod rpc_protocol;
mod signature_refused;
mod state_lost;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::post;

use crate::fault::Service;
use crate::mock::Shared;
pub(crate) use admission::Admission;

pub(crate) fn router(shared: Arc<Shared>, admission: Admission) -> Router {
    let router = Router::new()
        .route("/", post(rpc::by_header).fallback(rpc::by_another_method))
        .route("/service/{service}/operation/{operation}", post(rpc::by_path).fallback(rpc::by_another_method))
        .merge(lambda::router())
        .merge(control::router())
        .fallback(lambda::unknown)
        // A body is read, and measured, when it is let in.
        .layer(DefaultBodyLimit::disable())
        .layer(axum::middleware::map_response_with_state(Arc::clone(&shared), state_lost::refused))
        .with_state(shared);
    admitted(router, admission)
}

/// The router behind what is let in.
fn admitted(router: Router, admission: Admission) -> Router {
    router.layer(from_fn_with_state(Arc::new(admission), admission::admit))
}

/// Whether a service has an operation of this name here.
pub(crate) fn has_operation(service: Service, name: &str) -> bool {
    match service {
        Service::CodeDeploy => codedeploy::operation(name).is_some(),
        Service::CloudWatch => cloudwatch::operation(name).is_some(),
        Service::Lambda => lambda::has(name),
    }
}
