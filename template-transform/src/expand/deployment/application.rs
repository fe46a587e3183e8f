//! What all deployment groups share: `AWS::CodeDeploy::Application` and the service role.

use crate::expand::function::statements;
use crate::expand::resource::{Attributes, Resource};
use crate::expand::surroundings::Surroundings;
use crate::expand::tags;
use crate::expand::value::{Map, Value};

pub(super) const APPLICATION: &str = "ServerlessDeploymentApplication";
pub(super) const SERVICE_ROLE: &str = "CodeDeployServiceRole";

pub(super) fn application<'d>(attributes: Attributes<'d>, tags: &Map<'d>) -> Resource<'d> {
    let mut properties = Map::from([("ComputePlatform", Value::from("Lambda"))]);
    tag(&mut properties, tags);
    Resource::new(APPLICATION, "AWS::CodeDeploy::Application", attributes, properties)
}

pub(super) fn service_role<'d>(attributes: Attributes<'d>, tags: &Map<'d>, around: &Surroundings<'d>) -> Resource<'d> {
    // The newer policy does not exist in two partitions.
    let policy = match around.partition {
        "aws-iso" | "aws-iso-b" => "service-role/AWSCodeDeployRoleForLambdaLimited",
        _ => "service-role/AWSCodeDeployRoleForLambda",
    };
    let mut properties = Map::from([
        ("AssumeRolePolicyDocument", statements::assume_role("codedeploy.amazonaws.com")),
        ("ManagedPolicyArns", Value::from([around.managed_policy(policy)])),
    ]);
    tag(&mut properties, tags);
    Resource::new(SERVICE_ROLE, "AWS::IAM::Role", attributes, properties)
}

fn tag<'d>(properties: &mut Map<'d>, tags: &Map<'d>) {
    if !tags.is_empty() {
        properties.push("Tags", Value::List(tags::list(tags)));
    }
}
