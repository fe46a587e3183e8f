//! The control face, for tests: the clock, the timeline, behaviors and faults. Not a part of AWS.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{Response, StatusCode};
use axum::routing::{get, post, put};
use bytes::Bytes;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::behavior_input::BehaviorInput;
use super::has_operation;
use crate::account::{FunctionName, Version};
use crate::engine::{Happening, Region, RoleAction, RoleRefusal, TimelineEntry, World};
use crate::fault::{Fault, FaultKind, Service};
use crate::mock::Shared;

/// Whoever uses the control face is a developer: the answer to a mistake says what is wrong.
type Answer = Result<Value, (StatusCode, String)>;

pub(super) fn router() -> Router<Arc<Shared>> {
    Router::new()
        .route("/_mock/reset", post(reset))
        .route("/_mock/clock", get(clock))
        .route("/_mock/clock/hold", post(hold))
        .route("/_mock/clock/release", post(release))
        .route("/_mock/clock/advance", post(advance))
        .route("/_mock/timeline", get(timeline))
        .route("/_mock/functions/{name}/versions/{version}/behavior", put(behavior))
        .route("/_mock/faults", post(add_fault).delete(clear_faults))
}

async fn reset(State(shared): State<Arc<Shared>>) -> Response<Body> {
    shared.reset().await;
    respond(Ok(json!({})))
}

async fn clock(State(shared): State<Arc<Shared>>) -> Response<Body> {
    respond(Ok(shown(&shared)))
}

fn shown(shared: &Shared) -> Value {
    let (now, mode, held) = shared.clock();
    json!({ "now": now.epoch_seconds(), "mode": mode.to_string(), "held": held })
}

async fn hold(State(shared): State<Arc<Shared>>) -> Response<Body> {
    shared.hold_clock(true);
    respond(Ok(shown(&shared)))
}

async fn release(State(shared): State<Arc<Shared>>) -> Response<Body> {
    shared.hold_clock(false);
    respond(Ok(shown(&shared)))
}

/// No deployment takes longer, and a clock at its end would never come to rest.
const LONGEST_ADVANCE: Duration = Duration::from_secs(10 * 365 * 24 * 3_600);

#[derive(Deserialize)]
struct AdvanceInput {
    seconds: f64,
}

async fn advance(State(shared): State<Arc<Shared>>, body: Bytes) -> Response<Body> {
    let input: AdvanceInput = match read(&body) {
        Ok(input) => input,
        Err(problem) => return respond(Err(problem)),
    };
    let Some(by) = Duration::try_from_secs_f64(input.seconds).ok().filter(|by| *by <= LONGEST_ADVANCE) else {
        return respond(Err(wrong("seconds has to be a positive number, and no more than ten years")));
    };
    shared.advance_clock(by).await;
    respond(Ok(shown(&shared)))
}

async fn timeline(State(shared): State<Arc<Shared>>) -> Response<Body> {
    let mut entries = shared.in_all_regions(|regions| {
        let of = |world: &World| {
            world.timeline().iter().map(|entry| (entry.time, told(world.region(), entry))).collect::<Vec<_>>()
        };
        regions.worlds().flat_map(of).collect::<Vec<_>>()
    });
    entries.sort_by_key(|(time, _)| *time);
    respond(Ok(entries.into_iter().map(|(_, entry)| entry).collect()))
}

fn told(region: &Region, entry: &TimelineEntry) -> Value {
    let mut told = json!({
        "t": entry.time.epoch_seconds(),
        "region": region,
        "deploymentId": entry.deployment_id,
    });
    if let (Some(function), Some(alias)) = (&entry.function, &entry.alias) {
        told["function"] = function.as_str().into();
        told["alias"] = alias.as_str().into();
    }
    match &entry.happening {
        Happening::Created { rollback_of, from, to } => {
            told["event"] = "Created".into();
            if let (Some(from), Some(to)) = (from, to) {
                told["currentVersion"] = from.to_string().into();
                told["version"] = to.to_string().into();
            }
            if let Some(id) = rollback_of {
                told["rollbackOf"] = id.as_str().into();
            }
        }
        Happening::LifecycleEvent(name, status) => {
            told["event"] = name.as_str().into();
            told["status"] = status.as_str().into();
        }
        Happening::HookCalled { hook, event } => {
            told["event"] = "HookCalled".into();
            told["hook"] = hook.as_str().into();
            told["lifecycleEvent"] = event.as_str().into();
        }
        Happening::Shifted { version, weight } => {
            told["event"] = "Shifted".into();
            told["version"] = version.to_string().into();
            told["weight"] = weight.get().into();
        }
        Happening::Ended(status) => {
            told["event"] = "Ended".into();
            told["status"] = status.as_str().into();
        }
    }
    told
}

/// `?region=…`; the default region without it.
#[derive(Deserialize)]
struct Place {
    region: Option<String>,
}

impl Place {
    fn region(self) -> Result<Region, (StatusCode, String)> {
        match self.region {
            Some(name) => Region::new(&name).ok_or_else(|| wrong(&format!("`{name}` is no region"))),
            None => Ok(Region::default()),
        }
    }
}

async fn behavior(
    State(shared): State<Arc<Shared>>,
    Path((name, version)): Path<(String, String)>,
    Query(place): Query<Place>,
    body: Bytes,
) -> Response<Body> {
    let set = move || -> Answer {
        let name = FunctionName::new(&name).map_err(|error| wrong(&error.to_string()))?;
        let number = Version::parse(&version).ok_or_else(|| wrong(&format!("`{version}` is no version")))?;
        let behavior = read::<BehaviorInput>(&body)?.check().map_err(|problem| wrong(&problem))?;
        let region = place.region()?;
        shared.change_region(&region, |world| {
            let missing = || (StatusCode::NOT_FOUND, format!("there is no version {name}:{number}"));
            let function = world.function_mut(&name).map_err(|_| missing())?;
            function.version_mut(number).ok_or_else(missing)?.behavior = Some(behavior);
            Ok(json!({}))
        })
    };
    respond(set())
}

#[derive(Deserialize)]
struct FaultInput {
    service: String,
    operation: String,
    kind: String,
    status: Option<u16>,
    code: Option<String>,
    message: Option<String>,
    latency_ms: Option<u64>,
    times: Option<u32>,
}

async fn add_fault(State(shared): State<Arc<Shared>>, Query(place): Query<Place>, body: Bytes) -> Response<Body> {
    let add = move || -> Answer {
        let input: FaultInput = read(&body)?;
        if input.service == "role" {
            return refuse_role(&shared, place, &input);
        }
        let service = match input.service.as_str() {
            "codedeploy" => Service::CodeDeploy,
            "lambda" => Service::Lambda,
            "cloudwatch" => Service::CloudWatch,
            other => {
                return Err(wrong(&format!("`{other}` is no service: it is codedeploy, lambda, cloudwatch or role")));
            }
        };
        if !has_operation(service, &input.operation) {
            return Err(wrong(&format!("{} has no operation `{}` here", input.service, input.operation)));
        }
        let status = input.status.unwrap_or(500);
        if !(400..600).contains(&status) {
            return Err(wrong(&format!("{status} is the status of no error: it is between 400 and 599")));
        }
        let kind = match input.kind.as_str() {
            "error" => FaultKind::Error {
                status,
                code: input.code.unwrap_or_else(|| "InternalFailure".into()),
                message: input.message,
            },
            "hang" => FaultKind::Hang,
            "reset" => FaultKind::Reset,
            "empty" => FaultKind::Empty,
            "slow" => FaultKind::Slow,
            other => return Err(wrong(&format!("`{other}` is no kind: it is error, hang, reset, empty or slow"))),
        };
        let latency = Duration::from_millis(input.latency_ms.unwrap_or_default());
        let operation = input.operation.into();
        shared.faults.add(Fault { service, operation, kind, latency, times: input.times.unwrap_or(1) });
        Ok(json!({}))
    };
    respond(add())
}

/// `{"service": "role", "operation": "Invoke", "kind": "error", "code": "AccessDenied"}`: what CodeDeploy cannot do with its service role.
fn refuse_role(shared: &Shared, place: Place, input: &FaultInput) -> Answer {
    let region = place.region()?;
    let action: RoleAction = input.operation.parse().map_err(|_| {
        wrong(&format!(
            "CodeDeploy does not do `{}` with its role: it is GetAlias, Invoke, UpdateAlias or DescribeAlarms",
            input.operation
        ))
    })?;
    let code = input.code.as_deref().unwrap_or("AccessDenied");
    let refusal: RoleRefusal = code
        .parse()
        .map_err(|_| wrong(&format!("`{code}` is no refusal: it is AccessDenied, Throttling or NoSuchRole")))?;
    shared.in_region(&region, |world| world.refuse_role(action, refusal, input.times.unwrap_or(1)));
    Ok(json!({}))
}

async fn clear_faults(State(shared): State<Arc<Shared>>) -> Response<Body> {
    shared.faults.clear();
    shared.in_all_regions(|regions| regions.worlds_mut().for_each(World::allow_role));
    respond(Ok(json!({})))
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, (StatusCode, String)> {
    serde_json::from_slice(body).map_err(|error| wrong(&error.to_string()))
}

fn wrong(message: &str) -> (StatusCode, String) {
    (StatusCode::BAD_REQUEST, message.to_owned())
}

fn respond(answer: Answer) -> Response<Body> {
    let (status, body) = match answer {
        Ok(body) => (StatusCode::OK, body),
        Err((status, message)) => (status, json!({ "message": message })),
    };
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert("content-type", axum::http::HeaderValue::from_static("application/json"));
    response
}
