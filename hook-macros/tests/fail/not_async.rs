use hook_sdk::{Hook, Result, pre_traffic};

#[pre_traffic]
fn orders_are_priced(_hook: Hook) -> Result<()> {
    Ok(())
}

hook_sdk::main!(orders_are_priced);
