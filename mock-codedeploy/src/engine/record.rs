//! A deployment with all that the API shows of it.

use serde::{Deserialize, Serialize};

use crate::codedeploy::Origin;
use crate::deployment::Deployment;

/// A deployment: its life, and what it was made from.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Record {
    /// Its life.
    pub deployment: Deployment,
    /// What it was made from.
    pub origin: Origin,
}
