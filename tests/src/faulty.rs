//! What validators do wrong, for hooks of either kind.

use std::io::{Error, Write as _};

/// Uses the stack up.
pub(crate) fn overflow_the_stack() -> u64 {
    #[expect(unconditional_recursion, reason = "that is the fault")]
    fn deeper(depth: u64) -> u64 {
        std::hint::black_box(deeper(std::hint::black_box(depth + 1))) + 1
    }
    deeper(0)
}

/// Raises SIGSEGV. The runtime's own handler takes the first one for a stack overflow and lets the second through.
pub(crate) fn segfault() -> ! {
    loop {
        let _ = nix::sys::signal::raise(nix::sys::signal::Signal::SIGSEGV);
    }
}

/// Takes memory until there is no more.
pub(crate) fn hit_the_memory_limit() -> Result<(), Error> {
    use nix::sys::resource::{Resource, setrlimit};
    let limit = 512 * 1024 * 1024;
    setrlimit(Resource::RLIMIT_AS, limit, limit)?;
    let mut hoard = Vec::new();
    loop {
        hoard.push(std::hint::black_box(vec![1_u8; 1024 * 1024]));
    }
}

/// Keeps its thread busy.
pub(crate) fn loop_for_ever() -> ! {
    let mut turns = 0_u64;
    loop {
        turns = std::hint::black_box(turns.wrapping_add(1));
    }
}

/// Keeps its thread waiting.
pub(crate) fn sleep_past_the_deadline() {
    std::thread::sleep(std::time::Duration::from_secs(3_600));
}

/// Prints a lot.
pub(crate) fn print_a_hundred_megabytes() -> Result<(), Error> {
    let line = [b'x'; 1024];
    let mut out = std::io::stdout().lock();
    for _ in 0..100 * 1024 {
        out.write_all(&line)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// Closes standard output and standard error.
pub(crate) fn close_its_output() -> Result<(), Error> {
    nix::unistd::close(1)?;
    nix::unistd::close(2)?;
    Ok(())
}

/// Counts its runs in a file, so that a test sees whether it ran twice.
pub(crate) fn count_a_run() -> Result<(), Error> {
    let path = std::env::var_os("COUNT_FILE").ok_or(std::io::ErrorKind::NotFound)?;
    std::fs::OpenOptions::new().append(true).create(true).open(path)?.write_all(b"x")
}
