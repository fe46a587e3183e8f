//! One HTTP connector for all clients, made of two that come into being when first used.

use std::sync::{Arc, OnceLock};

use aws_sdk_codedeploy::config::SharedHttpClient;
use aws_smithy_http_client::Connector;
use aws_smithy_http_client::tls::{self, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;

/// Plain and TLS connections. The certificates of the system are read when the first `https` request goes out, not before:
/// that reading is most of what a cold start costs elsewhere.
#[derive(Clone, Debug, Default)]
struct Transport(Arc<Connectors>);

#[derive(Debug, Default)]
struct Connectors {
    settings: OnceLock<HttpConnectorSettings>,
    plain: OnceLock<SharedHttpConnector>,
    tls: OnceLock<SharedHttpConnector>,
}

impl HttpConnector for Transport {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let settings = || self.0.settings.get().cloned().unwrap_or_default();
        let connector = if request.uri().starts_with("http:") {
            self.0.plain.get_or_init(|| {
                SharedHttpConnector::new(Connector::builder().connector_settings(settings()).build_http())
            })
        } else {
            self.0.tls.get_or_init(|| {
                let provider = tls::Provider::Rustls(CryptoMode::Ring);
                SharedHttpConnector::new(
                    Connector::builder().tls_provider(provider).connector_settings(settings()).build(),
                )
            })
        };
        connector.call(request)
    }
}

/// A client whose connections are shared by all services.
pub(crate) fn client() -> SharedHttpClient {
    let transport = Transport::default();
    http_client_fn(move |settings, _| {
        // All services here use the same settings; the first to ask decides.
        let _ = transport.0.settings.set(settings.clone());
        SharedHttpConnector::new(transport.clone())
    })
}
