use hook_sdk::pre_traffic;

#[pre_traffic]
struct Orders;

fn main() {}
