//! Hooks that use what the SDK offers beyond a verdict. The handler name picks one.

use hook_sdk::{Hook, Outcome, Result, bail, ensure, pre_traffic};
use serde_json::{Value, json};

/// Three checks, of which the second fails and the third does not run.
#[pre_traffic]
async fn names_its_checks(hook: Hook) -> Result<()> {
    hook.check("answers", async { Ok(hook.invoke(&json!({})).await.map(drop)?) }).await?;
    hook.check("is cheap", async { bail!("tea costs 900") }).await?;
    hook.check("is tasty", async { Ok(()) }).await
}

#[pre_traffic]
async fn waits_in_a_check(hook: Hook) -> Result<()> {
    hook.check("quick", async { Ok(()) }).await?;
    hook.check("slow", std::future::pending()).await
}

#[pre_traffic]
async fn blocks_in_a_check(hook: Hook) -> Result<()> {
    hook.check("stubborn", async {
        loop {
            std::thread::park();
        }
    })
    .await
}

#[pre_traffic]
async fn crashes_in_a_check(hook: Hook) -> Result<()> {
    hook.check("fatal", async { std::process::abort() }).await
}

/// The version under test answers as the current one does.
#[pre_traffic]
async fn compares_with_the_current_version(hook: Hook) -> Result<()> {
    let (new, old) = (hook.invoke(&json!({})).await?, hook.invoke_current(&json!({})).await?);
    ensure!(new.bytes() == old.bytes(), "{} answers otherwise than {}", hook.target(), hook.current().await?);
    Ok(())
}

/// Gives its token to a file, as it would to another program.
#[pre_traffic]
async fn defers(hook: Hook) -> Result<Outcome> {
    let token = hook.defer();
    std::fs::write(std::env::var("TOKEN_FILE")?, token.to_text())?;
    Ok(Outcome::Deferred(token))
}

/// As above, and then loses its process.
#[pre_traffic]
async fn defers_and_crashes(hook: Hook) -> Result<Outcome> {
    std::fs::write(std::env::var("TOKEN_FILE")?, hook.defer().to_text())?;
    std::process::abort()
}

/// The function under test is part of this hook's trace.
#[pre_traffic]
async fn is_traced(hook: Hook) -> Result<()> {
    let own = std::env::var("_X_AMZN_TRACE_ID")?;
    let answer: Value = hook.invoke(&json!({ "order": 1 })).await?.json()?;
    ensure!(answer == json!({ "trace": own, "sent": { "order": 1 } }), "{answer} is not within {own}");
    Ok(())
}

/// Logs all that it can.
#[pre_traffic]
async fn talks(hook: Hook) -> Result<()> {
    tracing::trace!(target = %hook.target(), "about to call");
    hook.invoke(&json!({})).await?;
    bail!("{:?} {:?}", hook, hook.defer())
}

hook_sdk::main!(
    names_its_checks,
    waits_in_a_check,
    blocks_in_a_check,
    crashes_in_a_check,
    compares_with_the_current_version,
    defers,
    defers_and_crashes,
    is_traced,
    talks,
);
