//! One HTTP connector for all clients: HTTP/1.1 over a shared pool, with TLS that comes into being with the first `https` request.
//!
//! The SDK's own connector brings HTTP/2 and reads every certificate of the system when it is made; both cost more than all the rest of a
//! cold start, for a process that sends two or three requests.

mod connect;
mod tls;

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use aws_sdk_codedeploy::config::SharedHttpClient;
use aws_smithy_runtime_api::client::http::{HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use hyper_util::client::legacy::{Client, Error};
use hyper_util::rt::{TokioExecutor, TokioTimer};

use connect::Connect;

/// Lambda may freeze a process between two requests for longer than a server keeps a connection open.
const IDLE: Duration = Duration::from_secs(10);

/// The connector. Clones share their connections.
#[derive(Clone, Debug, Default)]
pub(super) struct Transport(Arc<OnceLock<Client<Connect, SdkBody>>>);

impl Transport {
    /// A client for the SDK, over these connections.
    pub(super) fn client(&self) -> SharedHttpClient {
        let transport = self.clone();
        // The settings are not looked at: connections have a time-out of their own, and the rest is for who waits.
        http_client_fn(move |_, _| SharedHttpConnector::new(transport.clone()))
    }

    fn pool(&self) -> &Client<Connect, SdkBody> {
        self.0.get_or_init(|| {
            Client::builder(TokioExecutor::new())
                .pool_timer(TokioTimer::new())
                .pool_idle_timeout(IDLE)
                .build(Connect::default())
        })
    }
}

impl HttpConnector for Transport {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let request = match request.try_into_http1x() {
            Ok(request) => request,
            Err(error) => return HttpConnectorFuture::ready(Err(ConnectorError::user(error.into()))),
        };
        let response = self.pool().request(request);
        HttpConnectorFuture::new(async move {
            let response = response.await.map_err(failed)?.map(SdkBody::from_body_1_x);
            HttpResponse::try_from(response).map_err(|error| ConnectorError::other(error.into(), None))
        })
    }
}

/// Whatever it is, nothing has been answered: the SDK may try again.
fn failed(error: Error) -> ConnectorError {
    ConnectorError::io(error.into())
}

/// An HTTP client for AWS clients of your own: HTTP/1.1, Amazon's roots first, nothing read before it is needed. Clones share their
/// connections.
pub fn http_client() -> SharedHttpClient {
    Transport::default().client()
}
