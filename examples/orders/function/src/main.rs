//! Prices an order.

mod price_list;
mod pricing;

use lambda_runtime::{Diagnostic, Error, LambdaEvent, service_fn};

use pricing::{Order, PricedOrder};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    lambda_runtime::run(service_fn(handle)).await
}

async fn handle(event: LambdaEvent<Order>) -> Result<PricedOrder, Diagnostic> {
    pricing::price(&event.payload)
        .map_err(|error| Diagnostic { error_type: "UnpricedOrder".into(), error_message: error.to_string() })
}
