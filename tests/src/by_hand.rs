//! The comparison: a pre-traffic hook as a careful reader of `lambda_runtime`'s and the AWS SDK's guides writes it. Clients are made once,
//! the new version is invoked, an error of any kind is reported as `Failed`.

#[path = "faulty.rs"]
mod faulty;

use aws_config::BehaviorVersion;
use aws_sdk_codedeploy::types::LifecycleEventStatus;
use aws_sdk_lambda::primitives::Blob;
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct HookEvent {
    deployment_id: String,
    lifecycle_event_hook_execution_id: String,
}

#[tokio::main]
pub(crate) async fn main() -> Result<(), Error> {
    // The guides take the default HTTP client. This one spares the build a second TLS stack; time-outs of reading and retries are the
    // SDK's own with either.
    let http = hook_sdk::embed::http_client();
    let config = aws_config::defaults(BehaviorVersion::latest()).http_client(http).load().await;
    let codedeploy = aws_sdk_codedeploy::Client::new(&config);
    let lambda = aws_sdk_lambda::Client::new(&config);
    let version = std::env::var("CurrentVersion")?;
    let (codedeploy, lambda, version) = (&codedeploy, &lambda, &version);
    run(service_fn(move |event: LambdaEvent<HookEvent>| async move {
        let status = match validate(lambda, version).await {
            Ok(()) => LifecycleEventStatus::Succeeded,
            Err(error) => {
                println!("{error}");
                LifecycleEventStatus::Failed
            }
        };
        codedeploy
            .put_lifecycle_event_hook_execution_status()
            .deployment_id(event.payload.deployment_id)
            .lifecycle_event_hook_execution_id(event.payload.lifecycle_event_hook_execution_id)
            .status(status)
            .send()
            .await?;
        Ok::<(), Error>(())
    }))
    .await
}

/// One of the validators of `hooks_under_test`, by the handler's name.
async fn validate(lambda: &aws_sdk_lambda::Client, version: &str) -> Result<(), Error> {
    match std::env::var("_HANDLER")?.as_str() {
        "checks_the_total" => check_the_total(lambda, version).await?,
        "succeeds_before" => {}
        "errs" => return Err("the shop is closed".into()),
        "panics" => panic!("no price list for {version}"),
        "awaits_a_task_that_panics" => tokio::spawn(async { panic!("the task lost its order") }).await?,
        "aborts" => std::process::abort(),
        "overflows_the_stack" => println!("{} deep", faulty::overflow_the_stack()),
        "segfaults" => faulty::segfault(),
        "exits_well" => std::process::exit(0),
        "exits" => std::process::exit(7),
        "hits_the_memory_limit" => faulty::hit_the_memory_limit()?,
        "loops_for_ever" => faulty::loop_for_ever(),
        "sleeps_past_the_deadline" => faulty::sleep_past_the_deadline(),
        "awaits_for_ever" => std::future::pending().await,
        "prints_a_hundred_megabytes" => faulty::print_a_hundred_megabytes()?,
        "closes_its_output" => faulty::close_its_output()?,
        "counts_its_runs" => faulty::count_a_run()?,
        "is_told_to_stop" => {
            nix::sys::signal::raise(nix::sys::signal::Signal::SIGTERM)?;
            std::future::pending::<()>().await;
        }
        other => return Err(format!("there is no hook {other}").into()),
    }
    Ok(())
}

async fn check_the_total(lambda: &aws_sdk_lambda::Client, version: &str) -> Result<(), Error> {
    let payload = Blob::new(json!({ "order": 1 }).to_string());
    let answer = lambda.invoke().function_name(version).payload(payload).send().await?;
    if let Some(error) = answer.function_error() {
        return Err(error.into());
    }
    let order: Value = serde_json::from_slice(answer.payload().ok_or("no payload")?.as_ref())?;
    if order["total"].as_i64() > Some(0) { Ok(()) } else { Err(format!("order 1 has no price: {order}").into()) }
}
