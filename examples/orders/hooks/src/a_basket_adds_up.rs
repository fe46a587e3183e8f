//! After all traffic has shifted.

use hook_sdk::{Hook, Result, bail, ensure, post_traffic};
use serde_json::json;

use crate::order::Order;

/// A whole basket costs what its lines cost: the invoice and the till agree.
#[post_traffic(function = "OrdersFunction", timeout = "30s")]
pub(crate) async fn a_basket_adds_up(hook: Hook) -> Result<()> {
    let request = json!({ "order": 2, "lines": [
        { "product": "tea", "quantity": 3 },
        { "product": "cup", "quantity": 2 },
        { "product": "pot", "quantity": 1 },
    ] });
    let order: Order = hook.invoke(&request).await?.json()?;
    ensure!(!order.lines.is_empty(), "the basket of order 2 came back empty");
    let sum: u64 = order.lines.iter().map(|line| line.amount).sum();
    if sum != order.total {
        bail!("the lines of order 2 cost {sum} cents, its total says {}", order.total);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use mock_codedeploy::{HookStatus, MockCodeDeploy};

    use super::*;

    #[tokio::test]
    async fn a_basket_that_adds_up_is_good() {
        let aws = MockCodeDeploy::start().await;
        let lines = json!([{ "product": "tea", "amount": 1_350 }, { "product": "cup", "amount": 1_980 }]);
        aws.target().answers(json!({ "lines": lines, "total": 3_330 }));
        let run = aws.run_after_traffic(a_basket_adds_up).await;
        assert_eq!(run.status(), HookStatus::Succeeded, "{:?}", run.reasons());
    }

    #[tokio::test]
    async fn a_total_that_differs_from_its_lines_rolls_back() {
        let aws = MockCodeDeploy::start().await;
        aws.target().answers(json!({ "lines": [{ "product": "tea", "amount": 1_350 }], "total": 1_250 }));
        let run = aws.run_after_traffic(a_basket_adds_up).await;
        assert_eq!(run.status(), HookStatus::Failed);
        assert_eq!(run.reasons(), ["the lines of order 2 cost 1350 cents, its total says 1250"]);
    }
}
