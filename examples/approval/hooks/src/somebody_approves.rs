//! Before traffic shifts.

use hook_sdk::{Hook, Outcome, Result, pre_traffic};
use serde_json::json;

use crate::approval::Approval;

/// Whoever is on duty approves the version, once it has shown that it answers at all.
#[pre_traffic(function = "OrdersFunction", timeout = "20s")]
pub(crate) async fn somebody_approves(hook: Hook) -> Result<Outcome> {
    ask(hook, &Approval::of_process().await?).await
}

async fn ask(hook: Hook, approval: &Approval) -> Result<Outcome> {
    // A person need not be asked about a version that is broken.
    let order = json!({ "order": 1, "lines": [{ "product": "tea", "quantity": 2 }] });
    hook.check("it answers", async { Ok(hook.invoke(&order).await.map(drop)?) }).await?;

    let token = hook.defer();
    approval.start(&token).await?;
    Ok(Outcome::Deferred(token))
}

#[cfg(test)]
mod tests {
    use hook_sdk::{DeferralToken, OutcomeKind};
    use mock_codedeploy::{HookStatus, MockCodeDeploy, Run};
    use serde_json::Value;
    use wiremock::matchers::{body_partial_json, header};
    use wiremock::{Mock, MockServer, ResponseTemplate};

    use super::*;
    use crate::approval::tests::{MACHINE, at};

    async fn step_functions(status: u16, answer: Value) -> MockServer {
        let server = MockServer::start().await;
        Mock::given(header("x-amz-target", "AWSStepFunctions.StartExecution"))
            .and(body_partial_json(json!({ "stateMachineArn": MACHINE })))
            .respond_with(ResponseTemplate::new(status).set_body_raw(answer.to_string(), "application/x-amz-json-1.0"))
            .mount(&server)
            .await;
        server
    }

    async fn asked(aws: &MockCodeDeploy, server: &MockServer) -> Run {
        let approval = at(&server.uri());
        aws.run(async move |hook: Hook| ask(hook, &approval).await).await
    }

    #[tokio::test]
    async fn the_verdict_is_left_to_the_state_machine_which_gets_all_that_it_needs() {
        let server = step_functions(200, json!({ "executionArn": format!("{MACHINE}:d"), "startDate": 1.0 })).await;
        let run = asked(&MockCodeDeploy::start().await, &server).await;
        assert_eq!(run.status(), HookStatus::InProgress, "{:?}", run.reasons());
        assert_eq!(run.report().outcome, OutcomeKind::Deferred);

        let requests = server.received_requests().await.unwrap();
        let [request] = requests.as_slice() else { panic!("{requests:?}") };
        let body: Value = request.body_json().unwrap();
        let input: Value = serde_json::from_str(body["input"].as_str().unwrap()).unwrap();
        assert_eq!(body["name"], format!("{}-target-2", run.report().deployment_id));
        let token: DeferralToken = input["Token"].as_str().unwrap().parse().unwrap();
        assert_eq!(token.event().deployment_id.as_str(), run.report().deployment_id);
        let missing = paths(&definition()).filter(|path| input.get(path).is_none()).collect::<Vec<_>>();
        assert_eq!(missing, Vec::<String>::new(), "the state machine asks for what its input does not have");
    }

    #[tokio::test]
    async fn a_version_that_fails_is_refused_without_asking_anybody() {
        let server = step_functions(200, json!({})).await;
        let aws = MockCodeDeploy::start().await;
        aws.target().fails("OutOfOrder", "no tea today");
        let run = asked(&aws, &server).await;
        assert_eq!(run.status(), HookStatus::Failed);
        assert_eq!(run.reasons(), ["it answers: target:2 failed with OutOfOrder: no tea today"]);
        assert_eq!(server.received_requests().await.unwrap().len(), 0);
    }

    #[tokio::test]
    async fn a_state_machine_that_does_not_start_is_a_failure() {
        let server = step_functions(400, json!({ "__type": "StateMachineDoesNotExist", "message": "gone" })).await;
        let run = asked(&MockCodeDeploy::start().await, &server).await;
        assert_eq!(run.status(), HookStatus::Failed);
        assert!(run.reasons()[0].contains("StateMachineDoesNotExist"), "{:?}", run.reasons());
    }

    #[test]
    fn every_state_is_reached_and_each_way_through_the_machine_tells_codedeploy() {
        let definition = definition();
        let states = definition["States"].as_object().unwrap();
        let mut ways = vec![vec![definition["StartAt"].as_str().unwrap()]];
        let mut ends = Vec::new();
        while let Some(way) = ways.pop() {
            let state = &states[*way.last().unwrap()];
            let catches = state["Catch"].as_array().into_iter().flatten();
            let next: Vec<&str> = catches.chain([state]).filter_map(|from| from["Next"].as_str()).collect();
            if next.is_empty() {
                ends.push(way);
            } else {
                ways.extend(next.into_iter().map(|name| way.iter().copied().chain([name]).collect()));
            }
        }
        ends.sort();
        assert_eq!(
            ends,
            [vec!["AskForApproval", "TellFailed", "NotApproved"], vec!["AskForApproval", "TellSucceeded"],]
        );
        assert_eq!(states.len(), 4);
        for (state, status) in [("TellSucceeded", "Succeeded"), ("TellFailed", "Failed")] {
            assert_eq!(states[state]["Parameters"]["Status"], status);
        }
    }

    fn definition() -> Value {
        serde_json::from_str(include_str!("../../approval.asl.json")).unwrap()
    }

    /// The fields of the input that a definition refers to, as in `$.DeploymentId`.
    fn paths(value: &Value) -> Box<dyn Iterator<Item = String> + '_> {
        match value {
            Value::Array(items) => Box::new(items.iter().flat_map(paths)),
            // What a state puts in is not its input.
            Value::Object(fields) => {
                Box::new(fields.iter().filter(|(name, _)| *name != "ResultPath").flat_map(|(_, value)| paths(value)))
            }
            Value::String(text) => Box::new(text.match_indices("$.").filter_map(|(at, _)| {
                let context = text[..at].ends_with('$');
                let name = text[at + 2..].chars().take_while(char::is_ascii_alphanumeric).collect();
                (!context).then_some(name)
            })),
            _ => Box::new(std::iter::empty()),
        }
    }
}
