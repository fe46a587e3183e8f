//! A hook in a VPC from which nobody can be reached.

use super::examples::hooked;
use crate::check::found::Found;
use crate::check::network::{Network, SUBNET};
use crate::check::rule::{Detection, Example, Rule};
use crate::check::subject::Subject;
use crate::diagnostic::Severity;
use crate::document::Node;
use crate::model::LogicalId;
use crate::model::resolver::Evaluated;

pub(in crate::check) static RULE: Rule = Rule {
    code: "hook-without-route-to-codedeploy",
    severity: Severity::Error,
    sentence: "a hook stands in subnets of this template that have no way to CodeDeploy",
    reason: "A function in a VPC has no public address. Without a route to a NAT gateway, or to another network, and without an interface endpoint the report times out, and the deployment hangs for an hour.",
    mend: "add an `AWS::EC2::VPCEndpoint` of `VpcEndpointType: Interface` with `PrivateDnsEnabled: true` for `com.amazonaws.${AWS::Region}.codedeploy`, or leave `VpcConfig` out",
    bad: Example {
        template: hooked!(
            r"      VpcConfig: { SubnetIds: [!Ref Subnet], SecurityGroupIds: [sg-1] }
  Network: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  Subnet: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Network, CidrBlock: 10.0.0.0/24 } }
"
        ),
        found_at: &["12:18"],
    },
    good: hooked!(
        r"      VpcConfig: { SubnetIds: [!Ref Subnet], SecurityGroupIds: [sg-1] }
  Network: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  Subnet: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Network, CidrBlock: 10.0.0.0/24 } }
  Endpoint: { Type: AWS::EC2::VPCEndpoint, Properties: { VpcId: !Ref Network, VpcEndpointType: Interface, PrivateDnsEnabled: true, ServiceName: !Sub 'com.amazonaws.${AWS::Region}.codedeploy' } }
"
    ),
    detection: Detection::Search(search),
};

fn search(subject: &Subject<'_>, found: &mut Found) {
    let (reader, resolver) = (subject.reader(), subject.reader().resolver());
    let network = Network::of(reader, subject.resources());
    if !network.is_complete() {
        return;
    }
    for hook in subject.hooks() {
        let Some(vpc) = hook.read.properties.get("VpcConfig") else { continue };
        let lists = resolver.branches(vpc).into_iter().filter_map(|vpc| vpc.get("SubnetIds"));
        let lists = lists.flat_map(|subnets| resolver.branches(subnets)).filter_map(Node::as_list);
        let mut closed = Vec::new();
        for subnet in lists.flatten().flat_map(|subnet| resolver.branches(subnet)) {
            let Evaluated::Reference(reference) = resolver.evaluate(subnet) else { continue };
            let id = reference.resource;
            let is_closed = reader.resource_type(id.as_str()) == Some(SUBNET) && network.is_closed(&id);
            if is_closed && !closed.contains(&id) {
                closed.push(id);
            }
        }
        if !closed.is_empty() {
            let message = format!(
                "`{}` cannot reach CodeDeploy from `{}`: there is neither a route out of the network nor an endpoint",
                hook.id(),
                closed.iter().map(LogicalId::as_str).collect::<Vec<_>>().join("` and `")
            );
            found.add(reader.place(vpc), hook.id(), message);
        }
    }
}
