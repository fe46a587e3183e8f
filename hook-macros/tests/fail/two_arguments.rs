use hook_sdk::{Hook, Result, post_traffic};

#[post_traffic]
async fn orders_are_priced(_hook: Hook, _other: Hook) -> Result<()> {
    Ok(())
}

hook_sdk::main!(orders_are_priced);
