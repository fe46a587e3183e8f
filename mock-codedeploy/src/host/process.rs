//! A process and all its descendants: started in a group of its own, ended as a whole, never left behind.

use std::collections::BTreeMap;
use std::io;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use nix::sys::signal::{Signal, kill, killpg};
use nix::unistd::Pid;
use tokio::net::unix::pipe;
use tokio::process::{Child, Command};

use crate::account::Bootstrap;

/// A running bootstrap. Dropping it kills its whole group.
#[derive(Debug)]
pub(super) struct Process {
    child: Child,
    group: Option<Pid>,
}

impl Process {
    /// Starts the program with nothing but the given variables. Both its outputs go into the one pipe that is returned, in order.
    pub(super) fn start(
        bootstrap: &Bootstrap,
        variables: &BTreeMap<String, String>,
    ) -> io::Result<(Self, pipe::Receiver)> {
        let (output, receiver) = pipe::pipe()?;
        let output = output.into_blocking_fd()?;
        let mut command = Command::new(&bootstrap.program);
        command
            .current_dir(&bootstrap.task_root)
            .env_clear()
            .envs(variables)
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output)
            .process_group(0)
            .kill_on_drop(true);
        die_with_parent(&mut command);
        let child = command.spawn()?;
        let group = child.id().and_then(|id| i32::try_from(id).ok()).map(Pid::from_raw);
        Ok((Self { child, group }, receiver))
    }

    /// The exit status, if it has ended.
    pub(super) fn try_status(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().ok().flatten()
    }

    /// Waits for its end.
    pub(super) async fn status(&mut self) -> io::Result<ExitStatus> {
        self.child.wait().await
    }

    /// Asks the process to end (SIGTERM), but not its descendants, and gives it some time.
    pub(super) async fn terminate(&mut self, grace: Duration) {
        if let Some(process) = self.group
            && self.try_status().is_none()
            && kill(process, Signal::SIGTERM).is_ok()
        {
            let _ = tokio::time::timeout(grace, self.child.wait()).await;
        }
    }

    /// Kills the group and waits until the process is gone.
    pub(super) async fn kill(&mut self) {
        self.kill_group();
        let _ = self.child.wait().await;
    }

    fn kill_group(&mut self) {
        // The group's id is free for others once the process has been waited for and its descendants are gone; only ask once.
        if let Some(group) = self.group.take() {
            let _ = killpg(group, Signal::SIGKILL);
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill_group();
    }
}

/// A mock that is itself killed takes its processes with it.
#[cfg(target_os = "linux")]
#[expect(unsafe_code, reason = "the standard library has no safe way to run code between fork and exec")]
fn die_with_parent(command: &mut Command) {
    // SAFETY: between fork and exec only async-signal-safe calls are allowed; prctl is one, and nothing is allocated.
    unsafe {
        command.pre_exec(|| nix::sys::prctl::set_pdeathsig(Signal::SIGKILL).map_err(io::Error::from));
    }
}

#[cfg(not(target_os = "linux"))]
fn die_with_parent(_: &mut Command) {}
