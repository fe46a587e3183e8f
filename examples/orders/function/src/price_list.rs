//! What the shop sells, in cents.

const PRICES: [(&str, u64); 4] = [("tea", 450), ("coffee", 720), ("cup", 990), ("pot", 3_400)];

/// The price of one piece, in cents.
pub(crate) fn price_of(product: &str) -> Option<u64> {
    PRICES.into_iter().find(|(name, _)| *name == product).map(|(_, price)| price)
}
