//! The execution role of a function.

use super::{Function, policies, statements};
use crate::expand::fault::{Checked, fault};
use crate::expand::intrinsic::{attribute, choose, choose_or_nothing, not};
use crate::expand::known_values::KnownValues;
use crate::expand::python_text::python_text;
use crate::expand::resource::{Attributes, Resource};
use crate::expand::surroundings::{Effects, Surroundings};
use crate::expand::tags;
use crate::expand::value::{Map, Value};

/// A role while events still add to it. It is built even for a function that has another, because its errors count.
pub(crate) struct Role<'d> {
    id: String,
    attributes: Attributes<'d>,
    trust: Value<'d>,
    managed: Vec<Value<'d>>,
    inline: Vec<Value<'d>>,
    /// What the inline policies say, once an event adds to them.
    known_documents: Option<KnownValues>,
    path: Option<Value<'d>>,
    boundary: Option<Value<'d>>,
    tags: Value<'d>,
}

impl<'d> Role<'d> {
    /// `inline` are the policies that the function itself asks for, before those of `Policies`.
    pub(super) fn new(
        function: &mut Function<'d>,
        mut inline: Vec<Value<'d>>,
        around: &Surroundings<'d>,
    ) -> Checked<Self> {
        let traced = function.tracing(around)?.is_some();
        let given = &function.properties;
        let basic = if given.truthy("DurableConfig").is_some() {
            "service-role/AWSLambdaBasicDurableExecutionRolePolicy"
        } else {
            "service-role/AWSLambdaBasicExecutionRole"
        };
        let mut managed = vec![around.managed_policy(basic)];
        if traced {
            // Other partitions never had the older policy.
            let tracing = if around.partition == "aws" { "AWSXrayWriteOnlyAccess" } else { "AWSXRayDaemonWriteAccess" };
            managed.push(around.managed_policy(tracing));
        }
        if given.truthy("VpcConfig").is_some() {
            managed.push(around.managed_policy("service-role/AWSLambdaVPCAccessExecutionRole"));
        }
        let id = format!("{}Role", function.id);
        let policies = function.properties.remove("Policies");
        policies::attach(policies, &id, around.partition, &mut managed, &mut inline)?;
        let given = &function.properties;
        Ok(Self {
            id,
            attributes: function.attributes.passed_on(),
            trust: given
                .given("AssumeRolePolicyDocument")
                .cloned()
                .unwrap_or_else(|| statements::assume_role("lambda.amazonaws.com")),
            managed,
            inline,
            known_documents: None,
            path: given.given("RolePath").cloned(),
            boundary: given.given("PermissionsBoundary").cloned(),
            tags: tags::of_function(given.truthy("Tags").and_then(Value::as_map))?,
        })
    }

    /// Gives it a managed policy that it may have already.
    pub(crate) fn add_managed(&mut self, policy: Value<'d>) {
        if !self.managed.contains(&policy) {
            self.managed.push(policy);
        }
    }

    /// Whether a policy hangs on a condition as a whole.
    pub(crate) fn has_conditional_policies(&self) -> bool {
        self.inline.iter().any(|policy| policy.get("PolicyDocument").is_none())
    }

    /// Gives it a policy, unless it has one that says the same.
    pub(crate) fn add_inline(&mut self, policy: Value<'d>) {
        fn document<'p, 'd>(policy: &'p Value<'d>) -> &'p Value<'d> {
            policy.get("PolicyDocument").unwrap_or(&Value::Null)
        }
        let known = self.known_documents.get_or_insert_with(|| self.inline.iter().map(document).collect());
        if known.insert(document(&policy)) {
            self.inline.push(policy);
        }
    }

    /// Decides what the property `Role` of the function is; true when this role is needed.
    pub(super) fn settle(
        &mut self,
        lambda: &mut Map<'d>,
        around: &Surroundings<'d>,
        effects: &mut Effects<'d>,
    ) -> Checked<bool> {
        let arn = attribute(self.id.clone(), "Arn");
        let Some(given) = lambda.get_mut("Role") else {
            lambda.push("Role", arn);
            return Ok(true);
        };
        if given.as_if().is_none() {
            return Ok(false);
        }
        around.parameters.resolve(given).map_err(|faults| faults.at("Role"))?;
        let Some([condition, yes, no]) = given.as_if().and_then(Value::as_list) else {
            return Err(fault("malformed-if", "`Fn::If` takes a list of three: a condition, a role, and another role")
                .at("Role"));
        };
        let role = match (yes.is_no_value(), no.is_no_value()) {
            (true, true) => arn,
            (true, false) => {
                // The condition of the role takes the place of the function's.
                self.attributes.set("Condition", condition.clone());
                choose_or_nothing(condition.clone(), arn, no.clone())
            }
            (false, true) => {
                // SAM makes a name of whatever stands where the name of a condition should.
                let name = python_text(condition);
                let opposite = format!("NOT{name}");
                let role = choose(condition.clone(), yes.clone(), arn);
                self.attributes.set("Condition", Value::from(opposite.clone()));
                effects.add_condition(opposite, not(condition.clone()), &name).map_err(|faults| faults.at("Role"))?;
                role
            }
            (false, false) => return Ok(false),
        };
        *given = role;
        Ok(true)
    }

    pub(super) fn into_resource(self) -> Resource<'d> {
        let mut properties = Map::with_capacity(6);
        properties.push("AssumeRolePolicyDocument", self.trust);
        properties.push("ManagedPolicyArns", Value::List(self.managed));
        properties.push_some("Path", self.path.as_ref());
        if !self.inline.is_empty() {
            properties.push("Policies", Value::List(self.inline));
        }
        properties.push_some("PermissionsBoundary", self.boundary.as_ref());
        properties.push("Tags", self.tags);
        Resource::new(self.id, "AWS::IAM::Role", self.attributes, properties)
    }
}
