use hook_sdk::{Hook, Result, pre_traffic};

struct Shop;

impl Shop {
    #[pre_traffic]
    async fn orders_are_priced(&self) -> Result<()> {
        Ok(())
    }
}

fn main() {}
