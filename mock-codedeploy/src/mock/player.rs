//! The player: does what is due, starts what has to run, and moves the clock.

use std::convert::Infallible;
use std::sync::Arc;

use tokio::sync::oneshot;
use tokio::task::{JoinHandle, JoinSet};

use super::shared::{Driven, Shared};
use crate::clock_mode::ClockMode;

/// What the player does after it has done what is due.
enum Next {
    /// The clock has jumped: there is more to do at once.
    GoOn,
    /// Wait for a change, or for so long.
    Wait(Option<std::time::Duration>),
}

/// The player at work. Dropping it ends what it runs, soon; [`Player::shut_down`] waits for it.
#[derive(Debug)]
pub(super) struct Player {
    task: JoinHandle<()>,
    until_dropped: Option<oneshot::Sender<Infallible>>,
}

impl Player {
    pub(super) fn start(shared: Arc<Shared>) -> Self {
        let (until_dropped, stopped) = oneshot::channel();
        let task = tokio::spawn(async move {
            let mut running = JoinSet::new();
            tokio::select! {
                () = play(&shared, &mut running) => {}
                _ = stopped => {}
            }
            running.shutdown().await;
        });
        Self { task, until_dropped: Some(until_dropped) }
    }

    /// Ends it, and the invocations that it has under way.
    pub(super) async fn shut_down(&mut self) {
        if self.until_dropped.take().is_some() {
            let _ = (&mut self.task).await;
        }
    }
}

/// Moves the world for ever.
async fn play(shared: &Arc<Shared>, running: &mut JoinSet<()>) {
    let mut changes = shared.changes.subscribe();
    loop {
        changes.borrow_and_update();
        let (invocations, next) = {
            let mut driven = shared.lock();
            driven.tick();
            let invocations = driven.regions.run_due();
            driven.running += invocations.len();
            let next = driven.move_on();
            shared.keep(&mut driven);
            (invocations, next)
        };
        for (region, invocation) in invocations {
            let shared = Arc::clone(shared);
            running.spawn(async move { shared.run(region, invocation).await });
        }
        while running.try_join_next().is_some() {}
        shared.progress.send_replace(());
        match next {
            // On a single thread, whoever waits for this instant gets to see it.
            Next::GoOn => tokio::task::yield_now().await,
            Next::Wait(None) => {
                if changes.changed().await.is_err() {
                    return;
                }
            }
            Next::Wait(Some(time)) => {
                tokio::select! {
                    known = changes.changed() => if known.is_err() { return },
                    () = tokio::time::sleep(time) => {}
                }
            }
        }
    }
}

impl Driven {
    /// Lets a virtual clock jump if it may; says when a clock that goes by itself will be there.
    fn move_on(&mut self) -> Next {
        let due = self.regions.next_due();
        if self.clock.mode() != ClockMode::Virtual {
            let due = due.into_iter().chain(self.regions.next_evaluation()).min();
            return Next::Wait(due.and_then(|due| self.clock.until(due)));
        }
        if self.running > 0 {
            return Next::Wait(None);
        }
        match (due, self.advance_to) {
            (Some(due), Some(goal)) if due <= goal => self.regions.jump(due),
            (_, Some(goal)) => {
                self.regions.jump(goal);
                self.advance_to = None;
            }
            (Some(due), None) if !self.held => self.regions.jump(due),
            _ => return Next::Wait(None),
        }
        Next::GoOn
    }
}
