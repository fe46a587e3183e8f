//! Each operation against an account, without a wire.

use serde_json::{Value, json};

use super::*;
use crate::account::{Alias, AliasName, Code, Configuration, Function, FunctionName, Version};
use crate::clock::VirtualTime;

const ROLE: &str = "arn:aws:iam::123456789012:role/deployer";

struct Account(World);

impl Account {
    /// A function with two versions behind an alias, an application and a group with a canary.
    fn new() -> Self {
        let mut world = World::new(VirtualTime::START, 1);
        let name = |text| FunctionName::new(text).unwrap();
        let mut orders = Function::new(name("orders"), Configuration::default(), Code::Model);
        let hook = Function::new(name("hook"), Configuration::default(), Code::Model);
        orders.publish(Configuration::default(), Code::Model);
        orders.set_alias(AliasName::new("live").unwrap(), Alias::to(Version::FIRST));
        world.put_function(orders);
        world.put_function(hook);
        let mut account = Self(world);
        account.ok("CreateApplication", json!({ "applicationName": "shop", "computePlatform": "Lambda" }));
        account.ok(
            "CreateDeploymentGroup",
            json!({
                "applicationName": "shop", "deploymentGroupName": "orders", "serviceRoleArn": ROLE,
                "deploymentConfigName": "CodeDeployDefault.LambdaCanary10Percent5Minutes",
            }),
        );
        account
    }

    /// The same account where another answer to an open question is true.
    fn assuming(text: &str) -> Self {
        let mut account = Self::new();
        account.0.assume(text).unwrap();
        account
    }

    fn answer(&mut self, name: &str, input: Value) -> Result<Value, ApiError> {
        operation(name).unwrap_or_else(|| panic!("there is no {name}"))(&mut self.0, input)
    }

    fn ok(&mut self, operation: &str, input: Value) -> Value {
        self.answer(operation, input).unwrap_or_else(|error| panic!("{operation}: {error:?}"))
    }

    /// The code of the error, without its `Exception`.
    fn refused(&mut self, operation: &str, input: Value) -> String {
        let shown = format!("{operation} {input}");
        let error = self.answer(operation, input).expect_err(&shown);
        assert_eq!(error.status.as_u16(), 400);
        error.code.strip_suffix("Exception").unwrap_or(&error.code).to_owned()
    }

    fn deploy(&mut self, more: &Value) -> String {
        let created = self.ok("CreateDeployment", deployment(more));
        self.0.run_due();
        created["deploymentId"].as_str().unwrap().to_owned()
    }

    fn run_to_the_end(&mut self) {
        while let Some(due) = self.0.next_due() {
            self.0.jump(due);
            self.0.run_due();
        }
    }
}

fn app_spec(hook: Option<&str>) -> String {
    let hooks: Vec<Value> = hook.into_iter().map(|hook| json!({ "BeforeAllowTraffic": hook })).collect();
    json!({
        "version": 0.0,
        "Resources": [{ "f": { "Type": "AWS::Lambda::Function", "Properties": {
            "Name": "orders", "Alias": "live", "CurrentVersion": "1", "TargetVersion": "2",
        } } }],
        "Hooks": hooks,
    })
    .to_string()
}

fn revision(hook: Option<&str>) -> Value {
    json!({ "revisionType": "AppSpecContent", "appSpecContent": { "content": app_spec(hook) } })
}

fn deployment(more: &Value) -> Value {
    let mut input = json!({ "applicationName": "shop", "deploymentGroupName": "orders", "revision": revision(None) });
    for (member, value) in more.as_object().unwrap() {
        input[member] = value.clone();
    }
    input
}

#[test]
fn a_deployment_is_shown_from_its_creation_to_its_end() {
    let mut account = Account::new();
    let created = account.ok("CreateDeployment", deployment(&json!({ "description": "tea" })));
    let id = created["deploymentId"].clone();
    assert_eq!(account.refused("ListDeploymentTargets", json!({ "deploymentId": id })), "DeploymentNotStarted");
    account.0.run_due();

    let info = account.ok("GetDeployment", json!({ "deploymentId": id }))["deploymentInfo"].clone();
    assert_eq!(info["status"], "InProgress");
    assert_eq!(info["creator"], "user");
    assert_eq!(info["description"], "tea");
    assert_eq!(info["revision"]["appSpecContent"]["content"], Value::Null);
    assert_eq!(info.get("deploymentOverview"), None);
    let sha256 = info["revision"]["appSpecContent"]["sha256"].clone();
    let location = json!({ "revisionType": "AppSpecContent", "appSpecContent": { "sha256": sha256 } });
    let found = account.ok("GetApplicationRevision", json!({ "applicationName": "shop", "revision": location }));
    assert_eq!(found["revision"]["appSpecContent"]["content"], app_spec(None));
    assert_eq!(found["revisionInfo"]["deploymentGroups"], json!(["orders"]));

    let ids = account.ok("ListDeploymentTargets", json!({ "deploymentId": id }))["targetIds"].clone();
    assert_eq!(ids, json!(["orders"]));
    let target = account.ok("GetDeploymentTarget", json!({ "deploymentId": id, "targetId": "orders" }));
    let target = &target["deploymentTarget"]["lambdaTarget"];
    assert_eq!(target["targetArn"], "arn:aws:lambda:us-east-1:123456789012:function:orders:live");
    assert_eq!(target["lambdaFunctionInfo"]["targetVersionWeight"], 0.1);
    let statuses: Vec<&Value> =
        target["lifecycleEvents"].as_array().unwrap().iter().map(|event| &event["status"]).collect();
    assert_eq!(statuses, ["Succeeded", "InProgress", "Pending"]);
    assert_eq!(target["lifecycleEvents"][2].get("startTime"), None);

    account.run_to_the_end();
    let info = account.ok("BatchGetDeployments", json!({ "deploymentIds": [id, "d-UNKNOWN"] }));
    let [info] = info["deploymentsInfo"].as_array().unwrap().as_slice() else { panic!("{info}") };
    assert_eq!(info["status"], "Succeeded");
    assert_eq!(info["deploymentOverview"]["Succeeded"], 1);
    let seconds = |member: &str| info[member].as_f64().unwrap();
    assert!((seconds("completeTime") - seconds("startTime") - 300.0).abs() < 1e-6);
    let group = account.ok("GetDeploymentGroup", json!({ "applicationName": "shop", "deploymentGroupName": "orders" }));
    assert_eq!(group["deploymentGroupInfo"]["lastSuccessfulDeployment"]["deploymentId"], id);
}

#[test]
fn a_stop_is_rolled_back_when_the_caller_wants_it() {
    let mut account = Account::new();
    let id = account.deploy(&json!({}));
    let stopped = account.ok("StopDeployment", json!({ "deploymentId": id, "autoRollbackEnabled": true }));
    assert_eq!(stopped["status"], "Succeeded");
    account.run_to_the_end();
    let info = account.ok("GetDeployment", json!({ "deploymentId": id }))["deploymentInfo"].clone();
    assert_eq!((&info["status"], &info["errorInformation"]["code"]), (&json!("Stopped"), &json!("MANUAL_STOP")));
    let rollback = info["rollbackInfo"]["rollbackDeploymentId"].clone();
    let info = account.ok("GetDeployment", json!({ "deploymentId": rollback }))["deploymentInfo"].clone();
    assert_eq!(info["creator"], "codeDeployRollback");
    assert_eq!(info["deploymentConfigName"], "CodeDeployDefault.LambdaAllAtOnce");
    assert_eq!(info["rollbackInfo"]["rollbackTriggeringDeploymentId"], id);
    let listed = account.ok("ListDeployments", json!({ "applicationName": "shop", "deploymentGroupName": "orders" }));
    assert_eq!(listed["deployments"], json!([rollback, id]), "newest first");
    let stopped = account.ok("ListDeployments", json!({ "includeOnlyStatuses": ["Stopped", "Baking"] }));
    assert_eq!(stopped["deployments"], json!([id]));
}

#[test]
fn a_report_is_answered_by_every_error_that_the_model_has() {
    let mut account = Account::new();
    let id = account.deploy(&json!({ "revision": revision(Some("hook")) }));
    let [invocation] = account.0.take_invocations().try_into().unwrap();
    let execution = invocation.payload["LifecycleEventHookExecutionId"].clone();
    let operation = "PutLifecycleEventHookExecutionStatus";
    let report = |id: &str, execution: &Value, status: &str| json!({ "deploymentId": id, "lifecycleEventHookExecutionId": execution, "status": status });
    for (input, code) in [
        (json!({}), "DeploymentIdRequired"),
        (json!({ "deploymentId": "" }), "DeploymentIdRequired"),
        (report("d 1", &execution, "Succeeded"), "InvalidDeploymentId"),
        (report("d-UNKNOWN", &execution, "Succeeded"), "DeploymentDoesNotExist"),
        (report(&id, &execution, "Skipped"), "InvalidLifecycleEventHookExecutionStatus"),
        (report(&id, &execution, "succeeded"), "InvalidLifecycleEventHookExecutionStatus"),
        (report(&id, &json!("e"), "Succeeded"), "InvalidLifecycleEventHookExecutionId"),
        (json!({ "deploymentId": 1 }), "Serialization"),
    ] {
        assert_eq!(account.refused(operation, input), code);
    }
    let answer = account.ok(operation, report(&id, &execution, "Succeeded"));
    assert_eq!(answer, json!({ "lifecycleEventHookExecutionId": execution }));
    assert_eq!(account.refused(operation, report(&id, &execution, "Succeeded")), "LifecycleEventAlreadyCompleted");
}

#[test]
fn what_create_deployment_refuses_is_named() {
    let mut account = Account::new();
    account.ok("CreateApplication", json!({ "applicationName": "servers" }));
    let no_revision = json!({ "applicationName": "shop", "deploymentGroupName": "orders" });
    for (input, code) in [
        (json!({}), "ApplicationNameRequired"),
        (deployment(&json!({ "applicationName": "a b" })), "InvalidApplicationName"),
        (deployment(&json!({ "applicationName": "unknown" })), "ApplicationDoesNotExist"),
        (deployment(&json!({ "applicationName": "servers" })), "InvalidComputePlatform"),
        (deployment(&json!({ "deploymentGroupName": null })), "DeploymentGroupNameRequired"),
        (deployment(&json!({ "deploymentGroupName": "unknown" })), "DeploymentGroupDoesNotExist"),
        (no_revision, "RevisionRequired"),
        (deployment(&json!({ "revision": {} })), "InvalidRevision"),
        (deployment(&json!({ "deploymentConfigName": "unknown" })), "DeploymentConfigDoesNotExist"),
        (deployment(&json!({ "deploymentConfigName": "CodeDeployDefault.OneAtATime" })), "InvalidDeploymentConfigName"),
        (deployment(&json!({ "description": "x".repeat(257) })), "DescriptionTooLong"),
        (deployment(&json!({ "deploymentMode": "RESTART" })), "InvalidInput"),
        (deployment(&json!({ "ignoreApplicationStopFailures": true })), "InvalidIgnoreApplicationStopFailuresValue"),
        (deployment(&json!({ "updateOutdatedInstancesOnly": true })), "InvalidUpdateOutdatedInstancesOnlyValue"),
        (deployment(&json!({ "autoRollbackConfiguration": { "enabled": true } })), "InvalidAutoRollbackConfig"),
        (deployment(&json!({ "overrideAlarmConfiguration": { "enabled": true } })), "InvalidAlarmConfig"),
    ] {
        assert_eq!(account.refused("CreateDeployment", input), code);
    }
    account.deploy(&json!({}));
    assert_eq!(account.refused("CreateDeployment", deployment(&json!({}))), "DeploymentLimitExceeded");
}

#[test]
fn an_unreadable_revision_becomes_a_deployment_that_fails_where_that_is_assumed() {
    let mut account = Account::new();
    let unreadable = json!({ "revisionType": "AppSpecContent", "appSpecContent": { "content": "hello" } });
    let unreadable = json!({ "revision": unreadable, "autoRollbackConfiguration": {
        "enabled": true, "events": ["DEPLOYMENT_FAILURE"],
    } });
    assert_eq!(account.refused("CreateDeployment", deployment(&unreadable)), "InvalidRevision");

    account.0.assume("refuses-unreadable-revisions=false").unwrap();
    let id = account.deploy(&unreadable);
    let info = account.ok("GetDeployment", json!({ "deploymentId": id }))["deploymentInfo"].clone();
    assert_eq!((&info["status"], &info["errorInformation"]["code"]), (&json!("Failed"), &json!("INVALID_REVISION")));
    let message = "The AppSpec file is missing or invalid: `Resources` has to be a list of exactly one function.";
    assert_eq!(info["errorInformation"]["message"], message);
    assert_eq!(info["deploymentOverview"]["Failed"], 0);
    // Nothing was deployed before that it could be rolled back to.
    assert_eq!(info.get("rollbackInfo"), None);
    assert_eq!(account.ok("ListDeploymentTargets", json!({ "deploymentId": id }))["targetIds"], json!([]));
    let target = json!({ "deploymentId": id, "targetId": "orders" });
    assert_eq!(account.refused("GetDeploymentTarget", target), "DeploymentTargetDoesNotExist");

    account.deploy(&json!({}));
    account.run_to_the_end();
    let id = account.deploy(&unreadable);
    account.run_to_the_end();
    let info = account.ok("GetDeployment", json!({ "deploymentId": id }))["deploymentInfo"].clone();
    let rollback = account.0.deployment(info["rollbackInfo"]["rollbackDeploymentId"].as_str().unwrap()).unwrap();
    let app_spec = rollback.app_spec().unwrap();
    assert_eq!((app_spec.current_version, app_spec.target_version), (Version::FIRST.next(), Version::FIRST.next()));
    assert_eq!(rollback.status().as_str(), "Succeeded");
}

#[test]
fn applications_and_groups_are_made_renamed_listed_and_deleted() {
    let mut account = Account::new();
    let id = account.deploy(&json!({}));
    assert_eq!(account.refused("CreateApplication", json!({ "applicationName": "shop" })), "ApplicationAlreadyExists");
    account.ok("UpdateApplication", json!({ "applicationName": "shop", "newApplicationName": "store" }));
    assert_eq!(account.ok("ListApplications", json!({}))["applications"], json!(["store"]));
    account.ok(
        "UpdateDeploymentGroup",
        json!({ "applicationName": "store", "currentDeploymentGroupName": "orders", "newDeploymentGroupName": "sales" }),
    );
    let listed = account.ok("ListDeploymentGroups", json!({ "applicationName": "store" }));
    assert_eq!(listed, json!({ "applicationName": "store", "deploymentGroups": ["sales"] }));
    let info = account.ok("GetDeployment", json!({ "deploymentId": id }))["deploymentInfo"].clone();
    assert_eq!((&info["applicationName"], &info["deploymentGroupName"]), (&json!("store"), &json!("sales")));
    let of_group = json!({ "applicationName": "store", "deploymentGroupName": "sales" });
    assert_eq!(account.ok("ListDeployments", of_group.clone())["deployments"], json!([id]));
    let batch = json!({ "applicationName": "store", "deploymentGroupNames": ["sales", "gone"] });
    let batch = account.ok("BatchGetDeploymentGroups", batch);
    assert_eq!(batch["deploymentGroupsInfo"].as_array().unwrap().len(), 1);
    assert!(batch["errorMessage"].as_str().unwrap().contains("gone"));
    assert_eq!(account.ok("DeleteDeploymentGroup", of_group.clone()), json!({ "hooksNotCleanedUp": [] }));
    assert_eq!(account.refused("GetDeploymentGroup", of_group), "DeploymentGroupDoesNotExist");
    account.ok("DeleteApplication", json!({ "applicationName": "store" }));
    account.ok("DeleteApplication", json!({ "applicationName": "store" }));
    assert_eq!(account.refused("GetApplication", json!({ "applicationName": "store" })), "ApplicationDoesNotExist");
}

#[test]
fn a_custom_configuration_shifts_as_it_says() {
    let mut account = Account::new();
    let config = json!({
        "deploymentConfigName": "slow", "computePlatform": "Lambda",
        "trafficRoutingConfig": { "type": "TimeBasedLinear", "timeBasedLinear": { "linearPercentage": 30, "linearInterval": 2 } },
    });
    account.ok("CreateDeploymentConfig", config.clone());
    let shown = account.ok("GetDeploymentConfig", json!({ "deploymentConfigName": "slow" }));
    assert_eq!(shown["deploymentConfigInfo"]["trafficRoutingConfig"], config["trafficRoutingConfig"]);
    assert_eq!(shown["deploymentConfigInfo"].get("minimumHealthyHosts"), None);
    let names = account.ok("ListDeploymentConfigs", json!({}))["deploymentConfigsList"].clone();
    assert_eq!(names.as_array().unwrap().len(), 18);
    let id = account.deploy(&json!({ "deploymentConfigName": "slow" }));
    account.run_to_the_end();
    let info = account.ok("GetDeployment", json!({ "deploymentId": id }))["deploymentInfo"].clone();
    let lasted = info["completeTime"].as_f64().unwrap() - info["createTime"].as_f64().unwrap();
    assert!((lasted - 360.0).abs() < 1e-6, "{lasted}");
    account.ok("DeleteDeploymentConfig", json!({ "deploymentConfigName": "slow" }));
    let mut for_servers = config;
    for_servers["computePlatform"] = "Server".into();
    assert_eq!(account.refused("CreateDeploymentConfig", for_servers), "InvalidComputePlatform");
}

#[test]
fn tags_are_kept_on_applications_and_groups() {
    let mut account = Account::new();
    let arn = "arn:aws:codedeploy:us-east-1:123456789012:deploymentgroup:shop/orders";
    let tags = json!([{ "Key": "team", "Value": "till" }]);
    account.ok("TagResource", json!({ "ResourceArn": arn, "Tags": tags }));
    assert_eq!(account.ok("ListTagsForResource", json!({ "ResourceArn": arn })), json!({ "Tags": tags }));
    account.ok("UntagResource", json!({ "ResourceArn": arn, "TagKeys": ["team"] }));
    assert_eq!(account.ok("ListTagsForResource", json!({ "ResourceArn": arn })), json!({ "Tags": [] }));
    assert_eq!(account.refused("TagResource", json!({ "ResourceArn": arn })), "TagRequired");
    assert_eq!(account.refused("ListTagsForResource", json!({})), "ResourceArnRequired");
    for elsewhere in ["eu-west-1:123456789012", "us-east-1:999999999999"] {
        let arn = format!("arn:aws:codedeploy:{elsewhere}:deploymentgroup:shop/orders");
        assert_eq!(account.refused("ListTagsForResource", json!({ "ResourceArn": arn })), "InvalidArn");
    }
}

/// What is seen without a change of the assumption, and with it.
fn compared(text: &str, seen: impl Fn(&mut Account) -> Value) -> (Value, Value) {
    (seen(&mut Account::new()), seen(&mut Account::assuming(text)))
}

#[test]
fn what_the_api_shows_follows_the_assumptions() {
    let group = |account: &mut Account| {
        let named = json!({ "applicationName": "shop", "deploymentGroupName": "second", "serviceRoleArn": ROLE });
        account.ok("CreateDeploymentGroup", named.clone());
        account.ok("GetDeploymentGroup", named)["deploymentGroupInfo"]["deploymentConfigName"].clone()
    };
    let all_at_once = json!("CodeDeployDefault.LambdaAllAtOnce");
    let canary = "CodeDeployDefault.LambdaCanary10Percent5Minutes";
    assert_eq!(compared(&format!("default-config={canary}"), group), (all_at_once.clone(), json!(canary)));

    let rollback = |member: &'static str| {
        move |account: &mut Account| {
            account.run_to_the_end();
            let id = account.deploy(&json!({}));
            account.ok("StopDeployment", json!({ "deploymentId": id, "autoRollbackEnabled": true }));
            let stopped = account.ok("GetDeployment", json!({ "deploymentId": id }));
            let rollback = &stopped["deploymentInfo"]["rollbackInfo"]["rollbackDeploymentId"];
            account.ok("GetDeployment", json!({ "deploymentId": rollback }))["deploymentInfo"][member].clone()
        }
    };
    let seen = compared(&format!("rollback-config={canary}"), rollback("deploymentConfigName"));
    assert_eq!(seen, (all_at_once, json!(canary)));

    let target = |member: &'static str| {
        move |account: &mut Account| {
            let id = account.deploy(&json!({}));
            let ids = account.ok("ListDeploymentTargets", json!({ "deploymentId": id }))["targetIds"].clone();
            let target = json!({ "deploymentId": id, "targetId": ids[0] });
            account.ok("GetDeploymentTarget", target)["deploymentTarget"]["lambdaTarget"][member].clone()
        }
    };
    assert_eq!(compared("target-id-has-alias=true", target("targetId")), (json!("orders"), json!("orders:live")));
    let arn = "arn:aws:lambda:us-east-1:123456789012:function:orders";
    let seen = compared("target-arn-has-alias=false", target("targetArn"));
    assert_eq!(seen, (json!(format!("{arn}:live")), json!(arn)));
    let (shown, hidden) = compared("target-shows-steps=false", target("lambdaFunctionInfo"));
    assert_eq!((&shown["targetVersionWeight"], &hidden["targetVersionWeight"]), (&json!(0.1), &json!(0.0)));

    let continued = |account: &mut Account| {
        let id = account.deploy(&json!({}));
        json!(account.refused("ContinueDeployment", json!({ "deploymentId": id })))
    };
    let codes = (json!("UnsupportedActionForDeploymentType"), json!("DeploymentIsNotInReadyState"));
    assert_eq!(compared("continue-is-unsupported=false", continued), codes);

    let eleven: Vec<Value> = (0..11).map(|number| json!({ "name": format!("a{number}") })).collect();
    let alarmed = json!({
        "applicationName": "shop", "currentDeploymentGroupName": "orders",
        "alarmConfiguration": { "enabled": true, "alarms": eleven },
    });
    assert_eq!(Account::new().refused("UpdateDeploymentGroup", alarmed.clone()), "AlarmsLimitExceeded");
    Account::assuming("alarms-per-group=50").ok("UpdateDeploymentGroup", alarmed);
}

#[test]
fn a_region_has_a_thousand_applications_and_each_a_thousand_groups() {
    let mut account = Account::new();
    let application = |number: usize| json!({ "applicationName": format!("a{number}"), "computePlatform": "Lambda" });
    let group = |number: usize| json!({ "applicationName": "shop", "deploymentGroupName": format!("g{number}"), "serviceRoleArn": ROLE });
    for number in 1..1_000 {
        account.ok("CreateApplication", application(number));
        account.ok("CreateDeploymentGroup", group(number));
    }
    assert_eq!(account.refused("CreateApplication", application(1_000)), "ApplicationLimitExceeded");
    assert_eq!(account.refused("CreateDeploymentGroup", group(1_000)), "DeploymentGroupLimitExceeded");
}

#[test]
fn revisions_are_registered_and_found() {
    let mut account = Account::new();
    let by_key = json!({ "applicationName": "shop", "s3KeyPrefix": "k" });
    assert_eq!(account.refused("ListApplicationRevisions", by_key), "BucketNameFilterRequired");
    let registered =
        json!({ "applicationName": "shop", "revision": revision(Some("hook")), "description": "with a hook" });
    account.ok("RegisterApplicationRevision", registered);
    account.deploy(&json!({}));
    let listed = |account: &mut Account, deployed: &str| {
        let input = json!({ "applicationName": "shop", "deployed": deployed });
        account.ok("ListApplicationRevisions", input)["revisions"].as_array().unwrap().len()
    };
    assert_eq!(
        (listed(&mut account, "ignore"), listed(&mut account, "include"), listed(&mut account, "exclude")),
        (2, 1, 1)
    );
    let batch = json!({ "applicationName": "shop", "revisions": [revision(Some("hook")), revision(Some("other"))] });
    let batch = account.ok("BatchGetApplicationRevisions", batch);
    assert_eq!(batch["revisions"][0]["genericRevisionInfo"]["description"], "with a hook");
    assert!(batch["errorMessage"].as_str().unwrap().contains("no revision"));
}

#[test]
fn a_lambda_deployment_has_nothing_to_continue() {
    let mut account = Account::new();
    let id = account.deploy(&json!({}));
    let of = |id: &str| json!({ "deploymentId": id, "deploymentWaitType": "READY_WAIT" });
    assert_eq!(account.refused("ContinueDeployment", of(&id)), "UnsupportedActionForDeploymentType");
    assert_eq!(account.refused("ContinueDeployment", of("d-UNKNOWN")), "DeploymentDoesNotExist");
    account.run_to_the_end();
    assert_eq!(account.refused("ContinueDeployment", of(&id)), "DeploymentAlreadyCompleted");
    assert_eq!(account.refused("StopDeployment", of(&id)), "DeploymentAlreadyCompleted");
    assert!(operation("RestartDeployment").is_none());
}
