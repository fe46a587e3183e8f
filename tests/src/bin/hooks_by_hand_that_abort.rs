//! The hook that is held against ours, of a build with `panic = "abort"`: see `by_hand`.

#[path = "../by_hand.rs"]
mod by_hand;

fn main() -> Result<(), lambda_runtime::Error> {
    by_hand::main()
}
