//! Connections, plain and secured.

use std::error::Error;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper_rustls::{HttpsConnector, MaybeHttpsStream};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tower_service::Service;

use super::tls::{self, Roots, UntrustedCertificate};

/// From the first packet to the end of the handshake. A healthy endpoint takes a tenth of it.
const PATIENCE: Duration = Duration::from_secs(3);

type BoxError = Box<dyn Error + Send + Sync>;
type Connection = MaybeHttpsStream<TokioIo<TcpStream>>;
type Connecting = Pin<Box<dyn Future<Output = Result<Connection, BoxError>> + Send>>;

/// Makes connections.
#[derive(Clone, Debug)]
pub(super) struct Connect {
    tcp: HttpConnector,
    roots: Arc<Roots>,
}

impl Default for Connect {
    fn default() -> Self {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        Self { tcp, roots: Arc::default() }
    }
}

impl Service<http::Uri> for Connect {
    type Response = Connection;
    type Error = BoxError;
    type Future = Connecting;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.tcp.poll_ready(context).map_err(Into::into)
    }

    fn call(&mut self, uri: http::Uri) -> Connecting {
        let Self { tcp, roots } = self.clone();
        Box::pin(async move {
            let connecting: Connecting = if uri.scheme() == Some(&http::uri::Scheme::HTTPS) {
                Box::pin(secured(tcp, roots, uri))
            } else {
                Box::pin(plain(tcp, uri))
            };
            timeout(PATIENCE, connecting)
                .await
                .unwrap_or_else(|_| Err(format!("no connection within {} s", PATIENCE.as_secs()).into()))
        })
    }
}

async fn plain(mut tcp: HttpConnector, uri: http::Uri) -> Result<Connection, BoxError> {
    Ok(MaybeHttpsStream::Http(tcp.call(uri).await?))
}

/// Amazon's roots first: they are few, and known before any file is read. A certificate that they do not vouch for (a proxy's, an
/// emulator's) is held against the system's.
async fn secured(tcp: HttpConnector, roots: Arc<Roots>, uri: http::Uri) -> Result<Connection, BoxError> {
    let handshake = |config| HttpsConnector::from((tcp.clone(), config)).call(uri.clone());
    if let Some(amazon) = roots.amazon_only()? {
        match handshake(amazon).await {
            Err(error) if tls::is_untrusted(&*error) => roots.prefer_system(),
            done => return done,
        }
    }
    match handshake(roots.system()?).await {
        Err(error) if tls::is_untrusted(&*error) => {
            Err(UntrustedCertificate { host: uri.host().unwrap_or_default().to_owned(), source: error }.into())
        }
        done => done,
    }
}
