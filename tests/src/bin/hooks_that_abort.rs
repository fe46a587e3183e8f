//! A hook of a build with `panic = "abort"`: its panic ends the process before anybody can catch it.

use hook_sdk::{Hook, Result, pre_traffic};

#[pre_traffic]
async fn panics(hook: Hook) -> Result<()> {
    panic!("no price list for {}", hook.target())
}

hook_sdk::main!(panics);
