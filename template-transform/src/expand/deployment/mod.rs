//! CodeDeploy: the preferences of the functions, and the application, role and deployment groups that come of them.

mod alarms;
mod application;
mod condition;
mod configuration;
mod group;
mod preference;
mod preferences;

pub(crate) use preferences::{CodeDeploy, Preferences};
