//! The worker's end of the socket.

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::fd::AsFd as _;
use std::os::unix::net::UnixStream;
use std::sync::{Mutex, PoisonError};

use super::message::{FromWorker, Known};

/// Tells the guardian how far the worker is. Without a guardian it tells nobody.
#[derive(Debug, Default)]
pub(crate) struct GuardianLink(Mutex<Option<UnixStream>>);

impl GuardianLink {
    /// The worker's end, in a worker that the guardian has split off.
    pub(super) fn over(socket: UnixStream) -> std::io::Result<Self> {
        die_with_the_guardian()?;
        leave_no_input()?;
        Ok(Self(Mutex::new(Some(socket))))
    }

    /// Takes over the socket that the guardian has put at standard input, and gives that to nobody afterwards: neither a validator
    /// that reads it, nor a process that it starts.
    pub(crate) fn take_over(known: usize) -> std::io::Result<(Self, Vec<Known>)> {
        die_with_the_guardian()?;
        let socket = UnixStream::from(std::io::stdin().as_fd().try_clone_to_owned()?);
        leave_no_input()?;
        let mut outcomes = Vec::with_capacity(known);
        if known > 0 {
            for line in BufReader::new(socket.try_clone()?).lines().take(known) {
                outcomes.extend(serde_json::from_str::<Known>(&line?).ok());
            }
        }
        Ok((Self(Mutex::new(Some(socket))), outcomes))
    }

    /// Says something, if there is somebody to say it to. A guardian that is gone takes this process with it, so a failure needs no
    /// answer.
    pub(crate) fn tell(&self, message: impl FnOnce() -> FromWorker) {
        let mut socket = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(stream) = socket.as_mut() else { return };
        let told = serde_json::to_vec(&message()).map_err(std::io::Error::from).and_then(|mut line| {
            line.push(b'\n');
            stream.write_all(&line)
        });
        if told.is_err() {
            *socket = None;
        }
    }
}

/// The guardian's death is the worker's: no process outlives the bootstrap.
fn die_with_the_guardian() -> std::io::Result<()> {
    #[cfg(target_os = "linux")]
    nix::sys::prctl::set_pdeathsig(nix::sys::signal::Signal::SIGKILL)?;
    Ok(())
}

fn leave_no_input() -> std::io::Result<()> {
    let nothing = std::fs::File::open("/dev/null")?;
    Ok(nix::unistd::dup2_stdin(nothing)?)
}
