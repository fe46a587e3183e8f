//! A pre-traffic hook as a careful reader of the guides writes it: clients are made once, the new version is invoked, the status reported.

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
async fn main() -> Result<(), Error> {
    let config = aws_config::load_from_env().await;
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

async fn validate(lambda: &aws_sdk_lambda::Client, version: &str) -> Result<(), Error> {
    let request = json!({ "order": 1, "lines": [{ "product": "tea", "quantity": 2 }] });
    let answer = lambda.invoke().function_name(version).payload(Blob::new(request.to_string())).send().await?;
    if let Some(error) = answer.function_error() {
        return Err(error.into());
    }
    let order: Value = serde_json::from_slice(answer.payload().ok_or("no payload")?.as_ref())?;
    if order["total"].as_u64() > Some(0) { Ok(()) } else { Err(format!("order 1 has no price: {order}").into()) }
}
