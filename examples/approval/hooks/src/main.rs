//! A hook that leaves the verdict to a state machine, and through it to a person.

mod approval;
mod somebody_approves;

hook_sdk::main!(somebody_approves::somebody_approves);
