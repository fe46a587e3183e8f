//! Which subnets of a template lead to CodeDeploy: by the endpoint of its service, or by a route out of the network.

use crate::document::{Entry, Map, Node};
use crate::model::LogicalId;
use crate::model::partial_text::Part;
use crate::model::reader::Reader;
use crate::model::resolver::Evaluated;

pub(super) const SUBNET: &str = "AWS::EC2::Subnet";
const NETWORK: &str = "AWS::EC2::VPC";
const ROUTE_TABLE: &str = "AWS::EC2::RouteTable";
/// It translates no address, and a function in a network has no public one.
const INTERNET_GATEWAY: &str = "AWS::EC2::InternetGateway";
const NAT_GATEWAY: &str = "AWS::EC2::NatGateway";
/// What may make routes and endpoints that are not seen here.
const MAKERS: [&str; 4] = [
    "AWS::CloudFormation::CustomResource",
    "AWS::CloudFormation::Stack",
    "AWS::EC2::VPNGatewayRoutePropagation",
    "AWS::Serverless::Application",
];

/// The resources of a template by type, each with its properties.
pub(super) struct Network<'n, 'a> {
    reader: &'n Reader<'a>,
    resources: Vec<(&'a str, &'a Node)>,
}

impl<'n, 'a> Network<'n, 'a> {
    pub(super) fn of(reader: &'n Reader<'a>, resources: impl Iterator<Item = (&'a str, &'a str, &'a Node)>) -> Self {
        let resources = resources.filter(|(_, kind, _)| kind.starts_with("AWS::EC2::"));
        let resources = resources.filter_map(|(_, kind, resource)| Some((kind, resource.get("Properties")?)));
        Self { reader, resources: resources.collect() }
    }

    /// Whether all that there is can be seen.
    pub(super) fn is_complete(&self) -> bool {
        let root = self.reader.document().root();
        let resources = root.get("Resources").and_then(Node::as_map);
        let is_made = |kind: &str| MAKERS.contains(&kind) || kind.starts_with("Custom::") || kind.ends_with("::MODULE");
        let makes = |entry: &Entry| {
            entry.key.as_str().starts_with("Fn::")
                || entry.value.get("Type").and_then(Node::as_str).is_some_and(is_made)
        };
        root.get("Fn::Transform").is_none() && !resources.into_iter().flat_map(Map::iter).any(makes)
    }

    /// Whether a subnet of this template certainly has no way to CodeDeploy.
    pub(super) fn is_closed(&self, subnet: &LogicalId) -> bool {
        let Some(properties) = self.reader.resource(subnet.as_str()).and_then(|subnet| subnet.get("Properties")) else {
            return false;
        };
        let network = self.reference(properties.get("VpcId"), NETWORK);
        if self.has_endpoint(network.as_ref()) {
            return false;
        }
        let associations = self.all("AWS::EC2::SubnetRouteTableAssociation");
        let mut own = associations.filter(|it| self.may_be(it.get("SubnetId"), subnet)).peekable();
        if own.peek().is_none() {
            // The main table of a network that is made here leads nowhere.
            return network.is_some();
        }
        own.all(|it| self.reference(it.get("RouteTableId"), ROUTE_TABLE).is_some_and(|table| !self.leads_out(&table)))
    }

    /// Whether an endpoint of CodeDeploy may stand in the network.
    fn has_endpoint(&self, network: Option<&LogicalId>) -> bool {
        self.all("AWS::EC2::VPCEndpoint").any(|endpoint| {
            // A service that cannot be read may be the right one. `codedeploy-commands-secure` is for agents on servers.
            let of_codedeploy = endpoint.get("ServiceName").is_none_or(|service| {
                match self.reader.resolver().partial_text(service).parts().last() {
                    Some(Part::Known(end)) => {
                        [".codedeploy", ".codedeploy-fips"].iter().any(|name| end.ends_with(name))
                    }
                    _ => true,
                }
            });
            let has_names =
                endpoint.get("PrivateDnsEnabled").and_then(Node::scalar_text).is_none_or(|it| it != "false");
            of_codedeploy && has_names && network.is_none_or(|network| self.may_be(endpoint.get("VpcId"), network))
        })
    }

    /// Whether a table has a route on which a public service may be reached.
    fn leads_out(&self, table: &LogicalId) -> bool {
        self.all("AWS::EC2::Route").filter(|route| self.may_be(route.get("RouteTableId"), table)).any(|route| {
            let to_the_internet_gateway = self.reference(route.get("GatewayId"), INTERNET_GATEWAY).is_some();
            // Through another network there may be a way, which is not seen here.
            let translator = route.get("NatGatewayId").and_then(|id| self.properties(id, NAT_GATEWAY));
            let kind = translator.and_then(|it| it.get("ConnectivityType")?.as_str());
            !to_the_internet_gateway && kind != Some("private")
        })
    }

    fn all(&self, kind: &str) -> impl Iterator<Item = &'a Node> {
        self.resources.iter().filter(move |(known, _)| *known == kind).map(|(_, properties)| *properties)
    }

    /// The resource of this type that a value refers to.
    fn reference(&self, node: Option<&Node>, kind: &str) -> Option<LogicalId> {
        let Evaluated::Reference(reference) = self.reader.resolver().evaluate(node?) else { return None };
        (self.reader.resource_type(reference.resource.as_str()) == Some(kind)).then_some(reference.resource)
    }

    /// The properties of the resource of this type that a value refers to.
    fn properties(&self, node: &Node, kind: &str) -> Option<&'a Node> {
        self.reader.resource(self.reference(Some(node), kind)?.as_str())?.get("Properties")
    }

    /// Whether a value refers to this resource, as far as is known.
    fn may_be(&self, node: Option<&Node>, id: &LogicalId) -> bool {
        node.is_none_or(|node| match self.reader.resolver().evaluate(node) {
            Evaluated::Reference(reference) => reference.resource == *id,
            Evaluated::Value(_) => false,
            Evaluated::Unknown(_) => true,
        })
    }
}
