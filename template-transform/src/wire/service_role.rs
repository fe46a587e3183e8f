//! A service role for CodeDeploy that names exactly the hooks in use, so that their names need no prefix.

use super::Options;
use super::dependency::references;
use super::guard::Guard;
use super::hook_name;
use super::statement::{allows, covers_function, statements};
use super::template::Template;
use super::wiring::Wiring;
use crate::diagnostic::Diagnostic;
use crate::document::{Fragment, Node};

/// `CodeDeployServiceRole` is SAM's own, and would be passed over.
const ROLE: &str = "SafeDeploymentRole";

/// The functions whose service role will name their hooks.
#[derive(Default)]
pub(super) struct ServiceRoles {
    functions: Vec<String>,
}

impl ServiceRoles {
    pub(super) fn names_hooks_of(&self, function: &str) -> bool {
        self.functions.iter().any(|known| known == function)
    }

    pub(super) fn naming_hooks(&self) -> &[String] {
        &self.functions
    }
}

pub(super) fn complete(wiring: &mut Wiring<'_>, guards: &[Guard<'_>], options: &Options) -> ServiceRoles {
    let mut roles = ServiceRoles::default();
    for guard in guards {
        extend(wiring, guard, &mut roles);
    }
    if options.service_role {
        create(wiring, guards, &mut roles);
    }
    roles
}

/// A role of this template that the user wrote lacks the hooks that it does not name.
fn extend(wiring: &mut Wiring<'_>, guard: &Guard<'_>, roles: &mut ServiceRoles) {
    let template = wiring.template;
    let Some(role) = template.service_role(&guard.function).and_then(|role| template.role_behind(role)) else { return };
    let mut hooks: Vec<&str> = guard.hooks.iter().map(|hook| hook.hook.as_str()).collect();
    hooks.dedup();
    hooks.retain(|hook| !may_call(&template, &role, hook));
    if hooks.is_empty() || makes_circle(wiring, guard) {
        return;
    }
    let policy = Fragment::map([
        ("PolicyName", format!("{}Hooks", guard.function).into()),
        ("PolicyDocument", policy_document(vec![invoke(&hooks)])),
    ]);
    wiring.append(&role, &["Properties", "Policies"], policy);
    roles.functions.push(guard.function.clone());
}

fn may_call(template: &Template<'_>, role: &str, hook: &str) -> bool {
    let prefixed = template.own(hook, &["FunctionName"]).is_some_and(|name| hook_name::has_prefix(name) != Some(false));
    let policies = template.own(role, &["Policies"]).and_then(Node::as_list).unwrap_or_default();
    let managed = template.own(role, &["ManagedPolicyArns"]).map(|arns| arns.to_json().to_string()).unwrap_or_default();
    let inline = policies.iter().filter_map(|policy| policy.get("PolicyDocument")).flat_map(statements);
    let attached = template
        .resources()
        .filter(|(id, _)| {
            template.own(id, &["Roles"]).is_some_and(|roles| references(roles).iter().any(|it| it == role))
        })
        .filter_map(|(id, _)| template.own(id, &["PolicyDocument"]))
        .flat_map(statements);
    (prefixed && managed.contains("AWSCodeDeployRoleForLambda"))
        || inline.chain(attached).any(|it| allows(it, "lambda:InvokeFunction") && covers_function(it, hook, prefixed))
}

/// A hook that refers to the deployment group cannot be named by the role that the group refers to.
fn makes_circle(wiring: &mut Wiring<'_>, guard: &Guard<'_>) -> bool {
    let template = wiring.template;
    let group = format!("{}DeploymentGroup", guard.function);
    let refers = |hook: &str| template.resource(hook).is_some_and(|resource| references(resource).contains(&group));
    let Some(hook) = guard.hooks.iter().find(|hook| refers(&hook.hook)) else { return false };
    let message = format!(
        "the permissions of `{}` refer to `{group}`; a service role that names this hook would close a circle: group, role, hook, group",
        hook.hook
    );
    let finding = Diagnostic::error("circular-dependency", wiring.resource_place(&hook.hook), message);
    wiring.report(finding.about(hook.hook.as_str()).with_help(format!("write `/*` in the place of `/${{{group}}}`")));
    true
}

fn create(wiring: &mut Wiring<'_>, guards: &[Guard<'_>], roles: &mut ServiceRoles) {
    let template = wiring.template;
    let mut without = Vec::new();
    for guard in guards.iter().filter(|guard| template.service_role(&guard.function).is_none()) {
        if !makes_circle(wiring, guard) {
            without.push(guard);
        }
    }
    let path = ["Properties", "DeploymentPreference", "Role"];
    // A function that cannot be given the role is no reason to make it, nor to tell it about that function.
    without.retain(|guard| wiring.try_put(&guard.function, &path, Fragment::attribute(ROLE, "Arn")));
    if without.is_empty() {
        return;
    }
    let mut hooks: Vec<&str> = Vec::new();
    for hook in without.iter().flat_map(|guard| &guard.hooks) {
        if !hooks.contains(&hook.hook.as_str()) {
            hooks.push(&hook.hook);
        }
    }
    let functions: Vec<&str> = without.iter().map(|guard| guard.function.as_str()).collect();
    roles.functions.extend(functions.iter().map(|function| (*function).to_owned()));
    if template.resource(ROLE).is_some() {
        // Made by an earlier run; it is told about the functions that are new.
        let document = policy_document(statements_for(&functions, &hooks));
        let name = format!("Deploy{}", functions.join("And"));
        let policy = Fragment::map([("PolicyName", name.into()), ("PolicyDocument", document)]);
        wiring.append(ROLE, &["Properties", "Policies"], policy);
        return;
    }
    wiring.put(ROLE, &[], role(&functions, &hooks));
}

fn role(functions: &[&str], hooks: &[&str]) -> Fragment {
    let trust = Fragment::map([
        ("Effect", "Allow".into()),
        ("Action", "sts:AssumeRole".into()),
        ("Principal", Fragment::map([("Service", "codedeploy.amazonaws.com".into())])),
        // Nobody else's deployment groups may borrow the role.
        (
            "Condition",
            Fragment::map([(
                "StringEquals",
                Fragment::map([("aws:SourceAccount", Fragment::reference("AWS::AccountId"))]),
            )]),
        ),
    ]);
    let policy = Fragment::map([
        ("PolicyName", "SafeDeployment".into()),
        ("PolicyDocument", policy_document(statements_for(functions, hooks))),
    ]);
    Fragment::map([
        ("Type", "AWS::IAM::Role".into()),
        (
            "Properties",
            Fragment::map([
                ("AssumeRolePolicyDocument", policy_document(vec![trust])),
                ("Policies", Fragment::List(vec![policy])),
            ]),
        ),
    ])
}

fn statements_for(functions: &[&str], hooks: &[&str]) -> Vec<Fragment> {
    let arns = functions.iter().flat_map(|function| {
        [Fragment::attribute(function, "Arn"), Fragment::substitution(format!("${{{function}.Arn}}:*"))]
    });
    let actions = ["lambda:GetAlias", "lambda:UpdateAlias", "lambda:GetProvisionedConcurrencyConfig"];
    let mut statements = vec![
        Fragment::map([
            ("Effect", "Allow".into()),
            ("Action", Fragment::List(actions.into_iter().map(Fragment::from).collect())),
            ("Resource", Fragment::List(arns.collect())),
        ]),
        Fragment::map([
            ("Effect", "Allow".into()),
            ("Action", "cloudwatch:DescribeAlarms".into()),
            ("Resource", "*".into()),
        ]),
    ];
    if !hooks.is_empty() {
        statements.push(invoke(hooks));
    }
    statements
}

fn invoke(hooks: &[&str]) -> Fragment {
    Fragment::map([
        ("Effect", "Allow".into()),
        ("Action", "lambda:InvokeFunction".into()),
        ("Resource", Fragment::List(hooks.iter().map(|hook| Fragment::attribute(hook, "Arn")).collect())),
    ])
}

fn policy_document(statements: Vec<Fragment>) -> Fragment {
    Fragment::map([("Version", "2012-10-17".into()), ("Statement", Fragment::List(statements))])
}
