//! Faults as verbs, as clients meet them.

use std::time::{Duration, Instant};

use mock_codedeploy::Mock;

use crate::connection::{Answer, Connection, FORM, JSON_11, LIST_APPLICATIONS, call, mock, request};

const REPORT: &str = "x-amz-target: CodeDeploy_20141006.PutLifecycleEventHookExecutionStatus";
const GET_METRIC_DATA: &str = "x-amz-target: GraniteServiceVersion20100801.GetMetricData";

async fn report(mock: &Mock) -> Answer {
    call(mock, "POST", "/", &[JSON_11, REPORT], "{}").await
}

async fn list(mock: &Mock) -> Answer {
    call(mock, "POST", "/", &[JSON_11, LIST_APPLICATIONS], "{}").await
}

async fn invoke(mock: &Mock) -> Answer {
    call(mock, "POST", "/2015-03-31/functions/nobody/invocations", &[], "{}").await
}

#[tokio::test]
async fn each_service_throttles_what_hooks_call_in_its_own_words() {
    let mock = mock().await;
    mock.codedeploy().throttles(2);
    for _ in 0..2 {
        assert_eq!(report(&mock).await.refusal(), (400, "ThrottlingException"));
    }
    assert_eq!(report(&mock).await.refusal(), (400, "DeploymentIdRequiredException"));

    mock.lambda().throttles(1);
    assert_eq!(invoke(&mock).await.refusal(), (429, "TooManyRequestsException"));
    assert_eq!(invoke(&mock).await.refusal(), (404, "ResourceNotFoundException"));

    mock.cloudwatch().throttles(2);
    let json = call(&mock, "POST", "/", &[GET_METRIC_DATA], "{}").await;
    assert_eq!(json.refusal(), (400, "ThrottlingException"));
    assert_eq!(json.headers["x-amzn-query-error"], "Throttling;Sender");
    let query = call(&mock, "POST", "/", &[FORM], "Action=GetMetricData").await;
    assert_eq!(query.refusal(), (400, "Throttling"));
}

#[tokio::test]
async fn an_operation_is_named_and_fails_as_often_as_is_said() {
    let mock = mock().await;
    mock.codedeploy().on("ListApplications").times(2).fails(503, "ServiceUnavailable");
    assert_eq!(report(&mock).await.refusal(), (400, "DeploymentIdRequiredException"));
    for _ in 0..2 {
        assert_eq!(list(&mock).await.refusal(), (503, "ServiceUnavailable"));
    }
    assert_eq!(list(&mock).await.status, 200);
}

#[tokio::test]
async fn a_service_hangs_until_it_recovers() {
    let mock = mock().await;
    mock.codedeploy().on("ListApplications").always().hangs();
    let mut waiting = Connection::to(&mock).await;
    waiting.send(request("POST", "/", &[JSON_11, LIST_APPLICATIONS], "{}")).await;
    tokio::select! {
        answer = waiting.answer() => panic!("{answer:?}"),
        // Others are answered meanwhile.
        answer = report(&mock) => assert_eq!(answer.status, 400),
    }
    mock.lambda().throttles(1);
    mock.codedeploy().recovers();
    assert_eq!(list(&mock).await.status, 200);
    assert_eq!(invoke(&mock).await.status, 429, "another service has not recovered");
}

#[tokio::test]
async fn a_reset_breaks_the_answer_and_an_empty_one_has_no_body() {
    let mock = mock().await;
    mock.codedeploy().on("ListApplications").resets();
    let mut cut = Connection::to(&mock).await;
    cut.send(request("POST", "/", &[JSON_11, LIST_APPLICATIONS], "{}")).await;
    assert!(cut.answer().await.is_none());
    mock.codedeploy().on("ListApplications").answers_nothing();
    let empty = list(&mock).await;
    assert_eq!((empty.status, empty.body.len()), (200, 0));
    assert_eq!(list(&mock).await.text(), r#"{"applications":[]}"#);
}

#[tokio::test]
async fn a_slow_answer_is_a_good_one_and_every_fault_may_come_late() {
    let mock = mock().await;
    let late = Duration::from_millis(60);
    mock.codedeploy().on("ListApplications").is_slow(late);
    mock.codedeploy().on("ListApplications").after(late).fails(500, "InternalFailure");
    for status in [200, 500] {
        let start = Instant::now();
        assert_eq!(list(&mock).await.status, status);
        assert!(start.elapsed() >= late);
    }
}

#[tokio::test]
#[should_panic(expected = "CodeDeploy has no operation `GetDeploment` to misbehave")]
async fn an_operation_that_is_not_there_is_a_mistake_of_the_test() {
    mock().await.codedeploy().on("GetDeploment").hangs();
}
