//! The parts of statements in a hook's policies, as far as the others tell them.

use super::may_refer;
use crate::document::{Fragment, Node};
use crate::model::intrinsic::intrinsic;
use crate::wire::condition;
use crate::wire::guard::SharedHook;
use crate::wire::permission::{self, GET_DEPLOYMENT, GET_REVISION, Granted, INVOKE, REPORT};
use crate::wire::statement::one_or_many;
use crate::wire::template::Template;
use crate::wire::wiring::Wiring;

/// What a statement is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Subject {
    Group,
    Application,
    Version,
}

/// A statement, and the keys that lead to it.
struct Place<'d> {
    path: Vec<String>,
    statement: &'d Node,
}

pub(super) fn finish(wiring: &mut Wiring<'_>, hook: &SharedHook<'_, '_>, any_group: bool) {
    let template = wiring.template;
    let role = template.property(hook.id, &["Role"]);
    let holder = match role.map(|role| template.role_behind(role)) {
        Some(None) => return,
        Some(Some(role)) => role,
        None => hook.id.to_owned(),
    };
    for Place { path, statement } in places(&template, &holder) {
        for (part, value) in lacking(wiring, hook, &holder, statement, any_group) {
            let path: Vec<&str> = path.iter().map(String::as_str).chain([part]).collect();
            wiring.put_if_possible(&holder, &path, value);
        }
    }
}

fn places<'d>(template: &Template<'d>, holder: &str) -> Vec<Place<'d>> {
    let mut places = Vec::new();
    let policies = template.own(holder, &["Policies"]);
    for (policy_key, policy) in numbered(policies) {
        let (document_key, document) = match policy.get("PolicyDocument") {
            Some(document) => (Some("PolicyDocument"), document),
            None => (None, policy),
        };
        for (key, statement) in numbered(document.get("Statement")) {
            if statement.as_map().is_some() && intrinsic(statement).is_none() {
                let keys = ["Properties", "Policies"].map(str::to_owned).into_iter();
                let inner = document_key.map(str::to_owned).into_iter().chain(["Statement".to_owned()]);
                places
                    .push(Place { path: keys.chain(policy_key.clone()).chain(inner).chain(key).collect(), statement });
            }
        }
    }
    places
}

/// The items of a list by their place, or the one value.
fn numbered(node: Option<&Node>) -> Vec<(Option<String>, &Node)> {
    let is_list = node.is_some_and(|node| node.as_list().is_some());
    let numbered = one_or_many(node).into_iter().enumerate();
    numbered.map(|(at, node)| (is_list.then(|| at.to_string()), node)).collect()
}

/// What a statement lacks, when the rest certainly tells it: an effect, when action and resource are what the hook needs; an action or
/// a resource that goes with the other one, when the hook lacks that right.
fn lacking(
    wiring: &Wiring<'_>,
    hook: &SharedHook<'_, '_>,
    holder: &str,
    statement: &Node,
    any_group: bool,
) -> Vec<(&'static str, Fragment)> {
    let part = |key: &str| statement.get(key).filter(|node| !node.is_null());
    if ["NotAction", "NotResource", "Condition", "Principal"].iter().any(|key| part(key).is_some()) {
        return Vec::new();
    }
    let (effect, action, resource) = (part("Effect"), part("Action"), part("Resource"));
    let of_action = action.map(|action| same(one_or_many(Some(action)).into_iter().map(subject_of_action)));
    let of_resource = resource.map(|resource| {
        same(one_or_many(Some(resource)).into_iter().map(|resource| subject_of_resource(wiring, hook, resource)))
    });
    let is_allowing = effect.is_some_and(|effect| effect.as_str() == Some("Allow"));
    match (of_action, of_resource) {
        (Some(Some(action)), Some(Some(resource))) if action == resource && effect.is_none() => {
            vec![("Effect", "Allow".into())]
        }
        (None, Some(Some(subject))) if is_allowing && !has_right(wiring, hook, holder, subject, None) => {
            vec![("Action", action_on(subject).into())]
        }
        (Some(Some(subject)), None) if is_allowing && !has_right(wiring, hook, holder, subject, action) => {
            let resource = resource_of(&wiring.template, hook, holder, subject, any_group);
            resource.map(|resource| ("Resource", resource)).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

fn action_on(subject: Subject) -> &'static str {
    match subject {
        Subject::Group => REPORT,
        Subject::Application => GET_REVISION,
        Subject::Version => INVOKE,
    }
}

/// Nothing when it could not refer to it, since it is not always there or would wait for the statement.
fn resource_of(
    template: &Template<'_>,
    hook: &SharedHook<'_, '_>,
    holder: &str,
    subject: Subject,
    any_group: bool,
) -> Option<Fragment> {
    let functions = hook.functions();
    // A service role of this template may come to wait for the hook, and the group waits for the role.
    let any = |function: &str| any_group || template.service_role(function).is_some();
    let group = |function: &&str| permission::group(template, function, hook.id, any(function));
    let is_there = |function: &&str| {
        let condition = condition::of(template, function);
        condition.is_none() || condition == condition::of(template, holder)
    };
    match subject {
        Subject::Application => Some(permission::application()),
        Subject::Group => {
            functions.iter().all(is_there).then(|| permission::one_or_list(functions.iter().map(group).collect()))
        }
        Subject::Version => functions
            .iter()
            .all(|function| may_refer(template, holder, function))
            .then(|| permission::one_or_list(functions.iter().map(permission::version).collect())),
    }
}

/// Whether the hook has the right already: then the statement is about something else.
fn has_right(
    wiring: &Wiring<'_>,
    hook: &SharedHook<'_, '_>,
    holder: &str,
    subject: Subject,
    actions: Option<&Node>,
) -> bool {
    let named = |name: &&'static str| {
        one_or_many(actions).iter().any(|it| it.as_str().is_some_and(|it| it.eq_ignore_ascii_case(name)))
    };
    let on_group: Vec<&str> =
        [REPORT, GET_DEPLOYMENT].into_iter().filter(|name| actions.is_none() || named(name)).collect();
    let rights =
        if holder == hook.id { wiring.typed.rights_of_function(hook.id) } else { wiring.typed.rights_of_role(holder) };
    let granted = Granted::of(rights, wiring.typed.names());
    let functions = hook.functions();
    match subject {
        Subject::Group => {
            functions.iter().all(|function| on_group.iter().all(|action| granted.allows_on_group(action, function)))
        }
        Subject::Application => granted.allows_on_application(GET_REVISION),
        Subject::Version => functions.iter().all(|function| granted.allows_invoke(function)),
    }
}

/// What all are about, if it is the same.
fn same(mut subjects: impl Iterator<Item = Option<Subject>>) -> Option<Subject> {
    let first = subjects.next()??;
    subjects.all(|subject| subject == Some(first)).then_some(first)
}

fn subject_of_action(action: &Node) -> Option<Subject> {
    let is = |name: &&str| action.as_str().is_some_and(|action| action.eq_ignore_ascii_case(name));
    let of = [
        (Subject::Group, &[REPORT, GET_DEPLOYMENT][..]),
        (Subject::Application, &[GET_REVISION]),
        (Subject::Version, &[INVOKE]),
    ];
    of.into_iter().find(|(_, names)| names.iter().any(is)).map(|(subject, _)| subject)
}

fn subject_of_resource(wiring: &Wiring<'_>, hook: &SharedHook<'_, '_>, resource: &Node) -> Option<Subject> {
    let text = wiring.typed.reader().resolver().partial_text(resource).to_string();
    if hook.functions().iter().any(|function| text.starts_with(&format!("${{{function}.Version}}"))) {
        return Some(Subject::Version);
    }
    let of_codedeploy = text.contains(":codedeploy:");
    let names = |kind: &str| of_codedeploy && text.contains(kind);
    if names(":deploymentgroup:") {
        Some(Subject::Group)
    } else if names(":application:") {
        Some(Subject::Application)
    } else {
        None
    }
}
