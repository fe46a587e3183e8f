//! The function of a hook: made where it is missing, completed where it is there.

use super::guard::{SharedHook, says_that_it_is_guarded};
use super::hook_name;
use super::permission;
use super::service_role::ServiceRoles;
use super::source::{HookCrate, SourceHook};
use super::target_version;
use super::template::SERVERLESS;
use super::wiring::Wiring;
use crate::diagnostic::Diagnostic;
use crate::document::{Fragment, Node};

const RUNTIME: &str = "provided.al2023";

pub(super) fn complete(wiring: &mut Wiring<'_>, hook: &SharedHook<'_, '_>, roles: &ServiceRoles) {
    let template = wiring.template;
    if template.resource(hook.id).is_none() {
        let Some((place, code)) = hook.uses.iter().find_map(|(function, it)| it.code.map(|code| (*function, code)))
        else {
            report_missing(wiring, hook);
            return;
        };
        create(wiring, hook, place, code);
    } else if let Some((_, source)) = hook.uses.iter().find_map(|(_, it)| it.code) {
        check_timeout(wiring, hook.id, source);
    }
    name(wiring, hook, roles);
    if template.is_serverless(hook.id) || template.resource(hook.id).is_none() {
        own_preference(wiring, hook);
    }
    target_version::complete(wiring, hook);
    permission::complete(wiring, hook, roles.naming_hooks());
}

fn report_missing(wiring: &mut Wiring<'_>, hook: &SharedHook<'_, '_>) {
    let Some((function, place)) = hook.uses.first() else { return };
    let message =
        format!("the hook `{}` of `{function}` is not in this template, and no source was given that has it", hook.id);
    let help = format!(
        "run again with `--hooks DIR`, the folder of a hook crate with `#[{}(function = \"{function}\")]`, or add the function",
        place.phase.attribute()
    );
    wiring.report(Diagnostic::error("unknown-hook", place.location.clone(), message).about(*function).with_help(help));
}

/// A Rust function that `sam build` builds with cargo-lambda.
fn create(wiring: &mut Wiring<'_>, made: &SharedHook<'_, '_>, function: &str, (code, hook): (&HookCrate, &SourceHook)) {
    let template = wiring.template;
    let id = made.id;
    let text = |node: Option<&Node>| node.and_then(Node::as_str).map(str::to_owned);
    let mut metadata = vec![("BuildMethod", "rust-cargolambda".into())];
    if let Some(binary) = &hook.binary {
        metadata.push(("BuildProperties", Fragment::map([("Binary", binary.as_str().into())])));
    }
    let mut resource = vec![("Type", SERVERLESS.into())];
    if let Some(condition) = made.condition(&template) {
        resource.push(("Condition", condition.into()));
    }
    resource.push(("Metadata", Fragment::map(metadata)));
    let mut properties = vec![("CodeUri", code.code_uri.as_str().into()), ("Handler", hook.name.as_str().into())];
    if text(template.global(id, &["Runtime"])).as_deref() != Some(RUNTIME) {
        properties.push(("Runtime", RUNTIME.into()));
    }
    if template.global(id, &["Architectures"]).is_none() {
        let own = template.own(function, &["Architectures"]).and_then(Node::as_list).and_then(<[Node]>::first);
        let architecture = text(own).unwrap_or_else(|| "x86_64".to_owned());
        properties.push(("Architectures", Fragment::List(vec![architecture.into()])));
    }
    properties.push(("Timeout", Fragment::Integer(i64::from(hook.lambda_timeout()))));
    resource.push(("Properties", Fragment::map(properties)));
    wiring.put(id, &[], Fragment::map(resource));
}

fn check_timeout(wiring: &mut Wiring<'_>, id: &str, source: &SourceHook) {
    let Some(node) = wiring.template.property(id, &["Timeout"]) else {
        if source.timeout.is_some() {
            wiring.put(id, &["Properties", "Timeout"], Fragment::Integer(i64::from(source.lambda_timeout())));
        }
        return;
    };
    let seconds = node.scalar_text().and_then(|text| text.parse::<u32>().ok());
    let wanted = source.timeout.map(|timeout| u32::try_from(timeout.as_secs()).unwrap_or(u32::MAX));
    if let (Some(seconds), Some(wanted)) = (seconds, wanted)
        && seconds < wanted
    {
        let message = format!(
            "the hook `{id}` may run for {seconds} seconds, and its source asks for {wanted} ({})",
            source.location
        );
        let help = format!("write `Timeout: {}`, which leaves time to report", source.lambda_timeout());
        wiring.report(Diagnostic::error("hook-timeout", wiring.place(node), message).about(id).with_help(help));
    }
}

fn name(wiring: &mut Wiring<'_>, hook: &SharedHook<'_, '_>, roles: &ServiceRoles) {
    let template = wiring.template;
    let needs_prefix: Vec<_> = hook
        .uses
        .iter()
        .filter(|(function, _)| template.service_role(function).is_none() && !roles.names_hooks_of(function))
        .collect();
    let Some((function, place)) = needs_prefix.first() else { return };
    match template.own(hook.id, &["FunctionName"]) {
        None => wiring.put(hook.id, &["Properties", "FunctionName"], hook_name::unique(hook.id)),
        Some(written) if wiring.typed.starts_with(written, hook_name::PREFIX) == Some(false) => {
            let message = format!(
                "CodeDeploy cannot call the hook `{}`: the service role that SAM makes calls only functions named `{}…` (it is used at {})",
                hook.id,
                hook_name::PREFIX,
                place.location
            );
            let help = format!(
                "start the name with `{}`, or run again with `--service-role`, which makes a role for `{function}` that names its hooks",
                hook_name::PREFIX
            );
            let finding = Diagnostic::error("hook-name", wiring.place(written), message);
            wiring.report(finding.about(hook.id).with_help(help));
        }
        Some(_) => {}
    }
}

fn own_preference(wiring: &mut Wiring<'_>, hook: &SharedHook<'_, '_>) {
    let template = wiring.template;
    let own = template.own(hook.id, &["DeploymentPreference"]);
    if says_that_it_is_guarded(&template, hook.id) {
        if let (Some(own), true, Some((_, place))) = (own, template.is_guarded(hook.id), hook.uses.first()) {
            let message = format!(
                "`{}` is a hook (at {}), and its own deployments are guarded: CodeDeploy would shift a hook while it runs",
                hook.id, place.location
            );
            let finding = Diagnostic::error("hook-is-guarded", wiring.place(own), message);
            wiring.report(finding.about(hook.id).with_help("write `Enabled: false` in its `DeploymentPreference`"));
        }
    } else if template.resource(hook.id).is_none() || own.is_none() || template.is_guarded(hook.id) {
        wiring.put(hook.id, &["Properties", "DeploymentPreference", "Enabled"], Fragment::Bool(false));
    }
}
