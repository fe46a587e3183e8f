//! The checks that guard the orders function: before traffic shifts to a new version, and after.

mod a_basket_adds_up;
mod order;
mod orders_are_priced;

hook_sdk::main!(orders_are_priced::orders_are_priced, a_basket_adds_up::a_basket_adds_up);
