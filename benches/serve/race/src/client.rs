//! The client of both: as many tasks as connections, each with one call after another.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client as Http;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};

const AUTHORIZATION: &str =
    "AWS4-HMAC-SHA256 Credential=mock/20260101/us-east-1/codedeploy/aws4_request, SignedHeaders=host, Signature=0";

/// A server with one deployment to ask for.
#[derive(Clone)]
pub(crate) struct Client {
    http: Http<HttpConnector, Full<Bytes>>,
    url: String,
    deployment: String,
    connections: usize,
}

impl Client {
    /// Makes an application, a group and a deployment.
    pub(crate) async fn set_up(url: &str, connections: usize) -> Result<Self, String> {
        let http = Http::builder(TokioExecutor::new()).build_http();
        let mut client = Self { http, url: url.to_owned(), deployment: String::new(), connections };
        let application = json!({ "applicationName": "shop", "computePlatform": "Lambda" });
        client.expect("CreateApplication", &application).await?;
        let group = json!({
            "applicationName": "shop", "deploymentGroupName": "orders",
            "serviceRoleArn": "arn:aws:iam::123456789012:role/deployer",
            "deploymentConfigName": "CodeDeployDefault.LambdaCanary10Percent5Minutes",
        });
        client.expect("CreateDeploymentGroup", &group).await?;
        let content = json!({
            "version": 0.0,
            "Resources": [{ "f": { "Type": "AWS::Lambda::Function", "Properties": {
                "Name": "f", "Alias": "live", "CurrentVersion": "1", "TargetVersion": "2",
            } } }],
        });
        let deployment = json!({
            "applicationName": "shop", "deploymentGroupName": "orders",
            "revision": { "revisionType": "AppSpecContent", "appSpecContent": { "content": content.to_string() } },
        });
        let created = client.expect("CreateDeployment", &deployment).await?;
        created["deploymentId"].as_str().ok_or("no deployment was made")?.clone_into(&mut client.deployment);
        Ok(client)
    }

    /// `GetDeployment` calls a second.
    pub(crate) async fn get_deployments(&self, time: Duration) -> Result<f64, String> {
        self.rate("GetDeployment", json!({ "deploymentId": self.deployment }), 200, time).await
    }

    /// Reports a second, of a hook that has ended: looked up, judged and refused like any other.
    pub(crate) async fn reports(&self, time: Duration) -> Result<f64, String> {
        let report = json!({
            "deploymentId": self.deployment, "lifecycleEventHookExecutionId": "e", "status": "Succeeded",
        });
        self.rate("PutLifecycleEventHookExecutionStatus", report, 400, time).await
    }

    async fn rate(&self, operation: &'static str, input: Value, status: u16, time: Duration) -> Result<f64, String> {
        let (start, calls) = (Instant::now(), Arc::new(AtomicU64::new(0)));
        let tasks: Vec<_> = (0..self.connections)
            .map(|_| {
                let (client, input, calls) = (self.clone(), input.clone(), Arc::clone(&calls));
                tokio::spawn(async move {
                    while start.elapsed() < time {
                        let (answered, body) = client.call(operation, &input).await?;
                        if answered != status {
                            return Err(format!("{operation} answered {answered}: {body}"));
                        }
                        calls.fetch_add(1, Ordering::Relaxed);
                    }
                    Ok(())
                })
            })
            .collect();
        for task in tasks {
            task.await.map_err(|error| error.to_string())??;
        }
        let calls = u32::try_from(calls.load(Ordering::Relaxed)).unwrap_or(u32::MAX);
        Ok(f64::from(calls) / start.elapsed().as_secs_f64())
    }

    async fn expect(&self, operation: &str, input: &Value) -> Result<Value, String> {
        match self.call(operation, input).await? {
            (200, body) => serde_json::from_str(&body).map_err(|error| error.to_string()),
            (status, body) => Err(format!("{} {operation}: {status} {body}", self.url)),
        }
    }

    async fn call(&self, operation: &str, input: &Value) -> Result<(u16, String), String> {
        let request = Request::post(&self.url)
            .header("content-type", "application/x-amz-json-1.1")
            .header("x-amz-target", format!("CodeDeploy_20141006.{operation}"))
            .header("authorization", AUTHORIZATION)
            .body(Full::new(Bytes::from(input.to_string())))
            .map_err(|error| error.to_string())?;
        let response = self.http.request(request).await.map_err(|error| format!("{operation}: {error}"))?;
        let status = response.status().as_u16();
        let body = response.into_body().collect().await.map_err(|error| error.to_string())?.to_bytes();
        Ok((status, String::from_utf8_lossy(&body).into_owned()))
    }
}
