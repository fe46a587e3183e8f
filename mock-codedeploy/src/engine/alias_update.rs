//! What CloudFormation does when a stack brings an alias to another version: its `CodeDeployLambdaAliasUpdate` policy (spec 8).

use thiserror::Error;

use super::new_deployment::DeploymentRequest;
use super::world::World;
use crate::account::{Alias, AliasName, FunctionName, LambdaError, Version};
use crate::codedeploy::{ApplicationName, CodeDeployError, DeploymentGroupName, Revision};
use crate::deployment::{AppSpec, DeploymentId, DeploymentStatus};

/// The policy as the template has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AliasUpdatePolicy {
    /// The application.
    pub application: ApplicationName,
    /// The deployment group.
    pub group: DeploymentGroupName,
    /// The hook before traffic shifts.
    pub before_allow_traffic: Option<FunctionName>,
    /// The hook after traffic has shifted.
    pub after_allow_traffic: Option<FunctionName>,
}

/// What a stack operation made of an alias.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AliasUpdate {
    /// It was made, and points there at once: the first deployment of a stack runs no hooks.
    Created,
    /// It points there already, as after CodeDeploy's own rollback.
    Unchanged,
    /// CodeDeploy brings it there.
    Deployed(DeploymentId),
}

/// Why a stack operation cannot begin with an alias.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AliasUpdateError {
    /// Lambda refuses.
    #[error(transparent)]
    Lambda(#[from] LambdaError),
    /// CodeDeploy refuses.
    #[error(transparent)]
    CodeDeploy(#[from] CodeDeployError),
}

impl World {
    /// Brings an alias to a version, as CloudFormation does in a stack operation. A deployment begins in the next
    /// [`run_due`](Self::run_due).
    ///
    /// # Errors
    /// When the function, the version or the group does not exist, or the group has an active deployment.
    pub fn update_alias(
        &mut self,
        function: &FunctionName,
        alias: &AliasName,
        version: Version,
        policy: &AliasUpdatePolicy,
    ) -> Result<AliasUpdate, AliasUpdateError> {
        let Some(before) = self.function(function)?.alias(alias).copied() else {
            let record = crate::account::AliasRecord {
                alias: Alias::to(version),
                description: String::new(),
                revision_id: self.uuid(),
            };
            self.function_mut(function)?.put_alias(alias.clone(), record)?;
            return Ok(AliasUpdate::Created);
        };
        if before == Alias::to(version) {
            return Ok(AliasUpdate::Unchanged);
        }
        let app_spec = AppSpec {
            function: function.clone(),
            alias: alias.clone(),
            current_version: before.version(),
            target_version: version,
            before_allow_traffic: policy.before_allow_traffic.clone(),
            after_allow_traffic: policy.after_allow_traffic.clone(),
        };
        let id = self.deploy(DeploymentRequest {
            application: policy.application.clone(),
            group: policy.group.clone(),
            revision: Revision::new(app_spec.to_json().to_string()),
            app_spec: Some(app_spec),
            config: None,
            description: None,
            auto_rollback: None,
            override_alarms: None,
        })?;
        Ok(AliasUpdate::Deployed(id))
    }

    /// Why CloudFormation says that the alias failed, once its deployment has ended badly.
    pub fn alias_update_failure(&self, id: &DeploymentId) -> Option<String> {
        let deployment = self.deployment(id.as_str()).ok()?;
        if !deployment.status().is_final() || deployment.status() == DeploymentStatus::Succeeded {
            return None;
        }
        let message = deployment.error().map_or("", |error| &error.message);
        Some(format!("{id} failed. {message}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::{Code, Configuration, Function};
    use crate::clock::VirtualTime;
    use crate::deployment::{HookVerdict, Strategy};
    use crate::engine::NewDeployment;

    fn name(text: &str) -> FunctionName {
        FunctionName::new(text).unwrap()
    }

    fn run_to_the_end(world: &mut World) {
        world.run_due();
        while let Some(due) = world.next_due() {
            world.jump(due);
            world.run_due();
        }
    }

    /// An account with two versions, no alias, and the group of SAM's names.
    fn stack() -> (World, AliasName, AliasUpdatePolicy) {
        let mut world = World::new(VirtualTime::START, 1);
        let live = AliasName::new("live").unwrap();
        let mut orders = Function::new(name("orders"), Configuration::default(), Code::Model);
        orders.publish(Configuration::default(), Code::Model);
        world.put_function(orders);
        world.put_function(Function::new(name("hook"), Configuration::default(), Code::Model));
        // Somebody else's deployment sets the application and the group up.
        let other = NewDeployment {
            function: name("orders"),
            alias: AliasName::new("other").unwrap(),
            current_version: Version::FIRST,
            target_version: Version::FIRST,
            strategy: Strategy::AllAtOnce,
            before_allow_traffic: None,
            after_allow_traffic: None,
        };
        world.create_deployment(&other).unwrap();
        run_to_the_end(&mut world);
        let origin = world.records().next().unwrap().origin.clone();
        let policy = AliasUpdatePolicy {
            application: origin.application,
            group: origin.group,
            before_allow_traffic: Some(name("hook")),
            after_allow_traffic: None,
        };
        (world, live, policy)
    }

    #[test]
    fn the_first_time_the_alias_is_set_and_after_that_it_is_deployed() {
        let (mut world, live, policy) = stack();
        let (orders, deployments) = (name("orders"), world.deployments().count());
        let second = Version::FIRST.next();
        assert_eq!(world.update_alias(&orders, &live, Version::FIRST, &policy), Ok(AliasUpdate::Created));
        assert_eq!(world.update_alias(&orders, &live, Version::FIRST, &policy), Ok(AliasUpdate::Unchanged));
        assert_eq!(world.deployments().count(), deployments, "no hook is asked");
        let Ok(AliasUpdate::Deployed(id)) = world.update_alias(&orders, &live, second, &policy) else {
            panic!("it is not deployed")
        };
        let app_spec = world.deployment(id.as_str()).unwrap().app_spec().unwrap();
        assert_eq!((app_spec.current_version, app_spec.target_version), (Version::FIRST, second));
        assert_eq!(world.alias_update_failure(&id), None, "it is under way");
    }

    #[test]
    fn a_refused_version_fails_the_stack_with_the_reason_and_its_rollback_deploys_nothing() {
        let (mut world, live, policy) = stack();
        let orders = name("orders");
        world.update_alias(&orders, &live, Version::FIRST, &policy).unwrap();
        let Ok(AliasUpdate::Deployed(id)) = world.update_alias(&orders, &live, Version::FIRST.next(), &policy) else {
            panic!("it is not deployed")
        };
        world.run_due();
        let invocation = world.take_invocations().remove(0);
        let execution = invocation.payload["LifecycleEventHookExecutionId"].as_str().unwrap();
        world.report(id.as_str(), execution, HookVerdict::Failed).unwrap();
        world.invocation_ended(&invocation, false);
        run_to_the_end(&mut world);
        let reason = format!("{id} failed. One or more lifecycle event validation functions failed.");
        assert_eq!(world.alias_update_failure(&id), Some(reason));
        let rolled_back = world.update_alias(&orders, &live, Version::FIRST, &policy);
        assert_eq!(rolled_back, Ok(AliasUpdate::Unchanged), "there is no second shift");
    }

    #[test]
    fn what_is_not_there_is_refused() {
        let (mut world, live, policy) = stack();
        let missing = world.update_alias(&name("nobody"), &live, Version::FIRST, &policy);
        assert!(matches!(missing, Err(AliasUpdateError::Lambda(LambdaError::ResourceNotFound(_)))), "{missing:?}");
        let third = Version::FIRST.next().next();
        assert!(world.update_alias(&name("orders"), &live, third, &policy).is_err());
    }
}
