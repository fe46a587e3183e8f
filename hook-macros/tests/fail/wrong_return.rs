use hook_sdk::{Hook, pre_traffic};

#[pre_traffic]
async fn orders_are_priced(_hook: Hook) -> bool {
    true
}

hook_sdk::main!(orders_are_priced);
