//! All applications and custom configurations of one region.

use super::application::Application;
use super::compute_platform::ComputePlatform;
use super::deployment_config::{DeploymentConfig, PREDEFINED_PREFIX, Rule};
use super::error::CodeDeployError;
use super::name::{ApplicationName, DeploymentConfigName, DeploymentGroupName};
use crate::clock::VirtualTime;
use crate::deployment::Strategy;
use crate::tracked_map::TrackedMap;

/// So many a region has (spec 10).
const MOST_APPLICATIONS: usize = 1_000;

/// Custom configurations of an account (spec 10: the current page says 50).
const MOST_CONFIGS: usize = 50;

/// The resources of CodeDeploy that deployments refer to.
#[derive(Clone, Debug, Default)]
pub struct Resources {
    pub(crate) applications: TrackedMap<ApplicationName, Application>,
    pub(crate) configs: TrackedMap<DeploymentConfigName, DeploymentConfig>,
}

impl Resources {
    /// All applications, by name.
    pub fn applications(&self) -> impl Iterator<Item = &Application> {
        self.applications.values()
    }

    /// An application.
    ///
    /// # Errors
    /// When there is none of that name.
    pub fn application(&self, name: &ApplicationName) -> Result<&Application, CodeDeployError> {
        self.applications.get(name).ok_or_else(|| CodeDeployError::ApplicationDoesNotExist(name.to_string()))
    }

    /// An application, to change it.
    ///
    /// # Errors
    /// When there is none of that name.
    pub fn application_mut(&mut self, name: &ApplicationName) -> Result<&mut Application, CodeDeployError> {
        self.applications.get_mut(name).ok_or_else(|| CodeDeployError::ApplicationDoesNotExist(name.to_string()))
    }

    /// Adds an application.
    ///
    /// # Errors
    /// When there is one of that name.
    pub fn add_application(&mut self, application: Application) -> Result<(), CodeDeployError> {
        if self.applications.contains_key(&application.name) {
            return Err(CodeDeployError::ApplicationAlreadyExists(application.name.to_string()));
        }
        if self.applications.len() >= MOST_APPLICATIONS {
            return Err(CodeDeployError::ApplicationLimitExceeded(MOST_APPLICATIONS));
        }
        self.applications.insert(application.name.clone(), application);
        Ok(())
    }

    /// Gives an application another name.
    pub(crate) fn rename_application(
        &mut self,
        name: &ApplicationName,
        new: ApplicationName,
    ) -> Result<(), CodeDeployError> {
        self.application(name)?;
        if *name == new {
            return Ok(());
        }
        if self.applications.contains_key(&new) {
            return Err(CodeDeployError::ApplicationAlreadyExists(new.to_string()));
        }
        if let Some(application) = self.applications.remove(name) {
            self.applications.insert(new.clone(), Application { name: new, ..application });
        }
        Ok(())
    }

    /// Takes an application away, if it is there.
    pub(crate) fn remove_application(&mut self, name: &ApplicationName) {
        self.applications.remove(name);
    }

    /// The names of all configurations, the predefined ones first.
    pub(crate) fn config_names(&self) -> impl Iterator<Item = String> {
        Rule::predefined_names().chain(self.configs.keys().map(ToString::to_string))
    }

    /// A configuration, predefined or custom.
    pub(crate) fn config(&self, name: &DeploymentConfigName) -> Result<DeploymentConfig, CodeDeployError> {
        if let Some(rule) = Rule::predefined(name.as_str()) {
            let id = uuid::Uuid::from_u128(u128::from_be_bytes(first_bytes(name.as_str()))).to_string();
            return Ok(DeploymentConfig { name: name.clone(), id, created: VirtualTime::START, rule });
        }
        let unknown = || CodeDeployError::DeploymentConfigDoesNotExist(name.to_string());
        self.configs.get(name).cloned().ok_or_else(unknown)
    }

    /// The strategy of a configuration for Lambda.
    pub(crate) fn strategy(&self, name: &DeploymentConfigName) -> Result<Strategy, CodeDeployError> {
        match self.config(name)?.rule {
            Rule::Lambda(strategy) => Ok(strategy),
            other => {
                let platform = other.platform().as_str();
                let message =
                    format!("the deployment configuration {name} is for {platform}, the application for Lambda");
                Err(CodeDeployError::InvalidDeploymentConfigName(message))
            }
        }
    }

    /// Adds a custom configuration.
    pub(crate) fn add_config(&mut self, config: DeploymentConfig) -> Result<(), CodeDeployError> {
        let name = &config.name;
        if name.as_str().starts_with(PREDEFINED_PREFIX) {
            let message = format!("`{name}` is no name for a custom configuration: `{PREDEFINED_PREFIX}` is AWS's own");
            return Err(CodeDeployError::InvalidDeploymentConfigName(message));
        }
        if self.configs.contains_key(name) {
            return Err(CodeDeployError::DeploymentConfigAlreadyExists(name.to_string()));
        }
        if self.configs.len() >= MOST_CONFIGS {
            return Err(CodeDeployError::DeploymentConfigLimitExceeded(self.configs.len()));
        }
        self.configs.insert(name.clone(), config);
        Ok(())
    }

    /// Takes a custom configuration away, if it is there and not in use.
    pub(crate) fn remove_config(&mut self, name: &DeploymentConfigName) -> Result<(), CodeDeployError> {
        if Rule::predefined(name.as_str()).is_some() {
            return Err(CodeDeployError::InvalidOperation(format!("{name} is predefined and cannot be deleted")));
        }
        let groups = self.applications.values().flat_map(|application| application.groups.values());
        if groups.into_iter().any(|group| group.config == *name) {
            return Err(CodeDeployError::DeploymentConfigInUse(name.to_string()));
        }
        self.configs.remove(name);
        Ok(())
    }

    /// An application that deploys to Lambda, which is what groups and deployments here need.
    pub(crate) fn lambda_application(&mut self, name: &ApplicationName) -> Result<&mut Application, CodeDeployError> {
        let application = self.application_mut(name)?;
        match application.platform {
            ComputePlatform::Lambda => Ok(application),
            other => Err(CodeDeployError::InvalidComputePlatform(other.as_str().to_owned())),
        }
    }

    /// Whether a group is there.
    pub(crate) fn has_group(&self, application: &ApplicationName, group: &DeploymentGroupName) -> bool {
        self.applications.get(application).is_some_and(|application| application.groups.contains_key(group))
    }
}

/// An id of a predefined configuration, the same in every account.
fn first_bytes(name: &str) -> [u8; 16] {
    use sha2::{Digest as _, Sha256};
    let mut bytes = [0_u8; 16];
    bytes.iter_mut().zip(Sha256::digest(name)).for_each(|(byte, digest)| *byte = digest);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codedeploy::DeploymentGroup;

    fn custom(name: &str) -> DeploymentConfig {
        DeploymentConfig {
            name: DeploymentConfigName::new(name).unwrap(),
            id: String::new(),
            created: VirtualTime::START,
            rule: Rule::Lambda(Strategy::AllAtOnce),
        }
    }

    #[test]
    fn a_configuration_in_use_and_a_predefined_one_cannot_be_deleted() {
        let mut resources = Resources::default();
        resources.add_config(custom("slow")).unwrap();
        assert_eq!(resources.add_config(custom("slow")).unwrap_err().code(), "DeploymentConfigAlreadyExistsException");
        let name = ApplicationName::new("shop").unwrap();
        let mut shop = Application::new(name, String::new(), VirtualTime::START, ComputePlatform::Lambda);
        let group = DeploymentGroupName::new("orders").unwrap();
        let orders = DeploymentGroup::new(group.clone(), String::new(), String::new(), custom("slow").name);
        shop.groups.insert(group, orders);
        resources.add_application(shop).unwrap();
        let slow = custom("slow").name;
        assert_eq!(resources.remove_config(&slow).unwrap_err().code(), "DeploymentConfigInUseException");
        resources.remove_application(&ApplicationName::new("shop").unwrap());
        assert_eq!(resources.remove_config(&slow), Ok(()));
        assert_eq!(resources.remove_config(&slow), Ok(()), "what is gone is gone");
        let predefined = DeploymentConfigName::new("CodeDeployDefault.LambdaAllAtOnce").unwrap();
        assert_eq!(resources.remove_config(&predefined).unwrap_err().code(), "InvalidOperationException");
    }

    #[test]
    fn custom_names_do_not_begin_like_predefined_ones_and_there_are_fifty_at_most() {
        let mut resources = Resources::default();
        let error = resources.add_config(custom("CodeDeployDefault.Mine")).unwrap_err();
        assert_eq!(error.code(), "InvalidDeploymentConfigNameException");
        for number in 0..50 {
            resources.add_config(custom(&format!("c{number}"))).unwrap();
        }
        assert_eq!(resources.add_config(custom("more")).unwrap_err().code(), "DeploymentConfigLimitExceededException");
        assert_eq!(resources.config_names().count(), 67);
    }
}
