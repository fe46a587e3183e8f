//! ARNs of CodeDeploy's resources, as its tag operations take them (spec 3.1).

use super::error::CodeDeployError;
use super::name::{ApplicationName, DeploymentConfigName, DeploymentGroupName};

/// What an ARN names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Resource {
    Application(ApplicationName),
    Group(ApplicationName, DeploymentGroupName),
    Config(DeploymentConfigName),
}

impl Resource {
    pub(crate) fn parse(arn: Option<&str>) -> Result<Self, CodeDeployError> {
        let arn = arn.filter(|arn| !arn.is_empty()).ok_or(CodeDeployError::ResourceArnRequired)?;
        let invalid = || CodeDeployError::InvalidArn(arn.to_owned());
        let parts: Vec<&str> = arn.splitn(7, ':').collect();
        let ["arn", _, "codedeploy", _, _, kind, name] = parts.as_slice() else { return Err(invalid()) };
        match *kind {
            "application" => Ok(Self::Application(ApplicationName::new(name).map_err(|_| invalid())?)),
            "deploymentgroup" => {
                let (application, group) = name.split_once('/').ok_or_else(invalid)?;
                Ok(Self::Group(
                    ApplicationName::new(application).map_err(|_| invalid())?,
                    DeploymentGroupName::new(group).map_err(|_| invalid())?,
                ))
            }
            "deploymentconfig" => Ok(Self::Config(DeploymentConfigName::new(name).map_err(|_| invalid())?)),
            _ => Err(CodeDeployError::ArnNotSupported(arn.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arns_name_applications_groups_and_configurations() {
        let parsed = |rest: &str| Resource::parse(Some(&format!("arn:aws:codedeploy:us-east-1:123456789012:{rest}")));
        let shop = || ApplicationName::new("shop").unwrap();
        assert_eq!(parsed("application:shop"), Ok(Resource::Application(shop())));
        assert_eq!(
            parsed("deploymentgroup:shop/orders"),
            Ok(Resource::Group(shop(), DeploymentGroupName::new("orders").unwrap()))
        );
        assert_eq!(parsed("deploymentconfig:slow"), Ok(Resource::Config(DeploymentConfigName::new("slow").unwrap())));
        assert_eq!(parsed("instance:i-1").unwrap_err().code(), "ArnNotSupportedException");
        assert_eq!(parsed("deploymentgroup:shop").unwrap_err().code(), "InvalidArnException");
        assert_eq!(Resource::parse(Some("shop")).unwrap_err().code(), "InvalidArnException");
        assert_eq!(Resource::parse(None).unwrap_err().code(), "ResourceArnRequiredException");
    }
}
