//! Signature Version 4: whether a request was signed with a key that is known. Pure: the keys and the time are given.

mod access_key;
mod authorization;
mod canonical;
mod error;
mod signed_at;
#[cfg(test)]
mod tests;
mod verify;

pub(crate) use access_key::FUNCTIONS;
pub use access_key::{AccessKey, AccessKeys};
pub(crate) use error::SignatureError;
pub(crate) use verify::{SignedRequest, verify};
