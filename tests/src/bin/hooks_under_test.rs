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

hook_sdk::main!(checks_the_total, succeeds, is_inconclusive, errs, panics, exits, waits_for_ever, blocks_its_thread,);
