//! The Runtime API of one process (spec 6), on a loopback port of its own.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};
use axum::routing::{get, post};
use bytes::Bytes;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot, watch};

use super::call::TraceHeader;
use crate::server::Server;

/// What a function may answer at most.
const LARGEST_ANSWER: usize = 6_291_556;

/// One invocation on its way to the process.
#[derive(Debug)]
pub(super) struct Pending {
    pub(super) request_id: String,
    pub(super) deadline_milliseconds: u128,
    pub(super) trace: TraceHeader,
    pub(super) client_context: Option<String>,
    pub(super) invoked_arn: String,
    pub(super) payload: Bytes,
    pub(super) answer: oneshot::Sender<Answer>,
}

/// What the process posted.
#[derive(Debug)]
pub(super) enum Answer {
    Response(Bytes),
    Error(Bytes),
}

/// The server of one process. Dropping it closes the port, soon; [`RuntimeApi::shut_down`] waits for it.
#[derive(Debug)]
pub(super) struct RuntimeApi {
    server: Server,
    invocations: mpsc::Sender<Pending>,
    init: watch::Receiver<Init>,
    shared: Arc<Shared>,
}

/// How far the init phase is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Init {
    /// The process has not asked for an event yet.
    Running,
    /// It has.
    Done,
    /// It has said that it cannot.
    Failed(Bytes),
}

#[derive(Debug)]
struct Shared {
    next: tokio::sync::Mutex<mpsc::Receiver<Pending>>,
    in_flight: Mutex<Option<(String, oneshot::Sender<Answer>)>>,
    init: watch::Sender<Init>,
    has_extension: AtomicBool,
}

impl RuntimeApi {
    pub(super) async fn start() -> std::io::Result<Self> {
        let listener = TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, 0)).await?;
        let (invocations, next) = mpsc::channel(1);
        let (init_sender, init) = watch::channel(Init::Running);
        let shared = Arc::new(Shared {
            next: tokio::sync::Mutex::new(next),
            in_flight: Mutex::new(None),
            init: init_sender,
            has_extension: AtomicBool::new(false),
        });
        let router = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next_invocation))
            .route("/2018-06-01/runtime/invocation/{id}/response", post(response))
            .route("/2018-06-01/runtime/invocation/{id}/error", post(error))
            .route("/2018-06-01/runtime/init/error", post(init_error))
            .route("/2020-01-01/extension/register", post(register_extension))
            .route("/2020-01-01/extension/event/next", get(next_extension_event))
            .layer(DefaultBodyLimit::max(LARGEST_ANSWER))
            .with_state(Arc::clone(&shared));
        let server = Server::start(listener, router, None)?;
        Ok(Self { server, invocations, init, shared })
    }

    pub(super) const fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// Closes the port and the process's connections.
    pub(super) async fn shut_down(&mut self) {
        self.server.close(Duration::ZERO);
        self.server.closed().await;
    }

    /// Whether the process has registered an extension, and so wants to be told of its end.
    pub(super) fn has_extension(&self) -> bool {
        self.shared.has_extension.load(Ordering::Relaxed)
    }

    /// Hands over an invocation; it waits until the process asks for it.
    pub(super) async fn send(&self, pending: Pending) -> bool {
        self.invocations.send(pending).await.is_ok()
    }

    /// Whether the process has an invocation in hand.
    pub(super) fn is_in_flight(&self) -> bool {
        lock(&self.shared.in_flight).is_some()
    }

    /// Waits for the end of the init phase.
    pub(super) async fn initialised(&self) -> Init {
        let mut init = self.init.clone();
        match init.wait_for(|state| *state != Init::Running).await {
            Ok(state) => state.clone(),
            Err(_) => Init::Running,
        }
    }
}

async fn next_invocation(State(shared): State<Arc<Shared>>) -> Response<Body> {
    // Only the first call counts, and a watch keeps its last value.
    shared.init.send_if_modified(|state| {
        let running = *state == Init::Running;
        if running {
            *state = Init::Done;
        }
        running
    });
    let mut next = shared.next.lock().await;
    let Some(pending) = next.recv().await else {
        return plain(StatusCode::GONE, "{}");
    };
    drop(next);
    let mut head = Response::builder()
        .header("content-type", "application/json")
        .header("lambda-runtime-aws-request-id", &pending.request_id)
        .header("lambda-runtime-deadline-ms", pending.deadline_milliseconds.to_string())
        .header("lambda-runtime-invoked-function-arn", &pending.invoked_arn)
        .header("lambda-runtime-trace-id", pending.trace.as_str());
    if let Some(context) =
        pending.client_context.and_then(|context| HeaderValue::from_maybe_shared(Bytes::from(context)).ok())
    {
        head = head.header("lambda-runtime-client-context", context);
    }
    *lock(&shared.in_flight) = Some((pending.request_id, pending.answer));
    head.body(Body::from(pending.payload)).unwrap_or_else(|_| plain(StatusCode::INTERNAL_SERVER_ERROR, "{}"))
}

/// A body, unless it is larger than an answer may be.
type Posted = Result<Bytes, BytesRejection>;

async fn response(State(shared): State<Arc<Shared>>, Path(id): Path<String>, body: Posted) -> Response<Body> {
    match body {
        Ok(body) => settle(&shared, &id, Answer::Response(body)),
        Err(rejection) => refuse(&shared, &id, &rejection),
    }
}

async fn error(State(shared): State<Arc<Shared>>, Path(id): Path<String>, body: Posted) -> Response<Body> {
    match body {
        Ok(body) => settle(&shared, &id, Answer::Error(body)),
        Err(rejection) => refuse(&shared, &id, &rejection),
    }
}

/// An answer that is too large fails the invocation; the process goes on.
fn refuse(shared: &Shared, id: &str, rejection: &BytesRejection) -> Response<Body> {
    if rejection.status() != StatusCode::PAYLOAD_TOO_LARGE {
        return plain(
            StatusCode::BAD_REQUEST,
            r#"{"errorType":"InvalidRequest","errorMessage":"the body cannot be read"}"#,
        );
    }
    let message = format!("Response payload size exceeded maximum allowed payload size ({LARGEST_ANSWER} bytes).");
    let answer = json!({ "errorType": "Function.ResponseSizeTooLarge", "errorMessage": message });
    let settled = settle(shared, id, Answer::Error(answer.to_string().into()));
    if settled.status() != StatusCode::ACCEPTED {
        return settled;
    }
    plain(
        StatusCode::PAYLOAD_TOO_LARGE,
        r#"{"errorType":"RequestEntityTooLarge","errorMessage":"the answer is larger than a function may give"}"#,
    )
}

fn settle(shared: &Shared, id: &str, answer: Answer) -> Response<Body> {
    let mut in_flight = lock(&shared.in_flight);
    if in_flight.as_ref().is_none_or(|(expected, _)| expected != id) {
        return plain(
            StatusCode::BAD_REQUEST,
            r#"{"errorType":"InvalidRequestID","errorMessage":"this invocation is not in flight"}"#,
        );
    }
    if let Some((_, waiting)) = in_flight.take() {
        // Nobody waits any more when the invocation has timed out in the meantime.
        let _ = waiting.send(answer);
    }
    plain(StatusCode::ACCEPTED, r#"{"status":"OK"}"#)
}

async fn init_error(State(shared): State<Arc<Shared>>, body: Bytes) -> Response<Body> {
    shared.init.send_replace(Init::Failed(body));
    plain(StatusCode::ACCEPTED, r#"{"status":"OK"}"#)
}

/// Internal extensions register to be told of a shutdown by SIGTERM; there are no events for them.
async fn register_extension(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response<Body> {
    shared.has_extension.store(true, Ordering::Relaxed);
    let name = headers.get("lambda-extension-name").and_then(|name| name.to_str().ok()).unwrap_or_default().to_owned();
    Response::builder()
        .header("content-type", "application/json")
        .header("lambda-extension-identifier", format!("mock-{name}"))
        .body(Body::from(r#"{"functionName":"","functionVersion":"","handler":""}"#))
        .unwrap_or_else(|_| plain(StatusCode::INTERNAL_SERVER_ERROR, "{}"))
}

async fn next_extension_event() -> Response<Body> {
    std::future::pending().await
}

fn plain(status: StatusCode, body: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert("content-type", HeaderValue::from_static("application/json"));
    response
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
