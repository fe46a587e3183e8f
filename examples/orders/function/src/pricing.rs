//! From an order to its price.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::price_list::price_of;

/// An order as a customer sends it.
#[derive(Debug, Deserialize)]
pub(crate) struct Order {
    pub(crate) order: u64,
    pub(crate) lines: Vec<Line>,
}

/// One product of an order.
#[derive(Debug, Deserialize)]
pub(crate) struct Line {
    pub(crate) product: String,
    pub(crate) quantity: u64,
}

/// An order with its price, in cents.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct PricedOrder {
    pub(crate) order: u64,
    pub(crate) lines: Vec<PricedLine>,
    pub(crate) total: u64,
}

/// One product with its price, in cents.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct PricedLine {
    pub(crate) product: String,
    pub(crate) quantity: u64,
    pub(crate) amount: u64,
}

/// Why an order has no price.
#[derive(Debug, PartialEq, Eq, Error)]
pub(crate) enum PricingError {
    #[error("order {0} is empty")]
    Empty(u64),
    #[error("the shop does not sell `{0}`")]
    UnknownProduct(String),
    #[error("nobody can buy {quantity} of `{product}`")]
    Quantity { product: String, quantity: u64 },
}

pub(crate) fn price(order: &Order) -> Result<PricedOrder, PricingError> {
    if order.lines.is_empty() {
        return Err(PricingError::Empty(order.order));
    }
    let lines: Vec<PricedLine> = order.lines.iter().map(price_line).collect::<Result<_, _>>()?;
    let total = lines.iter().map(|line| line.amount).sum();
    Ok(PricedOrder { order: order.order, lines, total })
}

fn price_line(line: &Line) -> Result<PricedLine, PricingError> {
    let price = price_of(&line.product).ok_or_else(|| PricingError::UnknownProduct(line.product.clone()))?;
    if !(1..=1_000).contains(&line.quantity) {
        return Err(PricingError::Quantity { product: line.product.clone(), quantity: line.quantity });
    }
    Ok(PricedLine { product: line.product.clone(), quantity: line.quantity, amount: price * line.quantity })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(lines: &[(&str, u64)]) -> Order {
        let lines = lines.iter().map(|(product, quantity)| Line { product: (*product).into(), quantity: *quantity });
        Order { order: 1, lines: lines.collect() }
    }

    #[test]
    fn an_order_costs_what_its_lines_cost() {
        let priced = price(&order(&[("tea", 2), ("pot", 1)])).unwrap();
        assert_eq!(priced.lines.iter().map(|line| line.amount).collect::<Vec<_>>(), [900, 3_400]);
        assert_eq!(priced.total, 4_300);
    }

    #[test]
    fn what_cannot_be_priced_is_refused() {
        assert_eq!(price(&order(&[])), Err(PricingError::Empty(1)));
        assert_eq!(price(&order(&[("gold", 1)])), Err(PricingError::UnknownProduct("gold".into())));
        let none = PricingError::Quantity { product: "tea".into(), quantity: 0 };
        assert_eq!(price(&order(&[("tea", 0)])), Err(none));
    }
}
