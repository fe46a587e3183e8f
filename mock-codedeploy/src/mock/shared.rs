//! What the player, the server and the tests share.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use serde_json::Value;
use tokio::sync::{mpsc, watch};

use super::history::HookError;
use super::settings::Settings;
use crate::account::{Code, FunctionReference};
use crate::clock::VirtualTime;
use crate::clock_mode::{Clock, ClockMode};
use crate::deployment::HookVerdict;
use crate::engine::{AsyncInvocation, Region, Regions, Routed, World};
use crate::fault::Faults;
use crate::host::{Call, FunctionHost, InProcessInvocation, InvocationResult, Surroundings};
use crate::state::{StateError, StateFile};

/// What the player, the server and the tests share.
pub(crate) struct Shared {
    driven: Mutex<Driven>,
    settings: Settings,
    pub(super) host: FunctionHost,
    pub(crate) faults: Faults,
    /// Tells the player that something has changed.
    pub(super) changes: watch::Sender<()>,
    /// Tells those who wait that the player has seen to it.
    pub(super) progress: watch::Sender<()>,
    /// Why the account can no longer be kept.
    lost: watch::Sender<Option<String>>,
}

/// The account and how it is being driven.
pub(super) struct Driven {
    pub(super) regions: Regions,
    pub(super) clock: Clock,
    /// Asynchronous invocations under way.
    pub(super) running: usize,
    /// Somebody wants the clock to stand still.
    pub(super) held: bool,
    /// Somebody wants the clock to go on to this instant, even if it is held.
    pub(super) advance_to: Option<VirtualTime>,
    /// How often the account was emptied: what still runs belongs to an earlier one.
    generation: u64,
    pub(super) hook_reports: Vec<Value>,
    pub(super) hook_errors: Vec<HookError>,
    state: Option<StateFile>,
}

impl Driven {
    /// An empty account, or the one that the file holds.
    fn new(settings: &Settings, generation: u64, mut state: Option<StateFile>) -> Result<Self, StateError> {
        let kept = match &mut state {
            Some(file) => file.account(settings.seed, &settings.rules)?,
            None => None,
        };
        let regions = kept.unwrap_or_else(|| {
            let mut new = Regions::new(settings.start, settings.seed, settings.rules.clone());
            if state.is_some() {
                new.track();
            }
            new
        });
        // Real time has gone on while nobody was there; other clocks have stood still.
        let origin = if settings.clock.is_real() { regions.now().max(settings.start) } else { regions.now() };
        Ok(Self {
            clock: Clock::new(settings.clock, origin),
            regions,
            running: 0,
            held: false,
            advance_to: None,
            generation,
            hook_reports: Vec::new(),
            hook_errors: Vec::new(),
            state,
        })
    }

    pub(super) fn all_completed(&self) -> bool {
        self.regions.worlds().flat_map(World::deployments).all(|deployment| deployment.completed().is_some())
    }

    /// Lets a clock that goes by itself show what it has come to.
    pub(super) fn tick(&mut self) {
        if let Some(now) = self.clock.now() {
            self.regions.jump(now);
        }
    }
}

impl Shared {
    pub(crate) fn new(
        settings: Settings,
        surroundings: Surroundings,
        in_process: mpsc::UnboundedSender<InProcessInvocation>,
    ) -> Result<Self, StateError> {
        let state = settings.state.as_deref().map(StateFile::open).transpose()?;
        Ok(Self {
            driven: Mutex::new(Driven::new(&settings, 0, state)?),
            settings,
            host: FunctionHost::new(surroundings, in_process),
            faults: Faults::default(),
            changes: watch::Sender::new(()),
            progress: watch::Sender::new(()),
            lost: watch::Sender::new(None),
        })
    }

    /// Looks at the world of the default region.
    pub(crate) fn with_world<T>(&self, look: impl FnOnce(&mut World) -> T) -> T {
        self.in_region(&Region::default(), look)
    }

    /// Looks at the world of a region.
    pub(crate) fn in_region<T>(&self, region: &Region, look: impl FnOnce(&mut World) -> T) -> T {
        let mut driven = self.lock();
        driven.tick();
        let result = look(driven.regions.world(region));
        self.keep(&mut driven);
        result
    }

    /// Looks at all regions.
    pub(crate) fn in_all_regions<T>(&self, look: impl FnOnce(&mut Regions) -> T) -> T {
        let mut driven = self.lock();
        driven.tick();
        let result = look(&mut driven.regions);
        self.keep(&mut driven);
        result
    }

    /// Changes the world of the default region and lets the player see to what follows.
    pub(crate) fn change_world<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        self.change_region(&Region::default(), change)
    }

    /// Changes the world of a region and lets the player see to what follows.
    pub(crate) fn change_region<T>(&self, region: &Region, change: impl FnOnce(&mut World) -> T) -> T {
        let result = self.in_region(region, change);
        self.changes.send_replace(());
        result
    }

    /// Empties the account and puts the clock back to its start.
    pub(crate) async fn reset(&self) {
        {
            let mut driven = self.lock();
            let generation = driven.generation + 1;
            let state = driven.state.take().map(|mut file| file.clear().map(|()| file)).transpose();
            match state.and_then(|state| Driven::new(&self.settings, generation, state)) {
                Ok(emptied) => *driven = emptied,
                Err(error) => self.lose(&error),
            }
        }
        self.faults.clear();
        self.host.shut_down().await;
        self.changes.send_replace(());
    }

    /// What the clock shows, how it goes, and whether it is held.
    pub(crate) fn clock(&self) -> (VirtualTime, ClockMode, bool) {
        let mut driven = self.lock();
        driven.tick();
        (driven.regions.now(), driven.clock.mode(), driven.held)
    }

    /// Holds the clock, or lets it go on.
    pub(crate) fn hold_clock(&self, held: bool) {
        {
            let mut driven = self.lock();
            driven.clock.hold(held);
            driven.tick();
            driven.held = held;
        }
        self.changes.send_replace(());
    }

    /// Puts the clock forward, and waits until all that is due by then is done.
    pub(crate) async fn advance_clock(&self, by: Duration) {
        let target = {
            let mut driven = self.lock();
            driven.tick();
            let target = driven.regions.now() + by;
            match driven.clock.mode() {
                ClockMode::Virtual => driven.advance_to = driven.advance_to.max(Some(target)),
                ClockMode::Scaled(_) => driven.clock.put_forward(by),
            }
            target
        };
        self.changes.send_replace(());
        self.until(|driven| {
            let is_there = driven.regions.now() >= target && driven.advance_to.is_none_or(|goal| goal > target);
            is_there && driven.running == 0 && driven.regions.next_due().is_none_or(|due| due > target)
        })
        .await;
    }

    /// Waits until the player has come so far.
    pub(super) async fn until(&self, reached: impl Fn(&Driven) -> bool) {
        let mut progress = self.progress.subscribe();
        while !reached(&self.lock()) {
            if progress.changed().await.is_err() {
                return;
            }
        }
    }

    /// Runs one invocation to its end; `None` when all that the function may use is in use.
    pub(super) async fn invoke(&self, routed: &Routed, payload: Bytes) -> Option<InvocationResult> {
        let request_id = self.in_region(&routed.region, World::request_id);
        self.measured(routed, Call::new(request_id, payload)).await
    }

    /// Runs one invocation, and lets Lambda's metrics know. It is real time that a function takes.
    pub(crate) async fn measured(&self, routed: &Routed, call: Call) -> Option<InvocationResult> {
        let begin = self.in_region(&routed.region, |world| world.begin_invocation(routed).then(|| world.now()));
        let place = Place { shared: self, routed, began: begin? };
        let start = Instant::now();
        let result = self.host.invoke(routed, call).await;
        self.in_region(&routed.region, |world| {
            world.note_invocation(routed, place.began, result.function_error, start.elapsed());
        });
        Some(result)
    }

    /// Runs one asynchronous invocation and notes how it went.
    pub(super) async fn run(&self, region: Region, invocation: AsyncInvocation) {
        let generation = self.lock().generation;
        let reference =
            FunctionReference { name: invocation.function.clone(), qualifier: invocation.qualifier.clone() };
        // Deleted since it was called: the event is dropped, as Lambda does.
        let routed = self.in_region(&region, |world| {
            world.invocation_begins(&invocation);
            world.route(&reference).ok()
        });
        let ended = match &routed {
            None => Ended::Dropped,
            Some(routed) => {
                if let Code::Verdict(verdict) = routed.snapshot.code {
                    self.report_in_place(&region, &invocation.payload, verdict);
                }
                let payload = Bytes::from(invocation.payload.to_string());
                let call = Call::new(invocation.request_id.clone(), payload);
                self.measured(routed, call).await.map_or(Ended::Throttled, Ended::Ran)
            }
        };
        let mut driven = self.lock();
        if driven.generation != generation {
            return;
        }
        match ended {
            Ended::Dropped => driven.regions.world(&region).invocation_dropped(&invocation),
            Ended::Throttled => driven.regions.world(&region).invocation_throttled(&invocation),
            Ended::Ran(result) => {
                driven.regions.world(&region).invocation_ended(&invocation, result.function_error);
                driven.hook_reports.extend(result.hook_reports);
                if result.function_error {
                    let time = driven.regions.now();
                    driven.hook_errors.push(HookError {
                        function: invocation.function,
                        payload: invocation.payload,
                        error: serde_json::from_slice(&result.payload).unwrap_or_default(),
                        log_tail: String::from_utf8_lossy(&result.log_tail).into_owned(),
                        time,
                    });
                }
            }
        }
        driven.running = driven.running.saturating_sub(1);
        self.keep(&mut driven);
        drop(driven);
        self.changes.send_replace(());
    }

    /// Writes to the state file what has changed, before anybody is told of it.
    pub(super) fn keep(&self, driven: &mut Driven) {
        let keeps_time = driven.clock.mode() == ClockMode::Virtual;
        let Driven { state: Some(file), regions, .. } = driven else { return };
        if let Err(error) = file.write(regions, keeps_time) {
            self.lose(&error);
        }
    }

    /// From here on nothing is acknowledged: what memory holds is no longer what the file holds.
    fn lose(&self, error: &StateError) {
        self.lost.send_if_modified(|lost| {
            let is_first = lost.is_none();
            if is_first {
                *lost = Some(error.to_string());
            }
            is_first
        });
    }

    /// Why the account can no longer be kept, if it cannot.
    pub(crate) fn lost(&self) -> Option<String> {
        self.lost.borrow().clone()
    }

    /// Waits until the account can no longer be kept.
    pub(super) async fn state_lost(&self) -> String {
        let mut lost = self.lost.subscribe();
        match lost.wait_for(Option::is_some).await {
            Ok(reason) => reason.clone().unwrap_or_default(),
            Err(_) => std::future::pending().await,
        }
    }

    /// Reports for a hook that does not run.
    fn report_in_place(&self, region: &Region, event: &Value, verdict: HookVerdict) {
        let id = |member: &str| event.get(member).and_then(Value::as_str).unwrap_or_default();
        // An event that is no hook's, or comes twice, has nothing to report.
        let _ = self.change_region(region, |world| {
            world.report(id("DeploymentId"), id("LifecycleEventHookExecutionId"), verdict)
        });
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Driven> {
        self.driven.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How an asynchronous invocation went.
enum Ended {
    /// Its function is gone.
    Dropped,
    /// It could not run yet.
    Throttled,
    /// It ran.
    Ran(InvocationResult),
}

/// An invocation's place among those that its function may have at once. It is given back even if nobody waits for the end.
struct Place<'a> {
    shared: &'a Shared,
    routed: &'a Routed,
    began: VirtualTime,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.shared.in_region(&self.routed.region, |world| world.end_invocation(&self.routed.function));
    }
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Shared").finish_non_exhaustive()
    }
}
