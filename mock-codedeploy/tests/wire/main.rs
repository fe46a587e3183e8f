//! The mock as bytes on a connection meet it: what no client of AWS would send, and what only the wire shows.

mod connection;
mod control;
mod fault_verbs;
mod hostile_bodies;
mod hostile_heads;
mod hostile_zips;
mod invocations;
mod signatures;
mod slow_clients;
mod unknown_operations;
