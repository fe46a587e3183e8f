//! Operations that the mock does not have, and who hears of them.

use std::sync::{Arc, Mutex};

use mock_codedeploy::{Mock, Observer, Service, Settings, UnknownOperation};

use crate::connection::{FORM, JSON_11, LIST_APPLICATIONS, call};

#[derive(Debug, Default)]
struct Heard(Mutex<Vec<UnknownOperation>>);

impl Observer for Heard {
    fn unknown_operation(&self, operation: &UnknownOperation) {
        self.0.lock().unwrap().push(operation.clone());
    }
}

#[tokio::test]
async fn each_is_answered_as_aws_does_and_told_to_the_observer() {
    let heard = Arc::new(Heard::default());
    let mock = Mock::start(Settings { observer: Some(Arc::clone(&heard) as _), ..Settings::default() }).await.unwrap();
    let target = |target: &str| format!("x-amz-target: {target}");
    let codedeploy =
        call(&mock, "POST", "/", &[JSON_11, &target("CodeDeploy_20141006.ListOnPremisesInstances")], "{}").await;
    assert_eq!(codedeploy.refusal(), (400, "UnknownOperationException"));
    assert_eq!(codedeploy.json()["__type"], "UnknownOperationException");
    let cloudwatch = call(&mock, "POST", "/", &[&target("GraniteServiceVersion20100801.PutDashboard")], "{}").await;
    assert_eq!(cloudwatch.refusal(), (400, "UnknownOperationException"));
    let query = call(&mock, "POST", "/", &[FORM], "Action=PutDashboard&Version=2010-08-01").await;
    assert_eq!(query.refusal(), (400, "InvalidAction"));
    assert!(query.text().contains("Could not find operation PutDashboard for version 2010-08-01"), "{}", query.text());
    let cbor = call(&mock, "POST", "/service/GraniteServiceVersion20100801/operation/PutDashboard", &[], "").await;
    assert_eq!(
        (cbor.refusal(), cbor.headers["content-type"].as_str()),
        ((400, "UnknownOperationException"), "application/cbor")
    );
    let lambda = call(&mock, "GET", "/2021-10-31/functions/f/url", &[], "").await;
    assert_eq!(lambda.refusal(), (404, "UnknownOperationException"));
    let other = call(&mock, "POST", "/", &[&target("DynamoDB_20120810.GetItem")], "{}").await;
    assert_eq!(other.refusal(), (400, "UnknownOperationException"));
    assert_eq!(call(&mock, "POST", "/", &[JSON_11, LIST_APPLICATIONS], "{}").await.status, 200);

    let unknown = |service, operation: &str| UnknownOperation { service, operation: operation.into() };
    assert_eq!(
        *heard.0.lock().unwrap(),
        [
            unknown(Some(Service::CodeDeploy), "ListOnPremisesInstances"),
            unknown(Some(Service::CloudWatch), "PutDashboard"),
            unknown(Some(Service::CloudWatch), "PutDashboard"),
            unknown(Some(Service::CloudWatch), "PutDashboard"),
            unknown(Some(Service::Lambda), "GET /2021-10-31/functions/f/url"),
            unknown(None, "DynamoDB_20120810.GetItem"),
        ]
    );
}
