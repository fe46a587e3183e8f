//! `Policies` of a function: managed policies by name, statements, and policy templates.

use std::mem;

use super::{managed_policy, policy_template, statements};
use crate::expand::fault::{Checked, Faults, Findings, fault};
use crate::expand::intrinsic::choose;
use crate::expand::known_values::KnownValues;
use crate::expand::value::{Map, Value};

/// What an entry is to SAM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Managed,
    Statement,
    Template,
    Unknown,
}

/// Writes policy templates out. A single entry becomes a list.
pub(super) fn write_templates_out(properties: &mut Map) -> Checked<()> {
    let Some(policies) = properties.get_mut("Policies").filter(|policies| policies.is_truthy()) else { return Ok(()) };
    let entries = match mem::take(policies) {
        Value::List(entries) => entries,
        single => vec![single],
    };
    let mut found = Findings::default();
    let written = entries.into_iter().enumerate().filter_map(|(at, entry)| {
        found.take(written_out(entry).map_err(|faults| faults.at(at.to_string()).at("Policies")))
    });
    *policies = Value::List(written.collect());
    found.end()
}

fn written_out(entry: Value<'_>) -> Checked<Value<'_>> {
    if kind(&entry)? != Kind::Template {
        return Ok(entry);
    }
    let Some([condition, yes, no]) = entry.as_if().and_then(Value::as_list) else { return template(&entry) };
    let branch =
        |value: &_| -> Checked<_> { if Value::is_no_value(value) { Ok(value.clone()) } else { template(value) } };
    Ok(choose(condition.clone(), branch(yes)?, branch(no)?))
}

fn template<'d>(entry: &Value<'d>) -> Checked<Value<'d>> {
    match entry.as_map().and_then(Map::only) {
        Some((name, parameters)) => {
            policy_template::document(name, parameters).map_err(|faults| faults.at(name.to_owned()))
        }
        None => Err(fault(
            "policy-template",
            format!("a policy template is a map with its name, and this is {}", entry.kind()),
        )),
    }
}

fn kind(entry: &Value) -> Checked<Kind> {
    if entry.as_str().is_some() {
        return Ok(Kind::Managed);
    }
    if let Some(argument) = entry.as_if() {
        let Some([_, yes, no]) = argument.as_list() else {
            return Err(fault(
                "malformed-if",
                "`Fn::If` takes a list of three: a condition, a value, and another value",
            ));
        };
        let kinds = (kind(yes)?, kind(no)?);
        return match kinds {
            (one, other) if one == other => Ok(one),
            (_, other) if yes.is_no_value() => Ok(other),
            (one, _) if no.is_no_value() => Ok(one),
            _ => Err(fault("mixed-policies", "the two branches of this `Fn::If` are different kinds of policies")
                .help("write an `Fn::If` for each kind, with `!Ref AWS::NoValue` as its other branch")),
        };
    }
    Ok(match entry {
        entry if entry.is_intrinsic() => Kind::Managed,
        Value::Map(map) if map.contains_key("Statement") => Kind::Statement,
        Value::Map(map) if map.only().is_some_and(|(name, _)| policy_template::exists(name)) => Kind::Template,
        _ => Kind::Unknown,
    })
}

/// Adds the entries to what a role has already; `role` is its id.
pub(super) fn attach<'d>(
    policies: Option<Value<'d>>,
    role: &str,
    partition: &str,
    managed: &mut Vec<Value<'d>>,
    inline: &mut Vec<Value<'d>>,
) -> Checked<()> {
    let Some(Value::List(entries)) = policies else { return Ok(()) };
    let mut known: Option<KnownValues> = None;
    // Every entry counts for the number in the name, managed policies too.
    for (at, entry) in entries.into_iter().enumerate() {
        let here = |faults: Faults| faults.at(at.to_string()).at("Policies");
        match kind(&entry).map_err(here)? {
            Kind::Statement => {
                let named = |document| statements::named(format!("{role}Policy{at}"), document);
                inline.push(each_branch(entry, |branch| !branch.is_no_value(), named));
            }
            Kind::Managed => {
                let arn = |name: Value<'d>| match name.as_str().and_then(|name| managed_policy::arn(name, partition)) {
                    Some(arn) => Value::from(arn),
                    None => name,
                };
                let policy = each_branch(entry, |branch| branch.as_str().is_some(), arn);
                let known = known.get_or_insert_with(|| managed.iter().collect());
                if known.insert(&policy) {
                    managed.push(policy);
                }
            }
            Kind::Template | Kind::Unknown => {
                let unknown = fault(
                    "unknown-policy",
                    "this is neither the name of a policy, nor a policy document, nor a policy template",
                );
                let similar = entry.as_map().and_then(Map::only).and_then(|(name, _)| policy_template::similar(name));
                let help = similar.map_or_else(
                    || {
                        "a document has a `Statement`; a policy template is a map with its name and its parameters"
                            .to_owned()
                    },
                    |name| format!("did you mean `{name}`?"),
                );
                return Err(here(unknown.help(help)));
            }
        }
    }
    Ok(())
}

/// The value changed, or of an `Fn::If` both branches, where `applies` says so; an `Fn::If` inside of one stays.
fn each_branch<'d>(
    entry: Value<'d>,
    applies: impl Fn(&Value<'d>) -> bool,
    change: impl Fn(Value<'d>) -> Value<'d>,
) -> Value<'d> {
    let Some([condition, yes, no]) = entry.as_if().and_then(Value::as_list) else { return change(entry) };
    let branch = |value: &Value<'d>| if applies(value) { change(value.clone()) } else { value.clone() };
    choose(condition.clone(), branch(yes), branch(no))
}
