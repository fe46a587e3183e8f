//! The server in front: gives each connection so much time to say what it wants, and ends them all when it is asked to.

use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

use super::limits::Limits;

/// How long answers that are under way may take once the server ends.
const GRACE: Duration = Duration::from_millis(500);
/// How long to wait when no connection can be taken, since all descriptors are in use.
const PAUSE: Duration = Duration::from_millis(50);

/// A server on a port. Dropping it cuts all connections.
#[derive(Debug)]
pub(super) struct Server {
    task: JoinHandle<()>,
    end: watch::Sender<bool>,
}

impl Server {
    pub(super) fn start(listener: TcpListener, router: Router, limits: Limits) -> Self {
        let end = watch::Sender::new(false);
        let task = tokio::spawn(serve(listener, router, limits, end.subscribe()));
        Self { task, end }
    }

    /// Closes the port and the idle connections; those with an answer under way get a moment for it.
    pub(super) fn close(&self) {
        self.end.send_replace(true);
    }

    /// Waits until the last connection is closed, which [`close`](Self::close) has asked for.
    pub(super) async fn closed(&mut self) {
        let _ = (&mut self.task).await;
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The task owns the connections: they end with it.
        self.task.abort();
    }
}

async fn serve(listener: TcpListener, router: Router, limits: Limits, mut end: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    let of_connections = end.clone();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(connection(stream, router.clone(), limits, of_connections.clone()));
                }
                Err(error) if is_of_one_connection(&error) => {}
                Err(_) => tokio::time::sleep(PAUSE).await,
            },
            Some(_) = connections.join_next(), if !connections.is_empty() => {}
            () = ended(&mut end) => break,
        }
    }
    drop(listener);
    // What takes longer is cut off: the set is dropped.
    let _ = tokio::time::timeout(GRACE, async { while connections.join_next().await.is_some() {} }).await;
}

/// Waits until the server has to end.
async fn ended(end: &mut watch::Receiver<bool>) {
    let _ = end.wait_for(|end| *end).await;
}

/// Whether it was only this connection that failed.
fn is_of_one_connection(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

async fn connection(stream: TcpStream, router: Router, limits: Limits, mut end: watch::Receiver<bool>) {
    // Answers are small and clients wait for them.
    let _ = stream.set_nodelay(true);
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    tokio::pin!(served);
    // However a connection ends, its client has noticed.
    tokio::select! {
        _ = &mut served => return,
        () = ended(&mut end) => served.as_mut().graceful_shutdown(),
    }
    let _ = served.await;
}
