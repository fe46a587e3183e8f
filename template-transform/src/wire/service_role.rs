//! A service role for CodeDeploy that names exactly the hooks in use, so that their names need no prefix.

use super::Options;
use super::condition;
use super::dependency::references;
use super::guard::Guard;
use super::hook_name;
use super::permission;
use super::wiring::Wiring;
use crate::diagnostic::Diagnostic;
use crate::document::Fragment;
use crate::model::LogicalId;
use crate::model::permission::Target;

/// `CodeDeployServiceRole` is SAM's own, and would be passed over.
const ROLE: &str = "SafeDeploymentRole";

const INVOKE: &str = "lambda:InvokeFunction";

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
    hooks.retain(|hook| !may_call(wiring, &role, hook));
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

/// Whether a role may call a hook when that is there.
fn may_call(wiring: &Wiring<'_>, role: &str, hook: &str) -> bool {
    let (template, typed) = (&wiring.template, wiring.typed);
    let conditions = [condition::of(template, hook), condition::of(template, role)];
    let mut rights = typed.assuming(conditions.into_iter().flatten(), || typed.rights_of_role(role));
    let name = template.own(hook, &["FunctionName"]);
    let prefixed = name.is_some_and(|name| typed.starts_with(name, hook_name::PREFIX) != Some(false));
    if name.is_none() {
        // A name that AWS makes up has no `_`, so it never has the prefix.
        let prefix = format!(":function:{}", hook_name::PREFIX);
        for statement in &mut rights.statements {
            statement.resources.retain(|(resource, _)| !resource.to_string().contains(&prefix));
        }
    }
    if rights.calls_prefixed_hooks && prefixed {
        return true;
    }
    permission::allows(&rights, INVOKE, &Target::unqualified(&LogicalId::new(hook), typed.names()), typed.names())
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
