//! What `check` finds in one small application when one thing in it is written otherwise.

mod alarms;
mod conditions;
mod elsewhere;
mod examples;
mod incomplete;
mod orders;
mod permissions;
mod sources;
mod targets;
