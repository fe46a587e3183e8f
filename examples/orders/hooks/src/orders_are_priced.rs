//! Before traffic shifts.

use hook_sdk::{Hook, Result, ensure, pre_traffic};
use serde_json::json;

use crate::order::Order;

/// Orders are priced before any customer meets the new version.
#[pre_traffic(function = "OrdersFunction", timeout = "30s")]
pub(crate) async fn orders_are_priced(hook: Hook) -> Result<()> {
    let request = json!({ "order": 1, "lines": [{ "product": "tea", "quantity": 2 }] });
    let order: Order = hook.invoke(&request).await?.json()?;
    ensure!(order.total > 0, "order 1 has no price: {order:?}");
    for line in &order.lines {
        ensure!(line.amount > 0, "{} is given away in order 1", line.product);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use mock_codedeploy::{HookStatus, MockCodeDeploy};

    use super::*;

    #[tokio::test]
    async fn a_priced_order_lets_the_deployment_go_on() {
        let aws = MockCodeDeploy::start().await;
        aws.target().answers(json!({ "lines": [{ "product": "tea", "amount": 900 }], "total": 900 }));
        let run = aws.run(orders_are_priced).await;
        assert_eq!(run.status(), HookStatus::Succeeded, "{:?}", run.reasons());
    }

    #[tokio::test]
    async fn an_unpriced_order_stops_the_deployment() {
        let aws = MockCodeDeploy::start().await;
        aws.target().answers(json!({ "lines": [], "total": 0 }));
        let run = aws.run(orders_are_priced).await;
        assert_eq!(run.status(), HookStatus::Failed);
        assert!(run.reasons()[0].contains("no price"), "{:?}", run.reasons());
    }

    #[tokio::test]
    async fn an_order_that_the_new_version_cannot_read_stops_the_deployment() {
        let aws = MockCodeDeploy::start().await;
        aws.target().fails("UnpricedOrder", "the shop does not sell `tea`");
        let run = aws.run(orders_are_priced).await;
        assert_eq!(run.status(), HookStatus::Failed);
        assert_eq!(run.reasons(), ["target:2 failed with UnpricedOrder: the shop does not sell `tea`"]);
    }
}
