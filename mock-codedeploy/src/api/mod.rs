//! The HTTP faces on one port: CodeDeploy, CloudWatch, Lambda, and the control face.

mod behavior_input;
mod caller;
mod cloudwatch;
mod codedeploy;
mod compression;
mod control;
mod error;
mod fault;
#[cfg(fuzzing)]
pub(crate) mod fuzzing;
mod lambda;
mod rpc;
mod rpc_protocol;
mod state_lost;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::post;

use crate::mock::Shared;

/// The largest request of all: a zip of 50 MB in base64 and some more. Each face has narrower limits.
const LARGEST_REQUEST: usize = 70 * 1024 * 1024;

pub(crate) fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/", post(rpc::by_header))
        .route("/service/{service}/operation/{operation}", post(rpc::by_path))
        .merge(lambda::router())
        .merge(control::router())
        .fallback(lambda::unknown)
        .layer(DefaultBodyLimit::max(LARGEST_REQUEST))
        .layer(axum::middleware::map_response_with_state(Arc::clone(&shared), state_lost::refused))
        .with_state(shared)
}
