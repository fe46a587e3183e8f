use hook_sdk::{Hook, Result, pre_traffic};

#[pre_traffic]
async fn orders_are_priced<T>(_hook: Hook) -> Result<()> {
    Ok(())
}

hook_sdk::main!(orders_are_priced);
