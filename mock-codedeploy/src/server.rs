//! An HTTP server whose connections end with it.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

/// How long to wait when no connection can be taken, since all descriptors are in use.
const PAUSE: Duration = Duration::from_millis(50);

/// A server on a port. Dropping it closes the port and cuts all connections, soon; [`closed`](Self::closed) waits for it.
#[derive(Debug)]
pub(crate) struct Server {
    address: SocketAddr,
    task: JoinHandle<()>,
    /// How long answers that are under way may take, once it has to end.
    end: watch::Sender<Option<Duration>>,
}

impl Server {
    /// Serves what arrives. `head` is how long a client may take for a request's head, and how long an idle connection is kept; `None`
    /// for clients that are trusted.
    pub(crate) fn start(listener: TcpListener, router: Router, head: Option<Duration>) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let end = watch::Sender::new(None);
        let task = tokio::spawn(serve(listener, router, head, end.subscribe()));
        Ok(Self { address, task, end })
    }

    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Closes the port and the idle connections; those with an answer under way have so much time left for it.
    pub(crate) fn close(&self, grace: Duration) {
        self.end.send_replace(Some(grace));
    }

    /// Waits until the last connection is closed, which [`close`](Self::close) has asked for.
    pub(crate) async fn closed(&mut self) {
        if !self.task.is_finished() {
            let _ = (&mut self.task).await;
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The task owns the connections: they end with it.
        self.task.abort();
    }
}

async fn serve(
    listener: TcpListener,
    router: Router,
    head: Option<Duration>,
    mut end: watch::Receiver<Option<Duration>>,
) {
    let mut connections = JoinSet::new();
    let of_connections = end.clone();
    let grace = loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(connection(stream, router.clone(), head, of_connections.clone()));
                }
                Err(error) if is_of_one_connection(&error) => {}
                Err(_) => tokio::time::sleep(PAUSE).await,
            },
            Some(_) = connections.join_next(), if !connections.is_empty() => {}
            grace = ended(&mut end) => break grace,
        }
    };
    drop(listener);
    let _ = tokio::time::timeout(grace, async { while connections.join_next().await.is_some() {} }).await;
    // What takes longer is cut off.
    connections.shutdown().await;
}

/// Waits until the server has to end.
async fn ended(end: &mut watch::Receiver<Option<Duration>>) -> Duration {
    match end.wait_for(Option::is_some).await {
        Ok(grace) => grace.unwrap_or_default(),
        // The server is gone, and this task with it.
        Err(_) => Duration::ZERO,
    }
}

/// Whether it was only this connection that failed.
fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

async fn connection(
    stream: TcpStream,
    router: Router,
    head: Option<Duration>,
    mut end: watch::Receiver<Option<Duration>>,
) {
    // Answers are small and written whole: waiting for more of them only costs time.
    let _ = stream.set_nodelay(true);
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(head)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    tokio::pin!(served);
    // However a connection ends, its client has noticed.
    tokio::select! {
        _ = &mut served => return,
        _ = ended(&mut end) => served.as_mut().graceful_shutdown(),
    }
    let _ = served.await;
}
