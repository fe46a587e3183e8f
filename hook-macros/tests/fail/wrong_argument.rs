use hook_sdk::{Result, pre_traffic};

#[pre_traffic]
async fn orders_are_priced(_hook: String) -> Result<()> {
    Ok(())
}

hook_sdk::main!(orders_are_priced);
