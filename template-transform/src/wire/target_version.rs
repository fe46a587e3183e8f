//! The variable that tells a hook which version it checks.

use super::condition;
use super::dependency::references;
use super::guard::SharedHook;
use super::typed::Typed;
use super::wiring::Wiring;
use crate::diagnostic::Diagnostic;
use crate::document::{Fragment, Node};
use crate::model::partial_text::Part;

/// The variables that the hook SDK takes the target version from.
pub(super) const TARGET_VARIABLES: [&str; 3] = ["CurrentVersion", "NewVersion", "VersionToTest"];

pub(super) fn complete(wiring: &mut Wiring<'_>, hook: &SharedHook<'_, '_>) {
    let template = wiring.template;
    let functions = hook.functions();
    match (variable(wiring, hook), functions.as_slice()) {
        (None, [only]) => {
            let path = ["Properties", "Environment", "Variables", TARGET_VARIABLES[0]];
            let condition = condition::of(&template, only).filter(|it| Some(*it) != hook.condition(&template));
            let version = Fragment::reference(format!("{only}.Version"));
            wiring.put(hook.id, &path, condition::only_if(condition, version));
        }
        // Of several functions no variable can name the one that is deployed: the hook asks CodeDeploy.
        (None, _) => {}
        (Some((variable, value)), functions) => check(wiring, hook, functions, variable, value),
    }
}

/// Whether a hook has to ask CodeDeploy which version it checks: of several functions no variable can name the one that is deployed, and a
/// number alone names no function.
pub(super) fn is_asked_for(wiring: &Wiring<'_>, hook: &SharedHook<'_, '_>) -> bool {
    let functions = hook.functions();
    let is_number = |value: &Node| {
        let written = wiring.typed.reader().resolver().partial_text(value).to_string();
        functions.iter().any(|function| written == format!("${{{function}.Version.Version}}"))
    };
    functions.len() > 1 || variable(wiring, hook).is_some_and(|(_, value)| branches(value).into_iter().any(is_number))
}

/// The variable that names the version, as the hook SDK looks for it.
fn variable<'d>(wiring: &Wiring<'d>, hook: &SharedHook<'_, '_>) -> Option<(&'static str, &'d Node)> {
    let value = |name: &str| wiring.template.property(hook.id, &["Environment", "Variables", name]);
    TARGET_VARIABLES.into_iter().find_map(|name| Some((name, value(name)?)))
}

/// A value, or the branches of one that is a choice.
fn branches(value: &Node) -> Vec<&Node> {
    match value.get("Fn::If").and_then(Node::as_list) {
        Some([_, yes, no]) => [yes, no].into_iter().flat_map(branches).collect(),
        _ => vec![value],
    }
}

fn check(wiring: &mut Wiring<'_>, hook: &SharedHook<'_, '_>, functions: &[&str], variable: &str, value: &Node) {
    let template = wiring.template;
    let named = references(value);
    let not_named = hook.uses.iter().find(|(function, _)| !named.iter().any(|id| id == function));
    let names_another = template.resources().any(|(id, _)| named.iter().any(|name| name == id));
    let (place, what) = if let (Some((_, place)), true) = (not_named, names_another) {
        (place, format!("`{variable}` names the version of `{}`", named.join("`, `")))
    } else if let (Some((_, place)), Some(written)) =
        (hook.uses.first(), branches(value).into_iter().find_map(|value| no_version(wiring.typed, functions, value)))
    {
        (place, format!("`{variable}` is `{written}`, which is not the version that is deployed"))
    } else {
        return;
    };
    let functions = functions.join("`, `");
    let message = format!("the hook `{}` guards `{functions}` (at {}), and {what}", hook.id, place.location);
    let help = if hook.functions().len() > 1 {
        "remove the variable: a hook of several functions asks CodeDeploy which version it checks".to_owned()
    } else {
        format!("write `{variable}: !Ref {functions}.Version`")
    };
    let finding = Diagnostic::error("current-version", wiring.place(value), message);
    wiring.report(finding.about(hook.id).with_help(help));
}

/// A value that certainly is no version which a deployment of these functions publishes, as text.
pub(super) fn no_version(typed: &Typed<'_>, functions: &[&str], value: &Node) -> Option<String> {
    let text = typed.reader().resolver().partial_text(value);
    let written = text.to_string();
    let of_function = references(value).iter().any(|id| functions.contains(&id.as_str()));
    // What a parameter or another stack says is the deployment's affair.
    let is_open = text.parts().contains(&Part::Unknown) || !(of_function || value.scalar_text().is_some());
    let is_version = |function: &&str| {
        let version = format!("${{{function}.Version}}");
        let number = format!("${{{function}.Version.Version}}");
        let name = typed.names().of(function).map(ToString::to_string).unwrap_or_default();
        let before = [format!("${{{function}}}"), format!("${{{function}.Arn}}"), name];
        written == version || written == number || before.iter().any(|name| written == format!("{name}:{number}"))
    };
    (!is_open && !functions.iter().any(is_version)).then_some(written)
}
