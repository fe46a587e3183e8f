//! What a hook's role has to allow, and nothing more.

use super::condition;
use super::dependency::{reaches, waits_for};
use super::guard::SharedHook;
use super::statement;
use super::target_version;
use super::template::Template;
use super::wiring::Wiring;
use crate::diagnostic::Diagnostic;
use crate::document::Fragment;
use crate::model::LogicalId;
use crate::model::partial_text::Part;
use crate::model::permission::{Coverage, FunctionNames, Rights, Target};

pub(super) const REPORT: &str = "codedeploy:PutLifecycleEventHookExecutionStatus";
pub(super) const INVOKE: &str = "lambda:InvokeFunction";
pub(super) const GET_DEPLOYMENT: &str = "codedeploy:GetDeployment";
pub(super) const GET_REVISION: &str = "codedeploy:GetApplicationRevision";

const ARN: &str = "arn:${AWS::Partition}:codedeploy:${AWS::Region}:${AWS::AccountId}";

/// Adds the statements that a hook lacks. `by_role` names functions whose service role names the hook.
pub(super) fn complete(wiring: &mut Wiring<'_>, hook: &SharedHook<'_, '_>, by_role: &[String]) {
    let template = wiring.template;
    let id = hook.id;
    let role = template.property(id, &["Role"]);
    let role_id = role.and_then(|role| template.role_behind(role));
    if let (Some(role), None) = (role, &role_id) {
        let message = format!(
            "the role of the hook `{id}` is not in this template, so it is not known whether it may report to CodeDeploy"
        );
        let help = format!("it needs `{REPORT}` on the deployment group and `{INVOKE}` on the version under test");
        let finding = Diagnostic::warning("hook-role-not-seen", wiring.place(role), message);
        wiring.report(finding.about(id).with_help(help));
        return;
    }
    statement::report_incomplete(wiring, role_id.as_deref().unwrap_or(id));
    let (missing, in_circle) = missing(wiring, hook, role_id.as_deref(), by_role);
    if let (Some(role), Some(role_id), false) = (role, &role_id, in_circle.is_empty()) {
        let functions = in_circle.join("`, `");
        let message = format!(
            "the hook `{id}` needs `{INVOKE}` on the version of `{functions}`, which waits for the hook's role `{role_id}`: the role cannot \
             refer to it"
        );
        let finding = Diagnostic::error("hook-role-shared", wiring.place(role), message);
        wiring.report(finding.about(id).with_help(format!("give `{id}` a role of its own, or none: SAM makes one")));
    }
    if missing.is_empty() {
        return;
    }
    let document = |statements: Vec<Fragment>| {
        Fragment::map([("Version", "2012-10-17".into()), ("Statement", Fragment::List(statements))])
    };
    match role_id {
        Some(role) => {
            let name = format!("{id}Permissions");
            let policy = Fragment::map([("PolicyName", name.into()), ("PolicyDocument", document(missing))]);
            wiring.append(&role, &["Properties", "Policies"], policy);
        }
        None if !template.is_serverless(id) && template.resource(id).is_some() => {}
        None => match template.own(id, &["Policies"]) {
            Some(policy) if policy.get("Statement").is_some() => {
                for statement in missing {
                    wiring.append(id, &["Properties", "Policies", "Statement"], statement);
                }
            }
            _ => wiring.append(id, &["Properties", "Policies"], document(missing)),
        },
    }
}

/// The statements that are missing, those about a conditional function under its condition; and the functions of which the role cannot
/// name a version, since they wait for it.
fn missing<'g>(
    wiring: &Wiring<'_>,
    hook: &'g SharedHook<'_, '_>,
    role: Option<&str>,
    by_role: &[String],
) -> (Vec<Fragment>, Vec<&'g str>) {
    let (template, typed) = (&wiring.template, wiring.typed);
    let functions = hook.functions();
    let asks = target_version::is_asked_for(wiring, hook);
    let holder = role.map_or_else(|| hook.condition(template), |role| condition::of(template, role));
    let (mut missing, mut in_circle) = (Vec::new(), Vec::new());
    for (condition, functions) in condition::by_condition(functions, |id| condition::of(template, id), holder) {
        let rights = typed.assuming(condition.into_iter().chain(holder), || match role {
            Some(role) => typed.rights_of_role(role),
            None => typed.rights_of_function(hook.id),
        });
        let granted = Granted::of(rights, typed.names());
        let lacking = |action: &'static str| -> Vec<&str> {
            functions.iter().copied().filter(|function| !granted.allows_on_group(action, function)).collect()
        };
        let named = |function: &str| by_role.iter().any(|it| it == function);
        let group = |function: &&str| group(template, function, hook.id, named(function));
        let groups = |functions: &[&str]| functions.iter().map(group).collect::<Vec<_>>();
        let mut statements = Vec::new();
        let report = lacking(REPORT);
        let ask = if asks { lacking(GET_DEPLOYMENT) } else { Vec::new() };
        if report == ask && !report.is_empty() {
            statements.push(allow(&[REPORT, GET_DEPLOYMENT], groups(&report)));
        } else {
            for (action, functions) in [(REPORT, report), (GET_DEPLOYMENT, ask)] {
                if !functions.is_empty() {
                    statements.push(allow(&[action], groups(&functions)));
                }
            }
        }
        if asks && !granted.allows_on_application(GET_REVISION) {
            statements.push(allow(&[GET_REVISION], vec![application()]));
        }
        let waits = |function: &&&str| role.is_some_and(|role| waits_for(template, function, role));
        let uncalled: Vec<&str> = functions.iter().copied().filter(|it| !granted.allows_invoke(it)).collect();
        in_circle.extend(uncalled.iter().filter(waits));
        let versions: Vec<Fragment> = uncalled.iter().filter(|function| !waits(function)).map(version).collect();
        if !versions.is_empty() {
            statements.push(allow(&[INVOKE], versions));
        }
        missing.extend(statements.into_iter().map(|statement| condition::only_if(condition, statement)));
    }
    (missing, in_circle)
}

/// The deployment group of a function; all of the application where the group would lead back to the hook.
pub(super) fn group(template: &Template<'_>, function: &str, hook: &str, any: bool) -> Fragment {
    let group = if any || needs_wildcard(template, function, hook) {
        "*".to_owned()
    } else {
        format!("${{{function}DeploymentGroup}}")
    };
    Fragment::substitution(format!("{ARN}:deploymentgroup:${{ServerlessDeploymentApplication}}/{group}"))
}

/// The application that SAM makes for a stack.
pub(super) fn application() -> Fragment {
    Fragment::substitution(format!("{ARN}:application:${{ServerlessDeploymentApplication}}"))
}

/// The version that a deployment of the function publishes.
pub(super) fn version(function: &&str) -> Fragment {
    Fragment::reference(format!("{function}.Version"))
}

/// The group would lead back to the hook through what it refers to; CloudFormation takes no circle.
fn needs_wildcard(template: &Template<'_>, function: &str, hook: &str) -> bool {
    let parts = ["Alarms", "Role", "TriggerConfigurations"];
    let nodes = parts.into_iter().filter_map(|part| template.property(function, &["DeploymentPreference", part]));
    reaches(template, nodes, hook)
}

/// One alone, or a list.
pub(super) fn one_or_list(mut values: Vec<Fragment>) -> Fragment {
    values.dedup();
    if values.len() == 1 { values.remove(0) } else { Fragment::List(values) }
}

fn allow(actions: &[&str], resources: Vec<Fragment>) -> Fragment {
    let action = match actions {
        [only] => (*only).into(),
        several => Fragment::List(several.iter().map(|action| (*action).into()).collect()),
    };
    Fragment::map([("Effect", "Allow".into()), ("Action", action), ("Resource", one_or_list(resources))])
}

/// What a role allows, as far as the template tells.
pub(super) struct Granted<'t> {
    rights: Rights,
    names: &'t FunctionNames,
}

impl<'t> Granted<'t> {
    pub(super) const fn of(rights: Rights, names: &'t FunctionNames) -> Self {
        Self { rights, names }
    }

    fn is_managed(&self, names: &[&str]) -> bool {
        self.rights.managed.iter().any(|policy| names.contains(&policy.as_str()))
    }

    pub(super) fn allows_on_group(&self, action: &'static str, function: &str) -> bool {
        let group = format!("deploymentgroup:${{ServerlessDeploymentApplication}}/${{{function}DeploymentGroup}}");
        self.allows_codedeploy(action, &group)
    }

    pub(super) fn allows_on_application(&self, action: &'static str) -> bool {
        self.allows_codedeploy(action, "application:${ServerlessDeploymentApplication}")
    }

    fn allows_codedeploy(&self, action: &'static str, resource: &str) -> bool {
        self.is_managed(&["AdministratorAccess", "AWSCodeDeployFullAccess"])
            || allows(&self.rights, action, &Target::new("codedeploy", resource, self.names), self.names)
    }

    pub(super) fn allows_invoke(&self, function: &str) -> bool {
        let version = Target::published_version(&LogicalId::new(function), self.names);
        self.is_managed(&["AdministratorAccess", "AWSLambda_FullAccess", "AWSLambdaRole"])
            || allows(&self.rights, INVOKE, &version, self.names)
    }
}

/// Whether rights cover something, as far as the person who wrote them can mean it: a pattern that may fit counts, and a value of which
/// nothing is written here does not.
pub(super) fn allows(rights: &Rights, action: &'static str, target: &Target, names: &FunctionNames) -> bool {
    let allowing = rights.allowing(action).filter(|statement| statement.allows(action) == Some(true));
    allowing.flat_map(|statement| &statement.resources).any(|(text, _)| match target.covered_by(text, names) {
        Coverage::Yes => true,
        Coverage::Perhaps => text.parts().iter().any(|part| matches!(part, Part::Known(_))),
        Coverage::No => false,
    })
}
