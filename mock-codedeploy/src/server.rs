//! An HTTP server whose connections end with it.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, JoinSet};

/// How long to wait when no descriptor is left for another connection.
const PAUSE_AFTER_ERROR: Duration = Duration::from_millis(100);

/// A server on a port of its own. Dropping it closes the port and all connections, soon; [`Server::shut_down`] waits for it.
#[derive(Debug)]
pub(crate) struct Server {
    address: SocketAddr,
    task: JoinHandle<()>,
    until_dropped: Option<oneshot::Sender<Infallible>>,
}

impl Server {
    /// Serves what arrives.
    pub(crate) fn start(listener: TcpListener, router: Router) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let (until_dropped, stopped) = oneshot::channel();
        let task = tokio::spawn(serve(listener, router, stopped));
        Ok(Self { address, task, until_dropped: Some(until_dropped) })
    }

    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Closes the port and all connections, whatever they are at.
    pub(crate) async fn shut_down(&mut self) {
        if self.until_dropped.take().is_some() {
            let _ = (&mut self.task).await;
        }
    }
}

async fn serve(listener: TcpListener, router: Router, mut stopped: oneshot::Receiver<Infallible>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(answer(stream, router.clone()));
                }
                Err(_) => tokio::time::sleep(PAUSE_AFTER_ERROR).await,
            },
            Some(_) = connections.join_next() => {}
            _ = &mut stopped => break,
        }
    }
    drop(listener);
    connections.shutdown().await;
}

async fn answer(stream: TcpStream, router: Router) {
    // Answers are written whole: waiting for more of them only costs time.
    let _ = stream.set_nodelay(true);
    let service = TowerToHyperService::new(router);
    // It ends with an error when the client goes away in the middle, which is the client's own affair.
    let _ = http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service).await;
}
