//! The guardian's worker as a process.

use std::io::{self, Read as _, Write as _};
use std::os::fd::{AsFd as _, OwnedFd};
use std::os::unix::net::UnixStream;
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::waitpid;
use nix::unistd::{ForkResult, Pid, fork};

use super::death::Death;
use super::link::GuardianLink;
use super::message::{FromWorker, Known};
use super::role;

/// A worker's line is far shorter, since reasons are bounded; what is longer is no line of ours.
const LONGEST_LINE: usize = 4 * 1024 * 1024;

#[derive(Debug)]
pub(super) struct WorkerProcess {
    /// Until it has been waited for.
    process: Option<Pid>,
    socket: UnixStream,
    unread: Vec<u8>,
    /// How many of the unread bytes are known to hold no line's end.
    searched: usize,
}

/// What the guardian wakes up for.
#[derive(Debug)]
pub(super) enum Wake {
    Message(FromWorker),
    /// The worker's end of the socket is closed: it is dead or dying.
    Closed,
    /// The given instant is there.
    Overdue,
    /// SIGTERM.
    Stop,
}

/// On which side of a split this is.
pub(super) enum Side {
    Guardian(WorkerProcess),
    Worker(GuardianLink),
}

impl WorkerProcess {
    /// Splits a worker off this process: it starts without the loading and linking that a program of its own goes through, which is most
    /// of a small process's start. `None` when more than one thread runs here, since the others would be missing in the worker, with
    /// whatever they hold.
    pub(super) fn split_off() -> io::Result<Option<Side>> {
        if std::fs::read_dir("/proc/self/task").map_or(0, Iterator::count) != 1 {
            return Ok(None);
        }
        let (socket, other) = UnixStream::pair()?;
        #[expect(unsafe_code, reason = "a fork copies the calling thread only, which Rust cannot check")]
        // SAFETY: this is the only thread, so that no lock is held by a thread that the worker lacks.
        let forked = unsafe { fork() }?;
        Ok(Some(match forked {
            ForkResult::Parent { child } => Side::Guardian(Self::over(socket, child)),
            ForkResult::Child => {
                drop(socket);
                Side::Worker(GuardianLink::over(other)?)
            }
        }))
    }

    fn over(socket: UnixStream, process: Pid) -> Self {
        Self { process: Some(process), socket, unread: Vec::new(), searched: 0 }
    }

    /// Starts the same binary as a worker.
    pub(super) fn start<'a>(known: impl ExactSizeIterator<Item = &'a Known>) -> io::Result<Self> {
        let (mut socket, other) = UnixStream::pair()?;
        let child = Command::new(std::env::current_exe()?)
            .args(std::env::args_os().skip(1))
            .env(role::WORKER, known.len().to_string())
            .stdin(Stdio::from(OwnedFd::from(other)))
            .spawn()?;
        for known in known {
            let mut line = serde_json::to_vec(known)?;
            line.push(b'\n');
            socket.write_all(&line)?;
        }
        let process = i32::try_from(child.id()).map_err(io::Error::other)?;
        Ok(Self::over(socket, Pid::from_raw(process)))
    }

    /// Waits for what comes first.
    pub(super) fn wake(&mut self, overdue_at: Option<u64>, stop: &UnixStream) -> io::Result<Wake> {
        loop {
            if let Some(message) = self.next_line() {
                return Ok(Wake::Message(message));
            }
            let timeout = match overdue_at {
                None => PollTimeout::NONE,
                Some(instant) => {
                    let left = instant.saturating_sub(now());
                    if left == 0 {
                        return Ok(Wake::Overdue);
                    }
                    PollTimeout::try_from(Duration::from_millis(left)).unwrap_or(PollTimeout::MAX)
                }
            };
            let (readable, stopped) = {
                let mut waited_for =
                    [PollFd::new(self.socket.as_fd(), PollFlags::POLLIN), PollFd::new(stop.as_fd(), PollFlags::POLLIN)];
                match poll(&mut waited_for, timeout) {
                    Ok(_) | Err(nix::errno::Errno::EINTR) => {}
                    Err(error) => return Err(error.into()),
                }
                let [socket, stop] = waited_for;
                (socket.any().unwrap_or(false), stop.any().unwrap_or(false))
            };
            if stopped {
                return Ok(Wake::Stop);
            }
            if readable && !self.read()? {
                return Ok(Wake::Closed);
            }
        }
    }

    /// What the worker said before it ended.
    pub(super) fn last_words(&mut self) -> impl Iterator<Item = FromWorker> {
        while self.read().unwrap_or(false) {}
        std::iter::from_fn(|| self.next_line())
    }

    /// Waits for the end, which has come: a process that dies closes its files after its exit status is settled, so killing it once
    /// more changes nothing, and ends one that has closed the socket without dying.
    pub(super) fn end(&mut self) -> io::Result<Death> {
        let Some(process) = self.process.take() else { return Err(io::ErrorKind::NotFound.into()) };
        let _ = kill(process, Signal::SIGKILL);
        loop {
            match waitpid(process, None) {
                Err(nix::errno::Errno::EINTR) => {}
                ended => return Ok(ended?.into()),
            }
        }
    }

    /// Reads what is there; `false` when nothing will come any more.
    fn read(&mut self) -> io::Result<bool> {
        let mut buffer = [0_u8; 16 * 1024];
        match self.socket.read(&mut buffer) {
            Ok(0) => Ok(false),
            Ok(count) => {
                if self.unread.len() > LONGEST_LINE {
                    self.unread.clear();
                    self.searched = 0;
                }
                self.unread.extend_from_slice(buffer.get(..count).unwrap_or_default());
                Ok(true)
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::ConnectionReset => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// The next whole line that can be understood. What cannot was written by a worker that has gone mad, and is left out.
    fn next_line(&mut self) -> Option<FromWorker> {
        while let Some(end) = self.unread.iter().skip(self.searched).position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.unread.drain(..=self.searched + end).collect();
            self.searched = 0;
            if let Ok(message) = serde_json::from_slice(&line) {
                return Some(message);
            }
        }
        self.searched = self.unread.len();
        None
    }
}

/// The wall clock, in milliseconds since the Unix epoch.
pub(crate) fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
