//! SIGTERM, held back until somebody can hear it.

use std::io;

use nix::sys::signal::{SigSet, SigmaskHow, Signal};

/// Holds SIGTERM back in this thread: one that comes meanwhile stays pending and arrives when this is dropped.
///
/// Between the split and the moment when the guardian can hear it, the worker may already have an event. Without this, a SIGTERM in
/// between would end the guardian, and with it the event, in silence.
#[derive(Debug)]
pub(super) struct HeldTermination {
    mask_before: SigSet,
}

impl HeldTermination {
    pub(super) fn begin() -> io::Result<Self> {
        let mut termination = SigSet::empty();
        termination.add(Signal::SIGTERM);
        Ok(Self { mask_before: termination.thread_swap_mask(SigmaskHow::SIG_BLOCK)? })
    }
}

impl Drop for HeldTermination {
    fn drop(&mut self) {
        // Setting a mask that was in force a moment ago does not fail.
        let _ = self.mask_before.thread_set_mask();
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;
    use std::os::unix::net::UnixStream;

    use nix::sys::signal::raise;

    use super::*;

    #[test]
    fn a_termination_that_comes_before_anybody_hears_it_is_heard_afterwards() {
        let held = HeldTermination::begin().unwrap();
        // Nobody listens yet: let through, it would end this process.
        raise(Signal::SIGTERM).unwrap();
        let (mut heard, told) = UnixStream::pair().unwrap();
        heard.set_nonblocking(true).unwrap();
        let handler = signal_hook::low_level::pipe::register(signal_hook::consts::SIGTERM, told).unwrap();
        assert_eq!(heard.read(&mut [0]).unwrap_err().kind(), io::ErrorKind::WouldBlock);
        drop(held);
        assert_eq!(heard.read(&mut [0]).unwrap(), 1);
        signal_hook::low_level::unregister(handler);
    }
}
