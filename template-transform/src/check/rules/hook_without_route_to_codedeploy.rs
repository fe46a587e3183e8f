//! A hook in a VPC from which nobody can be reached.

use super::examples::hooked;
use crate::check::found::Found;
use crate::check::rule::{Detection, Example, Rule};
use crate::check::subject::Subject;
use crate::diagnostic::Severity;
use crate::document::Node;
use crate::model::partial_text::Part;
use crate::model::reader::Reader;

pub(in crate::check) static RULE: Rule = Rule {
    code: "hook-without-route-to-codedeploy",
    severity: Severity::Error,
    sentence: "a hook stands in subnets of this template that have no way to CodeDeploy",
    reason: "A function in a VPC has no public address. Without a NAT gateway or an interface endpoint the report times out, and the deployment hangs for an hour.",
    mend: "add an `AWS::EC2::VPCEndpoint` for `com.amazonaws.${AWS::Region}.codedeploy`, or leave `VpcConfig` out",
    bad: Example {
        template: hooked!(
            r"      VpcConfig: { SubnetIds: [!Ref Subnet], SecurityGroupIds: [sg-1] }
  Subnet: { Type: AWS::EC2::Subnet }
"
        ),
        found_at: &["12:18"],
    },
    good: hooked!(
        r"      VpcConfig: { SubnetIds: [!Ref Subnet], SecurityGroupIds: [sg-1] }
  Subnet: { Type: AWS::EC2::Subnet }
  Endpoint: { Type: AWS::EC2::VPCEndpoint, Properties: { ServiceName: !Sub 'com.amazonaws.${AWS::Region}.codedeploy' } }
"
    ),
    detection: Detection::Search(search),
};

fn search(subject: &Subject<'_>, found: &mut Found) {
    // A way out anywhere in the template may lead from any subnet: then nobody is accused.
    if subject.resources().any(|(_, kind, resource)| leads_out(subject.reader(), kind, resource)) {
        return;
    }
    for hook in subject.hooks() {
        let Some(vpc) = hook.read.properties.get("VpcConfig") else { continue };
        let resolver = subject.reader().resolver();
        let of_this_template = |subnet: &Node| {
            let id = subnet.get("Ref").and_then(Node::as_str);
            id.and_then(|id| subject.reader().resource_type(id)) == Some("AWS::EC2::Subnet")
        };
        let lists = resolver.branches(vpc).into_iter().filter_map(|vpc| vpc.get("SubnetIds"));
        let mut lists = lists.flat_map(|subnets| resolver.branches(subnets)).filter_map(Node::as_list);
        if lists.any(|subnets| !subnets.is_empty() && subnets.iter().all(of_this_template)) {
            let message = format!(
                "`{}` cannot reach CodeDeploy: its subnets have neither a NAT gateway nor an endpoint",
                hook.id()
            );
            found.add(subject.reader().place(vpc), hook.id(), message);
        }
    }
}

fn leads_out(reader: &Reader<'_>, kind: &str, resource: &Node) -> bool {
    match kind {
        "AWS::EC2::VPCEndpoint" => {
            let service = resource.get("Properties").and_then(|properties| properties.get("ServiceName"));
            // A service that cannot be read may be the right one. `codedeploy-commands-secure` is for agents on servers.
            service.is_none_or(|service| match reader.resolver().partial_text(service).parts().last() {
                Some(Part::Known(end)) => [".codedeploy", ".codedeploy-fips"].iter().any(|name| end.ends_with(name)),
                _ => true,
            })
        }
        "AWS::EC2::NatGateway" | "AWS::EC2::TransitGatewayAttachment" | "AWS::EC2::VPCPeeringConnection" => true,
        "AWS::EC2::Route" => resource.get("Properties").is_some_and(|route| route.get("GatewayId").is_none()),
        _ => false,
    }
}
