//! What a service role has to allow.

use super::super::condition;
use super::super::guard::Guard;
use super::super::hook_entry;
use super::super::wiring::Wiring;
use super::{INVOKE, elsewhere, triggers};
use crate::document::Fragment;

/// For these functions and their hooks, each part under the condition that what it names has, inside of a role with the condition `holder`.
pub(super) fn of<'d>(
    wiring: &Wiring<'d>,
    guards: &[&Guard<'_>],
    hooks: &[&str],
    of_hook: impl Fn(&str) -> Option<&'d str>,
    holder: Option<&str>,
) -> Vec<Fragment> {
    let template = wiring.template;
    let of_function = |function: &str| condition::of(&template, function);
    let functions = guards.iter().map(|guard| guard.function.as_str());
    let mut statements = Vec::new();
    for (condition, functions) in condition::by_condition(functions, of_function, holder) {
        statements.push(condition::only_if(condition, shifts(&functions)));
    }
    statements.push(allow(vec!["cloudwatch:DescribeAlarms".into()], "*".into()));
    statements.extend(invoke(hooks, of_hook, holder));
    let candidates = wiring.typed.candidates();
    for guard in guards {
        let condition = of_function(&guard.function).filter(|condition| Some(*condition) != holder);
        let entries = hook_entry::of(wiring, &candidates, &guard.function);
        let elsewhere = entries.iter().filter(|(_, entry)| entry.function.is_none());
        let calls = elsewhere.map(|(_, entry)| elsewhere::invoke(entry));
        let path = ["DeploymentPreference", "TriggerConfigurations"];
        let publish = template.property(&guard.function, &path).and_then(triggers::publish);
        for statement in calls.chain(publish) {
            let statement = condition::only_if(condition, statement);
            if !statements.contains(&statement) {
                statements.push(statement);
            }
        }
    }
    statements
}

/// The right to move the aliases of these functions.
fn shifts(functions: &[&str]) -> Fragment {
    let arns = functions.iter().flat_map(|function| {
        [Fragment::attribute(function, "Arn"), Fragment::substitution(format!("${{{function}.Arn}}:*"))]
    });
    let actions = ["lambda:GetAlias", "lambda:UpdateAlias", "lambda:GetProvisionedConcurrencyConfig"];
    allow(actions.into_iter().map(Fragment::from).collect(), Fragment::List(arns.collect()))
}

/// The right to call hooks of this template.
pub(super) fn invoke<'d>(
    hooks: &[&str],
    of_hook: impl Fn(&str) -> Option<&'d str>,
    holder: Option<&str>,
) -> Vec<Fragment> {
    let groups = condition::by_condition(hooks.iter().copied(), of_hook, holder).into_iter();
    let statement = |(condition, hooks): (Option<&str>, Vec<&str>)| {
        let arns = hooks.iter().map(|hook| Fragment::attribute(hook, "Arn")).collect();
        condition::only_if(condition, allow(vec![INVOKE.into()], Fragment::List(arns)))
    };
    groups.map(statement).collect()
}

pub(super) fn allow(mut actions: Vec<Fragment>, resource: Fragment) -> Fragment {
    let action = if actions.len() == 1 { actions.remove(0) } else { Fragment::List(actions) };
    Fragment::map([("Effect", "Allow".into()), ("Action", action), ("Resource", resource)])
}

pub(super) fn document(statements: Vec<Fragment>) -> Fragment {
    Fragment::map([("Version", "2012-10-17".into()), ("Statement", Fragment::List(statements))])
}
