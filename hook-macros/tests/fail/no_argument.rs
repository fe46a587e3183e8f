use hook_sdk::{Result, pre_traffic};

#[pre_traffic]
async fn orders_are_priced() -> Result<()> {
    Ok(())
}

hook_sdk::main!(orders_are_priced);
