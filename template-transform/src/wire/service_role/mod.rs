//! A service role for CodeDeploy that names exactly the hooks in use, so that their names need no prefix.

mod elsewhere;
mod statements;
mod triggers;

use super::Options;
use super::condition;
use super::dependency::references;
use super::guard::{self, Guard, SharedHook, passes_condition};
use super::hook_name;
use super::permission;
use super::template::Template;
use super::wiring::Wiring;
use crate::diagnostic::Diagnostic;
use crate::document::Fragment;
use crate::model::LogicalId;
use crate::model::permission::Target;

/// `CodeDeployServiceRole` is SAM's own, and would be passed over.
const ROLE: &str = "SafeDeploymentRole";

pub(super) const INVOKE: &str = "lambda:InvokeFunction";

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
    let all = guard::hooks(guards);
    for guard in guards {
        extend(wiring, guard, &all, &mut roles);
    }
    if options.service_role {
        create(wiring, guards, &all, &mut roles);
    }
    roles
}

/// A role of this template that the user wrote lacks the hooks that it does not name.
fn extend(wiring: &mut Wiring<'_>, guard: &Guard<'_>, all: &[SharedHook<'_, '_>], roles: &mut ServiceRoles) {
    let template = wiring.template;
    let Some(role) = template.service_role(&guard.function).and_then(|role| template.role_behind(role)) else { return };
    let mut hooks: Vec<&str> = guard.hooks.iter().map(|hook| hook.hook.as_str()).collect();
    hooks.dedup();
    hooks.retain(|hook| exists(&template, all, hook) && !may_call(wiring, &role, hook));
    if hooks.is_empty() || makes_circle(wiring, guard) {
        return;
    }
    let holder = condition::of(&template, &role);
    let statements = statements::invoke(&hooks, |hook| condition_of(&template, all, hook), holder);
    let policy = Fragment::map([
        ("PolicyName", format!("{}Hooks", guard.function).into()),
        ("PolicyDocument", statements::document(statements)),
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

fn create(wiring: &mut Wiring<'_>, guards: &[Guard<'_>], all: &[SharedHook<'_, '_>], roles: &mut ServiceRoles) {
    let template = wiring.template;
    let mut without = Vec::new();
    for guard in guards.iter().filter(|guard| template.service_role(&guard.function).is_none()) {
        if !makes_circle(wiring, guard) {
            without.push(guard);
        }
    }
    let functions = |guards: &[&Guard<'_>]| guards.iter().map(|guard| guard.function.clone()).collect::<Vec<_>>();
    let condition = shared_condition(&template, &without);
    let (id, known) = place(&template, guards, condition);
    let path = ["Properties", "DeploymentPreference", "Role"];
    // A function that cannot be given the role is no reason to make it, nor to tell it about that function.
    without.retain(|guard| wiring.try_put(&guard.function, &path, Fragment::attribute(&id, "Arn")));
    if without.is_empty() {
        return;
    }
    roles.functions.extend(functions(&without));
    let holder = if known { condition::of(&template, &id) } else { condition };
    let mut hooks: Vec<&str> = Vec::new();
    for hook in without.iter().flat_map(|guard| &guard.hooks).map(|hook| hook.hook.as_str()) {
        if !hooks.contains(&hook) && exists(&template, all, hook) {
            hooks.push(hook);
        }
    }
    let of_hook = |hook: &str| condition_of(&template, all, hook);
    let document = statements::document(statements::of(wiring, &without, &hooks, of_hook, holder));
    if known {
        // Made by an earlier run; it is told about the functions that are new.
        let name = format!("Deploy{}", functions(&without).join("And"));
        let policy = Fragment::map([("PolicyName", name.into()), ("PolicyDocument", document)]);
        wiring.append(&id, &["Properties", "Policies"], policy);
        return;
    }
    wiring.put(&id, &[], role(document, condition));
}

fn exists(template: &Template<'_>, all: &[SharedHook<'_, '_>], hook: &str) -> bool {
    all.iter().any(|shared| shared.id == hook && shared.exists(template))
}

/// The condition of a hook's function, also of one that is still to be made.
fn condition_of<'d>(template: &Template<'d>, all: &[SharedHook<'_, '_>], hook: &str) -> Option<&'d str> {
    match all.iter().find(|shared| shared.id == hook) {
        Some(shared) => shared.condition(template),
        None => condition::of(template, hook),
    }
}

/// The condition that a role for these functions can have: theirs, when each passes it on to its deployment group, which names the role.
fn shared_condition<'d>(template: &Template<'d>, guards: &[&Guard<'_>]) -> Option<&'d str> {
    let functions: Vec<&str> = guards.iter().map(|guard| guard.function.as_str()).collect();
    let passed = functions.iter().all(|function| passes_condition(template, function));
    condition::shared(template, &functions).filter(|_| passed)
}

/// The role's logical id, and whether an earlier run has made it. One that something else has is passed over, and one that a preference
/// means although it is not there.
fn place(template: &Template<'_>, guards: &[Guard<'_>], condition: Option<&str>) -> (String, bool) {
    let is_meant = |id: &String| {
        let roles = guards.iter().filter_map(|guard| template.service_role(&guard.function));
        roles.flat_map(references).any(|meant| meant == *id)
    };
    let is_ours = |id: &str| {
        let trust = template.own(id, &["AssumeRolePolicyDocument"]);
        let of_codedeploy = trust.is_some_and(|trust| trust.to_json().to_string().contains("codedeploy."));
        let condition_of_role = condition::of(template, id);
        template.resource_type(id) == Some("AWS::IAM::Role")
            && of_codedeploy
            && (condition_of_role.is_none() || condition_of_role == condition)
    };
    let ids = std::iter::once(ROLE.to_owned()).chain((2..).map(|number| format!("{ROLE}{number}")));
    let mut places = ids.map(|id| (is_ours(&id), id));
    let place = places.find(|(ours, id)| *ours || !(template.is_taken(id) || is_meant(id)));
    place.map_or((ROLE.to_owned(), false), |(ours, id)| (id, ours))
}

fn role(document: Fragment, condition: Option<&str>) -> Fragment {
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
    let policy = Fragment::map([("PolicyName", "SafeDeployment".into()), ("PolicyDocument", document)]);
    let mut resource = vec![("Type", "AWS::IAM::Role".into())];
    resource.extend(condition.map(|condition| ("Condition", condition.into())));
    resource.push((
        "Properties",
        Fragment::map([
            ("AssumeRolePolicyDocument", statements::document(vec![trust])),
            ("Policies", Fragment::List(vec![policy])),
        ]),
    ));
    Fragment::map(resource)
}
