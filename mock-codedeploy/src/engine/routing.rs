//! Which version serves an invocation.

use std::time::Duration;

use rand::Rng as _;

use super::error::WorldError;
use super::region::Region;
use super::world::World;
use crate::account::{FunctionName, FunctionReference, PublishedVersion, Qualifier};

/// Where an invocation goes.
#[derive(Clone, Debug)]
pub struct Routed {
    /// Where.
    pub region: Region,
    /// The function.
    pub function: FunctionName,
    /// The version that was chosen; its code and configuration.
    pub version: PublishedVersion,
    /// What `X-Amz-Executed-Version` says.
    pub executed: String,
    /// The qualifier that the caller gave.
    pub qualifier: Option<Qualifier>,
    /// The ARN as invoked, with the qualifier that the caller gave.
    pub invoked_arn: String,
    /// A draw from `[0, 1)` for a modelled error rate.
    pub draw: f64,
    /// The time since the start, for a behavior that changes over time.
    pub since_start: Duration,
}

impl World {
    /// Chooses the version that serves an invocation.
    ///
    /// # Errors
    /// When the function, version or alias does not exist.
    pub fn route(&mut self, reference: &FunctionReference) -> Result<Routed, WorldError> {
        let routing_draw: f64 = self.routing.random();
        let draw: f64 = self.routing.random();
        let arn = |qualifier: Option<&str>| self.arn(&reference.name, qualifier);
        let not_found = |qualifier: Option<&str>| WorldError::NotFound(arn(qualifier));
        let function = self.functions.get(&reference.name).ok_or_else(|| not_found(None))?;
        let (version, executed, qualifier) = match &reference.qualifier {
            None => (function.latest(), "$LATEST".to_owned(), None),
            Some(Qualifier::Latest) => (function.latest(), "$LATEST".to_owned(), Some("$LATEST".to_owned())),
            Some(Qualifier::Version(version)) => (*version, version.to_string(), Some(version.to_string())),
            Some(Qualifier::Alias(name)) => {
                let alias = function.alias(name).ok_or_else(|| not_found(Some(name.as_str())))?;
                let version = alias.route(routing_draw);
                (version, version.to_string(), Some(name.to_string()))
            }
        };
        let version = function.version(version).ok_or_else(|| not_found(qualifier.as_deref()))?.clone();
        let invoked_arn = arn(qualifier.as_deref());
        let since_start = self.now.since(self.start);
        let region = self.region().clone();
        let (function, qualifier) = (reference.name.clone(), reference.qualifier.clone());
        Ok(Routed { region, function, version, executed, qualifier, invoked_arn, draw, since_start })
    }
}
