//! One binary with many hooks, each with its own way to end. The handler name picks one.

use hook_sdk::{Hook, Outcome, Result, bail, post_traffic, pre_traffic};
use serde_json::{Value, json};

/// The version under test answers with a total.
#[pre_traffic]
async fn checks_the_total(hook: Hook) -> Result<()> {
    let answer: Value = hook.invoke(&json!({ "order": 1 })).await?.json()?;
    hook_sdk::ensure!(answer["total"].as_i64() > Some(0), "order 1 has no price: {answer}");
    Ok(())
}

#[post_traffic]
async fn succeeds(_hook: Hook) -> Result<()> {
    Ok(())
}

#[pre_traffic]
async fn succeeds_before(_hook: Hook) -> Result<()> {
    Ok(())
}

#[pre_traffic]
async fn is_inconclusive(_hook: Hook) -> Outcome {
    Outcome::Inconclusive { reasons: vec!["no orders today".into()] }
}

#[pre_traffic]
async fn errs(_hook: Hook) -> Result<()> {
    bail!("the shop is closed")
}

#[pre_traffic]
async fn panics(hook: Hook) -> Result<()> {
    panic!("no price list for {}", hook.target())
}

#[pre_traffic]
async fn exits(_hook: Hook) -> Result<()> {
    println!("about to leave");
    std::process::exit(7)
}

#[pre_traffic(timeout = "200ms")]
async fn waits_for_ever(_hook: Hook) -> Result<()> {
    std::future::pending().await
}

#[pre_traffic]
async fn blocks_its_thread(_hook: Hook) -> Result<()> {
    loop {
        std::thread::park();
    }
}

#[pre_traffic]
async fn awaits_a_task_that_panics(_hook: Hook) -> Result<()> {
    tokio::spawn(async { panic!("the task lost its order") }).await?;
    Ok(())
}

/// As in a build with `panic = "abort"`: the panic ends the process before anybody can catch it.
#[pre_traffic]
async fn panics_and_aborts(_hook: Hook) -> Result<()> {
    std::panic::set_hook(Box::new(|_| std::process::abort()));
    panic!("nobody catches this")
}

#[pre_traffic]
async fn aborts(_hook: Hook) -> Result<()> {
    std::process::abort()
}

#[pre_traffic]
async fn overflows_the_stack(_hook: Hook) -> Result<()> {
    #[expect(unconditional_recursion, reason = "that is the fault")]
    fn deeper(depth: u64) -> u64 {
        std::hint::black_box(deeper(std::hint::black_box(depth + 1))) + 1
    }
    bail!("{} deep", deeper(0))
}

#[pre_traffic]
async fn segfaults(_hook: Hook) -> Result<()> {
    // The runtime's own handler takes the first one for a stack overflow and lets the second through.
    loop {
        nix::sys::signal::raise(nix::sys::signal::Signal::SIGSEGV)?;
    }
}

#[pre_traffic]
async fn exits_well(_hook: Hook) -> Result<()> {
    std::process::exit(0)
}

#[pre_traffic]
async fn hits_the_memory_limit(_hook: Hook) -> Result<()> {
    use nix::sys::resource::{Resource, setrlimit};
    let limit = 512 * 1024 * 1024;
    setrlimit(Resource::RLIMIT_AS, limit, limit)?;
    let mut hoard = Vec::new();
    loop {
        hoard.push(std::hint::black_box(vec![1_u8; 1024 * 1024]));
    }
}

#[pre_traffic]
async fn loops_for_ever(_hook: Hook) -> Result<()> {
    let mut turns = 0_u64;
    loop {
        turns = std::hint::black_box(turns.wrapping_add(1));
    }
}

#[pre_traffic]
async fn sleeps_past_the_deadline(_hook: Hook) -> Result<()> {
    std::thread::sleep(std::time::Duration::from_secs(3_600));
    Ok(())
}

#[pre_traffic]
async fn awaits_for_ever(_hook: Hook) -> Result<()> {
    std::future::pending().await
}

#[pre_traffic]
async fn prints_a_hundred_megabytes(_hook: Hook) -> Result<()> {
    use std::io::Write as _;
    let line = [b'x'; 1024];
    let mut out = std::io::stdout().lock();
    for _ in 0..100 * 1024 {
        out.write_all(&line)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

#[pre_traffic]
async fn closes_its_output(_hook: Hook) -> Result<()> {
    nix::unistd::close(1)?;
    nix::unistd::close(2)?;
    Ok(())
}

/// Sends SIGTERM to its own guardian, as the platform would, and waits.
#[pre_traffic]
async fn is_told_to_stop(_hook: Hook) -> Result<()> {
    nix::sys::signal::kill(nix::unistd::getppid(), nix::sys::signal::Signal::SIGTERM)?;
    std::future::pending().await
}

/// Counts its runs in a file, so that a test sees whether it ran twice.
#[pre_traffic]
async fn counts_its_runs(_hook: Hook) -> Result<()> {
    use std::io::Write as _;
    let path = std::env::var("COUNT_FILE")?;
    std::fs::OpenOptions::new().append(true).create(true).open(path)?.write_all(b"x")?;
    bail!("counted")
}

hook_sdk::main!(
    checks_the_total,
    succeeds,
    succeeds_before,
    is_inconclusive,
    errs,
    panics,
    exits,
    waits_for_ever,
    blocks_its_thread,
    awaits_a_task_that_panics,
    panics_and_aborts,
    aborts,
    overflows_the_stack,
    segfaults,
    exits_well,
    hits_the_memory_limit,
    loops_for_ever,
    sleeps_past_the_deadline,
    awaits_for_ever,
    prints_a_hundred_megabytes,
    closes_its_output,
    is_told_to_stop,
    counts_its_runs,
);
