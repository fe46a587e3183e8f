//! The end that somebody outside wants.

use std::future::Future;

use tokio::signal::unix::{SignalKind, signal};

/// Ctrl-C, or a polite request to end. It is heard from the call on, not only once it is waited for.
pub(crate) fn interrupted() -> impl Future<Output = ()> {
    let signals =
        [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()].map(|kind| signal(kind).ok());
    async move {
        let [Some(mut interrupt), Some(mut terminate), Some(mut hang_up)] = signals else {
            return std::future::pending().await;
        };
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            _ = hang_up.recv() => {}
        }
    }
}
