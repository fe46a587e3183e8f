//! The control face, which programs of other languages drive.

use mock_codedeploy::{
    Alias, AliasName, ClockMode, Code, Configuration, ErrorCode, Function, FunctionName, Mock, NewDeployment, Settings,
    Strategy, Version,
};
use serde_json::{Value, json};

use crate::connection::{JSON_11, LIST_APPLICATIONS, call, mock};

async fn control(mock: &Mock, method: &str, path: &str, body: &Value) -> (u16, Value) {
    let answer = call(mock, method, path, &[], &body.to_string()).await;
    (answer.status, answer.json())
}

#[tokio::test]
async fn a_clock_is_not_put_forward_beyond_all_deployments() {
    let mock = mock().await;
    let too_long = control(&mock, "POST", "/_mock/clock/advance", &json!({ "seconds": 1e18 })).await;
    let message = "seconds has to be a positive number, and no more than ten years";
    assert_eq!(too_long, (400, json!({ "message": message })));
    assert_eq!(control(&mock, "POST", "/_mock/clock/advance", &json!({ "seconds": 3.15e8 })).await.0, 200);
}

#[tokio::test]
async fn a_clock_that_goes_by_itself_stands_still_while_it_is_held() {
    let settings = Settings { clock: ClockMode::Scaled(1e6), ..Settings::default() };
    let mock = Mock::start(settings).await.unwrap();
    let (_, held) = control(&mock, "POST", "/_mock/clock/hold", &json!({})).await;
    let (_, later) = control(&mock, "GET", "/_mock/clock", &json!({})).await;
    assert_eq!((&later["now"], &later["held"]), (&held["now"], &json!(true)));
    let (_, forward) = control(&mock, "POST", "/_mock/clock/advance", &json!({ "seconds": 60 })).await;
    let passed = forward["now"].as_f64().unwrap() - held["now"].as_f64().unwrap();
    assert!((passed - 60.0).abs() < 1e-5, "{passed}");
}

#[tokio::test]
async fn a_fault_names_an_operation_that_is_there_and_says_what_it_is_told_to() {
    let mock = mock().await;
    let fault = |operation: &str, status: u16| {
        json!({
            "service": "codedeploy", "operation": operation, "kind": "error", "status": status,
            "code": "AccessDeniedException", "message": "not authorized to list",
        })
    };
    let unknown = control(&mock, "POST", "/_mock/faults", &fault("ListEverything", 400)).await;
    assert_eq!(unknown, (400, json!({ "message": "codedeploy has no operation `ListEverything` here" })));
    let no_error = control(&mock, "POST", "/_mock/faults", &fault("ListApplications", 99)).await;
    assert_eq!(no_error, (400, json!({ "message": "99 is the status of no error: it is between 400 and 599" })));
    assert_eq!(control(&mock, "POST", "/_mock/faults", &fault("ListApplications", 400)).await.0, 200);
    let refused = call(&mock, "POST", "/", &[JSON_11, LIST_APPLICATIONS], "{}").await;
    assert_eq!(refused.refusal(), (400, "AccessDeniedException"));
    assert_eq!(refused.json()["message"], "not authorized to list");
}

#[tokio::test]
async fn a_role_that_is_missed_before_anything_is_there_is_missed_by_the_first_deployment() {
    let mock = mock().await;
    let fault = json!({ "service": "role", "operation": "GetAlias", "kind": "error", "code": "NoSuchRole" });
    assert_eq!(control(&mock, "POST", "/_mock/faults", &fault).await, (200, json!({})));
    let (name, live) = (FunctionName::new("f").unwrap(), AliasName::new("live").unwrap());
    let mut function = Function::new(name.clone(), Configuration::default(), Code::Model);
    function.publish(Configuration::default(), Code::Model);
    function.set_alias(live.clone(), Alias::to(Version::FIRST));
    mock.put_function(function);
    let new = NewDeployment {
        function: name,
        alias: live,
        current_version: Version::FIRST,
        target_version: Version::FIRST.next(),
        strategy: Strategy::AllAtOnce,
        before_allow_traffic: None,
        after_allow_traffic: None,
    };
    let id = mock.create_deployment(&new).unwrap();
    mock.all_ended().await;
    assert_eq!(mock.deployment(&id).unwrap().error().unwrap().code, ErrorCode::IamRoleMissing);
}

#[tokio::test]
async fn a_behavior_is_given_to_a_version_of_any_region() {
    let mock = mock().await;
    let authorization = "authorization: AWS4-HMAC-SHA256 Credential=mock/20260101/eu-west-1/lambda/aws4_request, \
                         SignedHeaders=host, Signature=0";
    let create = json!({
        "FunctionName": "f", "Role": "arn:aws:iam::123456789012:role/f", "Runtime": "provided.al2023", "Handler": "bootstrap",
        // An empty zip.
        "Code": { "ZipFile": "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==" }, "Publish": true,
    });
    let created = call(&mock, "POST", "/2015-03-31/functions", &[authorization], &create.to_string()).await;
    assert_eq!(created.status, 201, "{}", created.text());
    let behavior = json!({ "answers": { "price": 7 } });
    let path = "/_mock/functions/f/versions/1/behavior";
    assert_eq!(control(&mock, "PUT", path, &behavior).await.0, 404, "there is none in the default region");
    assert_eq!(control(&mock, "PUT", &format!("{path}?region=nowhere"), &behavior).await.0, 400);
    assert_eq!(control(&mock, "PUT", &format!("{path}?region=eu-west-1"), &behavior).await, (200, json!({})));
    let invoked = call(&mock, "POST", "/2015-03-31/functions/f/invocations?Qualifier=1", &[authorization], "{}").await;
    assert_eq!(invoked.json(), json!({ "price": 7 }));
}
