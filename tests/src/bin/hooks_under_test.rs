//! One binary with many hooks, each with its own way to end. The handler name picks one.

#[path = "../faulty.rs"]
mod faulty;

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

#[pre_traffic]
async fn aborts(_hook: Hook) -> Result<()> {
    std::process::abort()
}

#[pre_traffic]
async fn overflows_the_stack(_hook: Hook) -> Result<()> {
    bail!("{} deep", faulty::overflow_the_stack())
}

#[pre_traffic]
async fn segfaults(_hook: Hook) -> Result<()> {
    faulty::segfault()
}

#[pre_traffic]
async fn exits_well(_hook: Hook) -> Result<()> {
    std::process::exit(0)
}

#[pre_traffic]
async fn hits_the_memory_limit(_hook: Hook) -> Result<()> {
    Ok(faulty::hit_the_memory_limit()?)
}

#[pre_traffic]
async fn loops_for_ever(_hook: Hook) -> Result<()> {
    faulty::loop_for_ever()
}

#[pre_traffic]
async fn sleeps_past_the_deadline(_hook: Hook) -> Result<()> {
    faulty::sleep_past_the_deadline();
    Ok(())
}

#[pre_traffic]
async fn awaits_for_ever(_hook: Hook) -> Result<()> {
    std::future::pending().await
}

#[pre_traffic]
async fn prints_a_hundred_megabytes(_hook: Hook) -> Result<()> {
    Ok(faulty::print_a_hundred_megabytes()?)
}

#[pre_traffic]
async fn closes_its_output(_hook: Hook) -> Result<()> {
    Ok(faulty::close_its_output()?)
}

/// Sends SIGTERM to its own guardian, as the platform would, and waits.
#[pre_traffic]
async fn is_told_to_stop(_hook: Hook) -> Result<()> {
    nix::sys::signal::kill(nix::unistd::getppid(), nix::sys::signal::Signal::SIGTERM)?;
    std::future::pending().await
}

#[pre_traffic]
async fn counts_its_runs(_hook: Hook) -> Result<()> {
    Ok(faulty::count_a_run()?)
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
