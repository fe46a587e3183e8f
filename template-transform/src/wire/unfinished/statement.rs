//! The parts of statements in a hook's policies, as far as the others tell them.

use crate::document::{Fragment, Node};
use crate::model::intrinsic::intrinsic;
use crate::wire::guard::SharedHook;
use crate::wire::permission::{self, GET_DEPLOYMENT, GET_REVISION, INVOKE, REPORT};
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
        for (part, value) in lacking(wiring, hook, statement, any_group) {
            let path: Vec<&str> = path.iter().map(String::as_str).chain([part]).collect();
            wiring.put(&holder, &path, value);
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

/// What a statement lacks; nothing when the rest does not tell it.
fn lacking(
    wiring: &Wiring<'_>,
    hook: &SharedHook<'_, '_>,
    statement: &Node,
    any_group: bool,
) -> Vec<(&'static str, Fragment)> {
    let part = |key: &str| statement.get(key).filter(|node| !node.is_null());
    let effect = part("Effect");
    let action = part("Action").or_else(|| part("NotAction"));
    let resource = part("Resource").or_else(|| part("NotResource"));
    let subject = match (action, resource) {
        (Some(_), _) => same(one_or_many(statement.get("Action")).into_iter().map(subject_of_action)),
        (None, Some(_)) => {
            let subjects = one_or_many(statement.get("Resource")).into_iter();
            same(subjects.map(|resource| subject_of_resource(wiring, hook, resource)))
        }
        (None, None) => None,
    };
    let is_allowing = effect.is_none_or(|effect| effect.as_str() == Some("Allow"));
    let Some(subject) = subject.filter(|_| is_allowing) else { return Vec::new() };
    let mut lacking = Vec::new();
    if effect.is_none() {
        lacking.push(("Effect", "Allow".into()));
    }
    if action.is_none() {
        let action = match subject {
            Subject::Group => REPORT,
            Subject::Application => GET_REVISION,
            Subject::Version => INVOKE,
        };
        lacking.push(("Action", action.into()));
    }
    if resource.is_none() {
        let functions = hook.functions();
        let template = &wiring.template;
        let group = |function: &&str| permission::group(template, function, hook.id, any_group);
        lacking.push((
            "Resource",
            match subject {
                Subject::Group => permission::one_or_list(functions.iter().map(group).collect()),
                Subject::Application => permission::application(),
                Subject::Version => permission::one_or_list(functions.iter().map(permission::version).collect()),
            },
        ));
    }
    lacking
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
