//! What a hook's role has to allow, and nothing more.

use super::dependency::{reaches, references};
use super::statement::{allows, covers_version, one_or_many, statements};
use super::template::Template;
use super::wiring::Wiring;
use crate::diagnostic::Diagnostic;
use crate::document::{Fragment, Node};

const REPORT: &str = "codedeploy:PutLifecycleEventHookExecutionStatus";
const INVOKE: &str = "lambda:InvokeFunction";
const GET_DEPLOYMENT: &str = "codedeploy:GetDeployment";
const GET_REVISION: &str = "codedeploy:GetApplicationRevision";

const ARN: &str = "arn:${AWS::Partition}:codedeploy:${AWS::Region}:${AWS::AccountId}";

/// Adds the statements that a hook lacks. `by_role` names functions whose service role names the hook.
pub(super) fn complete(wiring: &mut Wiring<'_>, hook: &str, functions: &[&str], by_role: &[String]) {
    let template = wiring.template;
    let role = template.property(hook, &["Role"]);
    let role_id = role.and_then(|role| template.role_behind(role));
    let granted = match (&role_id, role) {
        (Some(role), _) => of_role(&template, role),
        (None, Some(role)) => {
            let message = format!(
                "the role of the hook `{hook}` is not in this template, so it is not known whether it may report to CodeDeploy"
            );
            let help = format!("it needs `{REPORT}` on the deployment group and `{INVOKE}` on the version under test");
            let finding = Diagnostic::warning("hook-role-not-seen", wiring.place(role), message);
            wiring.report(finding.about(hook).with_help(help));
            return;
        }
        (None, None) => of_function(&template, hook),
    };
    let missing = missing(wiring, &granted, hook, functions, by_role);
    if missing.is_empty() {
        return;
    }
    let document = |statements: Vec<Fragment>| {
        Fragment::map([("Version", "2012-10-17".into()), ("Statement", Fragment::List(statements))])
    };
    match role_id {
        Some(role) => {
            let name = format!("{hook}Permissions");
            let policy = Fragment::map([("PolicyName", name.into()), ("PolicyDocument", document(missing))]);
            wiring.append(&role, &["Properties", "Policies"], policy);
        }
        None if !template.is_serverless(hook) && template.resource(hook).is_some() => {}
        None => match template.own(hook, &["Policies"]) {
            Some(policy) if policy.get("Statement").is_some() => {
                for statement in missing {
                    wiring.append(hook, &["Properties", "Policies", "Statement"], statement);
                }
            }
            _ => wiring.append(hook, &["Properties", "Policies"], document(missing)),
        },
    }
}

fn missing(
    wiring: &Wiring<'_>,
    granted: &Granted<'_>,
    hook: &str,
    functions: &[&str],
    by_role: &[String],
) -> Vec<Fragment> {
    let mut missing = Vec::new();
    // A hook of several functions asks CodeDeploy which of them it is called for.
    let shared = functions.len() > 1;
    let lacks = |action: &str| !granted.allows(action);
    let actions: Vec<&str> =
        [REPORT, GET_DEPLOYMENT].into_iter().take(1 + usize::from(shared)).filter(|action| lacks(action)).collect();
    if !actions.is_empty() {
        let groups = functions.iter().map(|function| {
            let group = if needs_wildcard(&wiring.template, function, hook) || by_role.iter().any(|it| it == function) {
                "*".to_owned()
            } else {
                format!("${{{function}DeploymentGroup}}")
            };
            Fragment::substitution(format!("{ARN}:deploymentgroup:${{ServerlessDeploymentApplication}}/{group}"))
        });
        missing.push(allow(&actions, groups.collect()));
    }
    if shared && lacks(GET_REVISION) {
        let application = Fragment::substitution(format!("{ARN}:application:${{ServerlessDeploymentApplication}}"));
        missing.push(allow(&[GET_REVISION], vec![application]));
    }
    let versions: Vec<Fragment> = functions
        .iter()
        .filter(|function| !granted.allows_invoke(function))
        .map(|function| Fragment::reference(format!("{function}.Version")))
        .collect();
    if !versions.is_empty() {
        missing.push(allow(&[INVOKE], versions));
    }
    missing
}

/// The group would lead back to the hook through what it refers to; CloudFormation takes no circle.
fn needs_wildcard(template: &Template<'_>, function: &str, hook: &str) -> bool {
    let parts = ["Alarms", "Role", "TriggerConfigurations"];
    let nodes = parts.into_iter().filter_map(|part| template.property(function, &["DeploymentPreference", part]));
    reaches(template, nodes, hook)
}

fn allow(actions: &[&str], mut resources: Vec<Fragment>) -> Fragment {
    resources.dedup();
    let action = match actions {
        [only] => (*only).into(),
        several => Fragment::List(several.iter().map(|action| (*action).into()).collect()),
    };
    let resource = if resources.len() == 1 { resources.remove(0) } else { Fragment::List(resources) };
    Fragment::map([("Effect", "Allow".into()), ("Action", action), ("Resource", resource)])
}

/// What a role allows, as far as the template tells.
struct Granted<'d> {
    statements: Vec<&'d Node>,
    managed: Vec<&'d str>,
    /// Functions that SAM's `LambdaInvokePolicy` names.
    invokable: Vec<String>,
}

impl Granted<'_> {
    fn is_managed(&self, names: &[&str]) -> bool {
        self.managed.iter().any(|policy| names.contains(&policy.rsplit('/').next().unwrap_or(policy)))
    }

    fn allows(&self, action: &str) -> bool {
        self.statements.iter().any(|statement| allows(statement, action))
            || self.is_managed(&["AdministratorAccess", "AWSCodeDeployFullAccess"])
    }

    fn allows_invoke(&self, function: &str) -> bool {
        self.statements.iter().any(|it| allows(it, INVOKE) && covers_version(it, function))
            || self.invokable.iter().any(|known| known == function)
            || self.is_managed(&["AdministratorAccess", "AWSLambda_FullAccess", "AWSLambdaRole"])
    }
}

fn of_function<'d>(template: &Template<'d>, hook: &str) -> Granted<'d> {
    let mut granted = Granted { statements: Vec::new(), managed: Vec::new(), invokable: Vec::new() };
    for policy in one_or_many(template.own(hook, &["Policies"])) {
        granted.managed.extend(policy.as_str());
        granted.statements.extend(statements(policy));
        if let Some(name) = policy.get("LambdaInvokePolicy").and_then(|it| it.get("FunctionName")) {
            granted.invokable.extend(references(name));
        }
    }
    granted
}

fn of_role<'d>(template: &Template<'d>, role: &str) -> Granted<'d> {
    let mut granted = Granted { statements: Vec::new(), managed: Vec::new(), invokable: Vec::new() };
    for policy in one_or_many(template.own(role, &["Policies"])) {
        granted.statements.extend(policy.get("PolicyDocument").into_iter().flat_map(statements));
    }
    granted
        .managed
        .extend(one_or_many(template.own(role, &["ManagedPolicyArns"])).into_iter().filter_map(Node::as_str));
    for (id, resource) in template.resources() {
        let a_policy =
            matches!(resource.get("Type").and_then(Node::as_str), Some("AWS::IAM::Policy" | "AWS::IAM::ManagedPolicy"));
        let attached =
            || template.own(id, &["Roles"]).is_some_and(|roles| references(roles).iter().any(|it| it == role));
        if a_policy && attached() {
            granted.statements.extend(template.own(id, &["PolicyDocument"]).into_iter().flat_map(statements));
        }
    }
    granted
}
