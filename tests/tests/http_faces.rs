//! The mock's HTTP faces, as the AWS SDK for Rust sees them: typed errors, routing by weight, the alias on its way.

use std::time::Duration;

use aws_sdk_codedeploy::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_codedeploy::error::ProvideErrorMetadata as _;
use aws_sdk_codedeploy::types::LifecycleEventStatus;
use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::{InvocationType, LogType};
use mock_codedeploy::{
    Alias, AliasName, Behavior, Changing, Code, Configuration, Function, Mock, NewDeployment, Settings, Strategy,
    Version, Weight,
};
use safe_deploy_tests::name;
use serde_json::json;

fn codedeploy(mock: &Mock) -> aws_sdk_codedeploy::Client {
    let config = aws_sdk_codedeploy::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .http_client(hook_sdk::embed::http_client())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("mock", "mock", None, None, "test"))
        .endpoint_url(mock.url());
    aws_sdk_codedeploy::Client::from_conf(config.build())
}

fn lambda(mock: &Mock) -> aws_sdk_lambda::Client {
    let config = aws_sdk_lambda::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .http_client(hook_sdk::embed::http_client())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("mock", "mock", None, None, "test"))
        .endpoint_url(mock.url());
    aws_sdk_lambda::Client::from_conf(config.build())
}

fn live() -> AliasName {
    AliasName::new("live").unwrap()
}

/// A mock with `orders`, whose two versions say which they are, and `hook`, which the test plays itself.
async fn mock() -> Mock {
    let mock = Mock::start(Settings::default()).await.unwrap();
    let mut orders = Function::new(name("orders"), Configuration::default(), Code::Model);
    let second = orders.publish(Configuration::default(), Code::Model);
    orders.set_alias(live(), Alias::to(Version::FIRST));
    for version in [Version::FIRST, second] {
        let answers = Changing::constant(json!({ "version": version.to_string() }));
        orders.version_mut(version).unwrap().behavior = Some(Behavior { answers, ..Behavior::default() });
    }
    mock.put_function(orders);
    let configuration = Configuration { timeout: Duration::from_secs(60), ..Configuration::default() };
    mock.put_function(Function::new(name("hook"), configuration, Code::InProcess));
    mock
}

fn deploy(mock: &Mock) -> String {
    let id = mock.create_deployment(&NewDeployment {
        function: name("orders"),
        alias: live(),
        current_version: Version::FIRST,
        target_version: Version::FIRST.next(),
        strategy: Strategy::AllAtOnce,
        before_allow_traffic: Some(name("hook")),
        after_allow_traffic: None,
    });
    id.unwrap().to_string()
}

#[tokio::test]
async fn every_refused_report_is_its_own_typed_error() {
    use LifecycleEventStatus::{Failed, InProgress, Succeeded};
    let mock = mock().await;
    let client = codedeploy(&mock);
    let id = deploy(&mock);
    let call = mock.next_in_process().await.unwrap();
    let event: serde_json::Value = serde_json::from_slice(&call.payload).unwrap();
    let execution = event["LifecycleEventHookExecutionId"].as_str().unwrap();
    let code = async |deployment: Option<&str>, execution: &str, status: LifecycleEventStatus| {
        let answer = client
            .put_lifecycle_event_hook_execution_status()
            .set_deployment_id(deployment.map(str::to_owned))
            .lifecycle_event_hook_execution_id(execution)
            .status(status)
            .send()
            .await;
        match answer {
            Ok(answer) => format!("accepted {}", answer.lifecycle_event_hook_execution_id().unwrap() == execution),
            Err(error) => error.code().unwrap_or("no code").to_owned(),
        }
    };
    assert_eq!(code(None, execution, Failed).await, "DeploymentIdRequiredException");
    assert_eq!(code(Some("d_1 "), execution, Failed).await, "InvalidDeploymentIdException");
    assert_eq!(code(Some("d-ABC"), execution, Failed).await, "DeploymentDoesNotExistException");
    assert_eq!(code(Some(&id), "other", Failed).await, "InvalidLifecycleEventHookExecutionIdException");
    assert_eq!(code(Some(&id), execution, InProgress).await, "InvalidLifecycleEventHookExecutionStatusException");
    assert_eq!(code(Some(&id), execution, Succeeded).await, "accepted true");
    assert_eq!(code(Some(&id), execution, Failed).await, "LifecycleEventAlreadyCompletedException");
    drop(call);
}

#[tokio::test]
async fn a_deployment_and_its_app_spec_are_told_as_the_api_tells_them() {
    let mock = mock().await;
    let client = codedeploy(&mock);
    let id = deploy(&mock);
    let call = mock.next_in_process().await.unwrap();
    let info = client.get_deployment().deployment_id(&id).send().await.unwrap().deployment_info.unwrap();
    assert_eq!(info.status().unwrap().as_str(), "InProgress");
    assert_eq!(info.create_time().unwrap().secs(), 1_767_225_600);
    let revision = info.revision().unwrap();
    assert_eq!(revision.app_spec_content().unwrap().content(), None);
    let answer = client
        .get_application_revision()
        .application_name(info.application_name().unwrap())
        .revision(revision.clone())
        .send()
        .await
        .unwrap();
    let content = answer.revision().unwrap().app_spec_content().unwrap().content().unwrap().to_owned();
    let app_spec: serde_json::Value = serde_json::from_str(&content).unwrap();
    assert_eq!(app_spec["Resources"][0]["orders"]["Properties"]["TargetVersion"], "2");
    assert_eq!(app_spec["Hooks"], json!([{ "BeforeAllowTraffic": "hook" }]));
    assert_eq!(client.list_deployments().send().await.unwrap().deployments(), [id]);
    let error = client.list_git_hub_account_token_names().send().await.unwrap_err();
    assert_eq!(error.code(), Some("UnknownOperationException"));
    drop(call);
}

#[tokio::test]
async fn an_alias_routes_by_its_weights_and_the_same_seed_routes_alike() {
    let served = async || {
        let mock = mock().await;
        mock.with_world(|world| {
            let orders = world.function_mut(&name("orders")).unwrap();
            orders.alias_mut(&live()).unwrap().weigh(Version::FIRST.next(), Weight::percent(30)).unwrap();
        });
        let client = lambda(&mock);
        let mut served = String::new();
        for _ in 0..100 {
            let answer = client.invoke().function_name("orders").qualifier("live").send().await.unwrap();
            served.push_str(answer.executed_version().unwrap());
            let payload: serde_json::Value = serde_json::from_slice(answer.payload().unwrap().as_ref()).unwrap();
            assert_eq!(payload["version"].as_str(), answer.executed_version());
        }
        served
    };
    let first = served().await;
    assert_eq!(first, served().await);
    let second_version = first.matches('2').count();
    assert!((18..43).contains(&second_version), "{second_version} of 100 at a weight of 30 %");
}

#[tokio::test]
async fn invocations_are_answered_as_lambda_answers_them() {
    let mock = mock().await;
    let client = lambda(&mock);
    let arn = "arn:aws:lambda:us-east-1:123456789012:function:orders:2";
    let answer = client.invoke().function_name(arn).log_type(LogType::Tail).send().await.unwrap();
    assert_eq!((answer.status_code(), answer.executed_version()), (200, Some("2")));
    let dry = client.invoke().function_name("orders").invocation_type(InvocationType::DryRun).send().await.unwrap();
    assert_eq!(dry.status_code(), 204);
    let missing = client.invoke().function_name("nobody").send().await.unwrap_err();
    assert!(missing.as_service_error().unwrap().is_resource_not_found_exception());
    let missing = client.invoke().function_name("orders").qualifier("9").send().await.unwrap_err();
    assert!(missing.as_service_error().unwrap().is_resource_not_found_exception());
    let conflict = client.invoke().function_name(arn).qualifier("1").send().await.unwrap_err();
    assert!(conflict.as_service_error().unwrap().is_invalid_parameter_value_exception());
    let garbage = client.invoke().function_name("orders").payload(Blob::new("{")).send().await.unwrap_err();
    assert!(garbage.as_service_error().unwrap().is_invalid_request_content_exception());
}

#[tokio::test]
async fn the_alias_is_read_with_its_weights_and_without() {
    let mock = mock().await;
    let client = lambda(&mock);
    let alias = async || client.get_alias().function_name("orders").name("live").send().await.unwrap();
    assert_eq!(alias().await.routing_config(), None);
    mock.with_world(|world| {
        let orders = world.function_mut(&name("orders")).unwrap();
        orders.alias_mut(&live()).unwrap().weigh(Version::FIRST.next(), Weight::percent(30)).unwrap();
    });
    let weighted = alias().await;
    assert_eq!(weighted.function_version(), Some("1"));
    let weights = weighted.routing_config().unwrap().additional_version_weights().unwrap();
    assert_eq!(weights.get("2"), Some(&0.3));
}

#[tokio::test]
async fn after_the_shut_down_nothing_listens() {
    let mock = mock().await;
    let client = lambda(&mock);
    mock.shut_down().await;
    let error = client.invoke().function_name("orders").send().await.unwrap_err();
    assert!(error.as_service_error().is_none(), "{error:?}");
}
