use hook_sdk::{Hook, Result, pre_traffic};

#[pre_traffic(functoin = "OrdersFunction", timeout = "5 minutes", reserve = 10)]
async fn orders_are_priced(_hook: Hook) -> Result<()> {
    Ok(())
}

hook_sdk::main!(orders_are_priced);
