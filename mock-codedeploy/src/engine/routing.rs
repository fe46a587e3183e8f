//! Which version serves an invocation.

use std::time::Duration;

use rand::Rng as _;

use super::region::Region;
use super::world::World;
use crate::account::{Activity, Function, FunctionName, FunctionReference, LambdaError, Qualifier, Snapshot};

/// Where an invocation goes.
#[derive(Clone, Debug)]
pub struct Routed {
    /// Where.
    pub region: Region,
    /// The function.
    pub function: FunctionName,
    /// The version that was chosen; its code and configuration.
    pub snapshot: Snapshot,
    /// What `X-Amz-Executed-Version` says.
    pub executed: String,
    /// The qualifier that the caller gave.
    pub qualifier: Option<Qualifier>,
    /// The ARN as invoked, with the qualifier that the caller gave.
    pub invoked_arn: String,
    /// A draw from `[0, 1)` for a modelled error rate.
    pub draw: f64,
    /// The time since the start of the function's newest deployment, for a behavior that changes over time.
    pub since_start: Duration,
}

impl World {
    /// Chooses the version that serves an invocation.
    ///
    /// # Errors
    /// When the function, version or alias does not exist.
    pub fn route(&mut self, reference: &FunctionReference) -> Result<Routed, LambdaError> {
        let routing_draw: f64 = self.routing.random();
        let draw: f64 = self.routing.random();
        let arn = |qualifier: Option<&str>| self.arn(&reference.name, qualifier);
        let not_found =
            |qualifier: Option<&str>| LambdaError::ResourceNotFound(format!("Function not found: {}", arn(qualifier)));
        let function = self.functions.get(&reference.name).ok_or_else(|| not_found(None))?;
        let (version, executed, qualifier) = match &reference.qualifier {
            None => (None, "$LATEST".to_owned(), None),
            Some(Qualifier::Latest) => (None, "$LATEST".to_owned(), Some("$LATEST".to_owned())),
            Some(Qualifier::Version(version)) => (Some(*version), version.to_string(), Some(version.to_string())),
            Some(Qualifier::Alias(name)) => {
                let alias = function.alias(name).ok_or_else(|| not_found(Some(name.as_str())))?;
                let version = alias.route(routing_draw);
                (Some(version), version.to_string(), Some(name.to_string()))
            }
        };
        let snapshot = match version {
            Some(version) => function.version(version).ok_or_else(|| not_found(qualifier.as_deref()))?.clone(),
            None => unpublished(function),
        };
        let invoked_arn = arn(qualifier.as_deref());
        if self.activity(&snapshot) == Activity::Pending {
            let message = "The operation cannot be performed at this time. The function is currently in the following state: Pending";
            return Err(LambdaError::ResourceConflict(message.into()));
        }
        let since_start = self.since_deployed(&reference.name);
        let region = self.region().clone();
        let (function, qualifier) = (reference.name.clone(), reference.qualifier.clone());
        Ok(Routed { region, function, snapshot, executed, qualifier, invoked_arn, draw, since_start })
    }
}

/// The unpublished state. Where a scenario has given the newest version a behavior, it behaves so too.
fn unpublished(function: &Function) -> Snapshot {
    let mut snapshot = function.latest().clone();
    if snapshot.behavior.is_none() {
        snapshot.behavior = function.versions().next_back().and_then(|(_, newest)| newest.behavior.clone());
    }
    snapshot
}
