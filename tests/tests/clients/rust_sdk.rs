//! The journey with the AWS SDK for Rust, which speaks CBOR to CloudWatch.

use std::io::{Cursor, Write as _};
use std::time::Duration;

use aws_sdk_cloudwatch::types::{ComparisonOperator, Dimension, StateValue, Statistic};
use aws_sdk_codedeploy::client::Waiters as _;
use aws_sdk_codedeploy::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_codedeploy::error::SdkError;
use aws_sdk_codedeploy::operation::put_lifecycle_event_hook_execution_status::PutLifecycleEventHookExecutionStatusError;
use aws_sdk_codedeploy::operation::stop_deployment::StopDeploymentError;
use aws_sdk_codedeploy::types::{
    Alarm, AlarmConfiguration, AppSpecContent, AutoRollbackConfiguration, AutoRollbackEvent, ComputePlatform,
    DeploymentInfo, DeploymentStatus, ErrorCode, LifecycleEventStatus, RevisionLocation, RevisionLocationType,
};
use aws_sdk_lambda::operation::update_alias::UpdateAliasError;
use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::{Environment, FunctionCode, Runtime};
use aws_smithy_types::retry::RetryConfig;
use mock_codedeploy::{Behavior, Changing, Code, Configuration, Fault, FaultKind, Function, Mock, Service, Version};
use safe_deploy_tests::name;
use serde_json::{Value, json};

const ROLE: &str = "arn:aws:iam::123456789012:role/deployer";
const GROUP: &str = "orders";

struct Clients {
    mock: Mock,
    lambda: aws_sdk_lambda::Client,
    codedeploy: aws_sdk_codedeploy::Client,
    cloudwatch: aws_sdk_cloudwatch::Client,
}

macro_rules! client {
    ($sdk:ident, $url:expr) => {
        $sdk::Client::from_conf(
            $sdk::Config::builder()
                .behavior_version(BehaviorVersion::latest())
                .http_client(hook_sdk::embed::http_client())
                .retry_config(RetryConfig::disabled())
                .region(Region::new("us-east-1"))
                .credentials_provider(Credentials::new("mock", "mock", None, None, "test"))
                .endpoint_url($url)
                .build(),
        )
    };
}

pub(crate) async fn journey(hooks: &str) {
    let mock = crate::strict_mock().await;
    let url = mock.url();
    let clients = Clients {
        lambda: client!(aws_sdk_lambda, &url),
        codedeploy: client!(aws_sdk_codedeploy, &url),
        cloudwatch: client!(aws_sdk_cloudwatch, &url),
        mock,
    };
    clients.set_up(hooks).await;
    clients.succeeds().await;
    clients.is_rolled_back_by_an_alarm().await;
    clients.is_stopped().await;
    clients.meets_every_error().await;
    clients.mock.shut_down().await;
}

impl Clients {
    async fn set_up(&self, hooks: &str) {
        self.create("orders", "bootstrap", zip(b"#!/bin/sh\n")).await;
        self.lambda.publish_version().function_name("orders").send().await.unwrap();
        self.lambda.create_alias().function_name("orders").name("live").function_version("1").send().await.unwrap();
        let other = Blob::new(zip(b"#!/bin/sh\n# 2\n"));
        let second = self
            .lambda
            .update_function_code()
            .function_name("orders")
            .zip_file(other)
            .publish(true)
            .send()
            .await
            .unwrap();
        assert_eq!(second.version(), Some("2"));
        for version in [Version::FIRST, Version::FIRST.next()] {
            let answers = Changing::constant(json!({ "total": 900 }));
            self.behaves(version, Behavior { answers, ..Behavior::default() });
        }
        for hook in ["CodeDeployHook_before", "CodeDeployHook_after"] {
            self.create(hook, "checks_the_total", zip(&std::fs::read(hooks).unwrap())).await;
        }

        let dimension = |name: &str, value: &str| Dimension::builder().name(name).value(value).build();
        self.cloudwatch
            .put_metric_alarm()
            .alarm_name("errors")
            .namespace("AWS/Lambda")
            .metric_name("Errors")
            .dimensions(dimension("FunctionName", "orders"))
            .dimensions(dimension("Resource", "orders:live"))
            .statistic(Statistic::Sum)
            .period(60)
            .evaluation_periods(2)
            .threshold(0.0)
            .comparison_operator(ComparisonOperator::GreaterThanThreshold)
            .send()
            .await
            .unwrap();
        let application = self.codedeploy.create_application().application_name("shop");
        application.compute_platform(ComputePlatform::Lambda).send().await.unwrap();
        self.codedeploy
            .create_deployment_group()
            .application_name("shop")
            .deployment_group_name(GROUP)
            .service_role_arn(ROLE)
            .deployment_config_name("CodeDeployDefault.LambdaCanary10Percent5Minutes")
            .alarm_configuration(alarms(true))
            .auto_rollback_configuration(
                AutoRollbackConfiguration::builder()
                    .enabled(true)
                    .events(AutoRollbackEvent::DeploymentFailure)
                    .events(AutoRollbackEvent::DeploymentStopOnAlarm)
                    .build(),
            )
            .send()
            .await
            .unwrap();
    }

    fn behaves(&self, version: Version, behavior: Behavior) {
        self.mock.with_world(|world| {
            world.function_mut(&name("orders")).unwrap().version_mut(version).unwrap().behavior = Some(behavior);
        });
    }

    /// Calls the alias; the function error, if there is one.
    async fn call(&self) -> Option<String> {
        let answer = self.lambda.invoke().function_name("orders").qualifier("live").send().await.unwrap();
        answer.function_error().map(ToOwned::to_owned)
    }

    async fn create(&self, name: &str, handler: &str, code: Vec<u8>) {
        let target = "arn:aws:lambda:us-east-1:123456789012:function:orders:2";
        self.lambda
            .create_function()
            .function_name(name)
            .runtime(Runtime::Providedal2023)
            .role(ROLE)
            .handler(handler)
            .timeout(30)
            .environment(Environment::builder().variables("CurrentVersion", target).build())
            .code(FunctionCode::builder().zip_file(Blob::new(code)).build())
            .send()
            .await
            .unwrap();
    }

    async fn deploy(&self, current: u8, target: u8, hooks: Value) -> String {
        let content = json!({
            "version": 0.0,
            "Resources": [{ "orders": { "Type": "AWS::Lambda::Function", "Properties": {
                "Name": "orders", "Alias": "live", "CurrentVersion": current.to_string(), "TargetVersion": target.to_string(),
            } } }],
            "Hooks": hooks,
        });
        let revision = RevisionLocation::builder()
            .revision_type(RevisionLocationType::AppSpecContent)
            .app_spec_content(AppSpecContent::builder().content(content.to_string()).build())
            .build();
        let created = self.codedeploy.create_deployment().application_name("shop").deployment_group_name(GROUP);
        created.revision(revision).send().await.unwrap().deployment_id().unwrap().to_owned()
    }

    async fn alias(&self) -> (String, Vec<(String, f64)>) {
        let found = self.lambda.get_alias().function_name("orders").name("live").send().await.unwrap();
        let weights = found.routing_config().and_then(|routing| routing.additional_version_weights());
        let weights = weights.into_iter().flatten().map(|(version, weight)| (version.clone(), *weight)).collect();
        (found.function_version().unwrap().to_owned(), weights)
    }

    async fn info(&self, id: &str) -> DeploymentInfo {
        self.codedeploy.get_deployment().deployment_id(id).send().await.unwrap().deployment_info().unwrap().clone()
    }

    async fn succeeds(&self) {
        self.mock.hold_clock(true);
        let hooks = json!([
            { "BeforeAllowTraffic": "CodeDeployHook_before" }, { "AfterAllowTraffic": "CodeDeployHook_after" },
        ]);
        let id = self.deploy(1, 2, hooks).await;
        self.mock.advance_clock(Duration::ZERO).await;
        assert_eq!(self.alias().await, ("1".into(), vec![("2".into(), 0.1)]));
        self.mock.hold_clock(false);
        let waiter = self.codedeploy.wait_until_deployment_successful().deployment_id(&id);
        waiter.wait(Duration::from_secs(60)).await.unwrap();
        self.mock.hold_clock(true);
        assert_eq!(self.alias().await, ("2".into(), Vec::new()));
        let info = self.info(&id).await;
        let lasted = info.complete_time().unwrap().as_secs_f64() - info.start_time().unwrap().as_secs_f64();
        assert!((lasted - 300.0).abs() < 1e-5, "{lasted}");
    }

    async fn is_rolled_back_by_an_alarm(&self) {
        self.behaves(Version::FIRST, Behavior { error_rate: Changing::constant(1.0), ..Behavior::default() });
        let id = self.deploy(2, 1, json!([])).await;
        self.mock.advance_clock(Duration::ZERO).await;
        assert_eq!(self.alias().await, ("2".into(), vec![("1".into(), 0.1)]));
        for _ in 0..2 {
            while self.call().await.is_none() {}
            self.mock.advance_clock(Duration::from_secs(60)).await;
        }
        self.mock.advance_clock(Duration::from_secs(10)).await;
        let alarms = self.cloudwatch.describe_alarms().alarm_names("errors").send().await.unwrap();
        let [alarm] = alarms.metric_alarms() else { panic!("{alarms:?}") };
        assert_eq!(alarm.state_value(), Some(&StateValue::Alarm));
        assert!(alarm.state_updated_timestamp().is_some());
        let info = self.info(&id).await;
        assert_eq!(info.status(), Some(&DeploymentStatus::Stopped));
        assert_eq!(info.error_information().unwrap().code(), Some(&ErrorCode::AlarmActive));
        let rollback = info.rollback_info().unwrap().rollback_deployment_id().unwrap();
        assert_eq!(self.info(rollback).await.status(), Some(&DeploymentStatus::Succeeded));
        assert_eq!(self.alias().await, ("2".into(), Vec::new()));
        let unknown = self.cloudwatch.set_alarm_state().alarm_name("nobody").state_value(StateValue::Ok);
        let error = unknown.state_reason("x").send().await.unwrap_err().into_service_error();
        assert!(error.is_resource_not_found(), "{error:?}");
    }

    async fn is_stopped(&self) {
        let off = self.codedeploy.update_deployment_group().application_name("shop");
        off.current_deployment_group_name(GROUP).alarm_configuration(alarms(false)).send().await.unwrap();
        let id = self.deploy(2, 1, json!([])).await;
        self.mock.advance_clock(Duration::from_secs(60)).await;
        let stop = || self.codedeploy.stop_deployment().deployment_id(&id).auto_rollback_enabled(true).send();
        stop().await.unwrap();
        self.mock.advance_clock(Duration::ZERO).await;
        assert_eq!(self.alias().await, ("2".into(), Vec::new()));
        let error = stop().await.unwrap_err().into_service_error();
        assert!(matches!(error, StopDeploymentError::DeploymentAlreadyCompletedException(_)), "{error:?}");
        let stale = self.lambda.update_alias().function_name("orders").name("live").revision_id("stale");
        let error = stale.send().await.unwrap_err().into_service_error();
        assert!(matches!(error, UpdateAliasError::PreconditionFailedException(_)), "{error:?}");
    }
}

impl Clients {
    /// Table 2.3. The token is a real one, which a hook in this process was called with.
    async fn meets_every_error(&self) {
        use LifecycleEventStatus::{Failed, Skipped, Succeeded};
        use PutLifecycleEventHookExecutionStatusError as Error;
        let silent = Function::new(name("CodeDeployHook_silent"), Configuration::default(), Code::InProcess);
        self.mock.put_function(silent);
        let finished = self.deploy(2, 1, json!([])).await;
        self.mock.advance_clock(Duration::from_secs(600)).await;
        let waiting = self.deploy(1, 2, json!([{ "BeforeAllowTraffic": "CodeDeployHook_silent" }])).await;
        let call = self.mock.next_in_process().await.unwrap();
        let event: Value = serde_json::from_slice(&call.payload).unwrap();
        let token = event["LifecycleEventHookExecutionId"].as_str().unwrap();
        let report = async |deployment: Option<&str>, status: LifecycleEventStatus| {
            let report = self.codedeploy.put_lifecycle_event_hook_execution_status();
            let report = report.set_deployment_id(deployment.map(str::to_owned)).status(status);
            report.lifecycle_event_hook_execution_id(token).send().await.map_err(SdkError::into_service_error)
        };
        let error = report(None, Failed).await.unwrap_err();
        assert!(matches!(error, Error::DeploymentIdRequiredException(_)), "{error:?}");
        let error = report(Some("d 1"), Failed).await.unwrap_err();
        assert!(matches!(error, Error::InvalidDeploymentIdException(_)), "{error:?}");
        let error = report(Some("d-UNKNOWN00"), Failed).await.unwrap_err();
        assert!(matches!(error, Error::DeploymentDoesNotExistException(_)), "{error:?}");
        let error = report(Some(&finished), Failed).await.unwrap_err();
        assert!(matches!(error, Error::InvalidLifecycleEventHookExecutionIdException(_)), "{error:?}");
        let error = report(Some(&waiting), Skipped).await.unwrap_err();
        assert!(matches!(error, Error::InvalidLifecycleEventHookExecutionStatusException(_)), "{error:?}");
        // No deployment here is of a platform without Lambda hooks, so this one comes on demand.
        self.mock.inject(Fault {
            service: Service::CodeDeploy,
            operation: "PutLifecycleEventHookExecutionStatus".into(),
            kind: FaultKind::Error {
                status: 400,
                code: "UnsupportedActionForDeploymentTypeException".into(),
                message: None,
            },
            latency: Duration::ZERO,
            times: 1,
        });
        let error = report(Some(&waiting), Failed).await.unwrap_err();
        assert!(matches!(error, Error::UnsupportedActionForDeploymentTypeException(_)), "{error:?}");
        let answer = report(Some(&waiting), Succeeded).await.unwrap();
        assert_eq!(answer.lifecycle_event_hook_execution_id(), Some(token));
        let error = report(Some(&waiting), Failed).await.unwrap_err();
        assert!(matches!(error, Error::LifecycleEventAlreadyCompletedException(_)), "{error:?}");
        drop(call);
    }
}

fn alarms(enabled: bool) -> AlarmConfiguration {
    AlarmConfiguration::builder().enabled(enabled).alarms(Alarm::builder().name("errors").build()).build()
}

fn zip(bootstrap: &[u8]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().unix_permissions(0o755).compression_level(Some(1));
    writer.start_file("bootstrap", options).unwrap();
    writer.write_all(bootstrap).unwrap();
    writer.finish().unwrap().into_inner()
}
