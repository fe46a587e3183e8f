//! CodeDeploy's resources: applications, deployment groups, configurations, revisions. Plain data and rules, no I/O.

mod alarm_configuration;
mod application;
mod arn;
mod auto_rollback;
mod compute_platform;
mod deployment_config;
mod deployment_group;
mod error;
mod name;
mod origin;
mod resources;
mod revision;
mod tag;
mod trigger;

pub(crate) use alarm_configuration::AlarmConfigurationInput;
pub use alarm_configuration::{AlarmConfiguration, AlarmReference};
pub use application::Application;
pub(crate) use arn::Resource;
pub(crate) use auto_rollback::AutoRollbackInput;
pub use auto_rollback::{AutoRollbackConfiguration, AutoRollbackEvent};
pub use compute_platform::ComputePlatform;
pub(crate) use deployment_config::TrafficRoutingInput;
pub use deployment_config::{DeploymentConfig, MinimumHealthyHosts, Rule};
pub use deployment_group::DeploymentGroup;
pub(crate) use deployment_group::{DeploymentGroupInput, role, style};
pub use error::CodeDeployError;
pub use name::{ApplicationName, DeploymentConfigName, DeploymentGroupName};
pub use origin::Origin;
pub(crate) use origin::check_description;
pub use resources::Resources;
pub(crate) use revision::RevisionInput;
pub use revision::{RegisteredRevision, Revision};
pub(crate) use tag::TagInput;
pub use tag::Tags;
pub use trigger::Trigger;
