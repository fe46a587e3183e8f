//! The hook that is held against ours: see `by_hand`.

#[path = "../by_hand.rs"]
mod by_hand;

fn main() -> Result<(), lambda_runtime::Error> {
    by_hand::main()
}
