//! Values of parameters, and the places where they are put in.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::HashMap;
use std::ops::Range;

use super::fault::{Checked, Faults, fault};
use super::value::{Text, Value};
use crate::document::{Document, Node};
use crate::model::Parameters;

/// What refers to itself would go round for ever.
pub(crate) const MAX_DEPTH: usize = 256;

/// How many values one resolution may go through: a long one in many places multiplies.
const MAX_NODES: usize = 4_000_000;

/// How many all resolutions of an expansion may: what one function resolves is what the next begins with, so it can grow.
const MAX_NODES_OF_ALL: usize = 2 * MAX_NODES;

/// Text that is gone through once more costs as much as a node for so many bytes.
const BYTES_A_NODE: usize = 256;

/// What CloudFormation gives for a value that another stack has yet to make.
const NOT_YET_KNOWN: &str = "{{IntrinsicFunction:";

/// The values that parameters and the pseudo parameters `AWS::Region` and `AWS::Partition` have; no other is ever known.
pub(crate) struct ParameterValues<'d> {
    values: HashMap<Text<'d>, Value<'d>>,
    /// How many values may still be gone through.
    budget: Cell<usize>,
}

impl<'d> ParameterValues<'d> {
    /// What the caller gives, else the defaults of the template as they are written: a number stays a number.
    pub(crate) fn new(document: &'d Document, given: &'d Parameters, region: &'d str, partition: &'static str) -> Self {
        let mut values: HashMap<Text, Value> =
            given.iter().map(|(name, value)| (Cow::Borrowed(name), Value::from(value))).collect();
        let declared = document.root().get("Parameters").and_then(Node::as_map);
        for entry in declared.into_iter().flat_map(crate::document::Map::iter) {
            if let Some(default) = entry.value.get("Default") {
                values.entry(Cow::Borrowed(entry.key.as_str())).or_insert_with(|| Value::from(default));
            }
        }
        values.entry(Cow::Borrowed("AWS::Region")).or_insert_with(|| Value::from(region));
        values.entry(Cow::Borrowed("AWS::Partition")).or_insert_with(|| Value::from(partition));
        Self { values, budget: Cell::new(MAX_NODES_OF_ALL) }
    }

    pub(crate) fn known(&self, name: &str) -> Option<&Value<'d>> {
        self.values.get(name).filter(|value| !value.as_str().is_some_and(|text| text.starts_with(NOT_YET_KNOWN)))
    }

    /// Whether resolving once more can make a difference, since the value of a parameter holds a reference.
    pub(crate) fn bring_references(&self) -> bool {
        self.values.values().any(|value| match value {
            Value::Text(text) => text.contains("${"),
            Value::List(_) | Value::Map(_) => true,
            _ => false,
        })
    }

    /// The parameter that a `Ref` refers to, and its value, when that is known.
    pub(crate) fn referenced<'v>(&self, value: &'v Value) -> Option<(&'v str, &Value<'d>)> {
        let name = value.as_ref_to()?.as_str()?;
        Some((name, self.known(name)?))
    }

    /// The value with every `Ref` and `Fn::Sub` to a known parameter put in.
    pub(crate) fn resolved(&self, value: &Value<'d>) -> Checked<Value<'d>> {
        let mut value = value.clone();
        self.resolve(&mut value)?;
        Ok(value)
    }

    /// Puts known parameters in, in place.
    pub(crate) fn resolve(&self, value: &mut Value<'d>) -> Checked<()> {
        let left = self.budget.get();
        let most = left.min(MAX_NODES);
        let mut budget = most;
        let resolved = self.resolve_within(value, 0, &mut budget);
        self.budget.set(left - (most - budget));
        resolved
    }

    /// What SAM does when it resolves a value only to look at it: the parts of a map or list change where they are, and so do
    /// they in the output, while a value that is itself a `Ref` stays. Gives the resolved value.
    pub(crate) fn resolve_and_leave_traces(&self, value: &mut Value<'d>) -> Checked<Value<'d>> {
        let resolved = self.resolved(value)?;
        if value.as_ref_to().and_then(Value::as_str).is_none() {
            value.clone_from(&resolved);
        }
        Ok(resolved)
    }

    fn resolve_within(&self, value: &mut Value<'d>, depth: usize, budget: &mut usize) -> Checked<()> {
        let spent = budget.checked_sub(1).filter(|_| depth < MAX_DEPTH);
        *budget = spent.ok_or_else(endless)?;
        if let Some((_, known)) = self.referenced(value) {
            *value = known.clone();
            // The walk goes on into what was put in.
        } else if let Value::Map(map) = value
            && let Some(("Fn::Sub", argument)) = map.only_mut()
        {
            self.substitute(argument, budget)?;
        }
        match value {
            Value::List(items) => {
                for item in items {
                    self.resolve_within(item, depth + 1, budget)?;
                }
            }
            Value::Map(map) => {
                for item in map.values_mut() {
                    self.resolve_within(item, depth + 1, budget)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn substitute(&self, argument: &mut Value<'d>, budget: &mut usize) -> Checked<()> {
        let text = match argument {
            Value::Text(text) => text,
            Value::List(items) => match items.first_mut() {
                Some(Value::Text(text)) => text,
                _ => return Ok(()),
            },
            _ => return Ok(()),
        };
        let mut nested = false;
        let replaced = replace_references(text, |_, name| {
            let value = self.known_text(name)?;
            nested |= value.is_some_and(|value| value.contains("${"));
            Ok(value.map(str::to_owned))
        })?;
        let replaced = if nested { Some(self.one_after_another(text, budget)?) } else { replaced };
        if let Some(replaced) = replaced {
            *text = Cow::Owned(replaced);
        }
        Ok(())
    }

    /// The value of a parameter within text.
    fn known_text(&self, name: &str) -> Checked<Option<&str>> {
        match self.known(name) {
            Some(Value::Text(value)) => Ok(Some(value)),
            Some(other) => Err(fault(
                "sub-of-no-text",
                format!("`Fn::Sub` puts text together, and the value of `{name}` is {}", other.kind()),
            )
            .help(format!("put the default of `{name}` in quotes"))),
            None => Ok(None),
        }
    }

    /// SAM goes through the references of the text as it was, and each takes the first place in the text as it is by then that reads
    /// like it. That is another one when a value has brought the same reference with it.
    fn one_after_another(&self, text: &str, budget: &mut usize) -> Checked<String> {
        let mut all = text.to_owned();
        for (at, name) in references(text) {
            let Some(value) = self.known_text(name)? else { continue };
            *budget = budget.checked_sub(all.len() / BYTES_A_NODE).ok_or_else(endless)?;
            all = all.replacen(&text[at], value, 1);
        }
        Ok(all)
    }
}

fn endless() -> Faults {
    fault("endless-parameter", "the defaults of parameters refer to each other without an end, or come to too much")
        .help("a default is a value; it cannot refer to a parameter")
}

/// Replaces each `${name}`; nothing when no reference was replaced.
pub(crate) fn replace_references<E>(
    text: &str,
    mut value: impl FnMut(&str, &str) -> Result<Option<String>, E>,
) -> Result<Option<String>, E> {
    // What is put together so far, and how much of the text is in it.
    let (mut out, mut copied) = (String::new(), 0);
    for (at, name) in references(text) {
        let Range { start, end } = at.clone();
        if let Some(replacement) = value(&text[at], name)? {
            out.push_str(&text[copied..start]);
            out.push_str(&replacement);
            copied = end;
        }
    }
    Ok((copied > 0).then(|| out + &text[copied..]))
}

/// Where each `${name}` stands, and its name: letters, digits and dots, or `AWS::` and more.
fn references(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    let mut seen = 0;
    std::iter::from_fn(move || {
        loop {
            let start = seen + text[seen..].find("${")?;
            match name_at(&text[start..]) {
                Some(name) => {
                    seen = start + "${}".len() + name.len();
                    return Some((start..seen, name));
                }
                None => seen = start + "${".len(),
            }
        }
    })
}

fn name_at(reference: &str) -> Option<&str> {
    let inside = reference.strip_prefix("${")?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'.';
    // No further than a name can reach: in a text full of openings the closing one may be far.
    let (name, rest) = inside.split_at(inside.bytes().position(|byte| !plain(byte) && byte != b':')?);
    if !rest.starts_with('}') {
        return None;
    }
    let pseudo = |name: &str| {
        name.strip_prefix("AWS::").is_some_and(|rest| {
            rest.starts_with(|first: char| first.is_ascii_uppercase()) && rest.bytes().all(|b| b.is_ascii_alphabetic())
        })
    };
    ((!name.is_empty() && name.bytes().all(plain)) || pseudo(name)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(template: &str, look: impl Fn(&ParameterValues)) {
        let document = Document::parse("t.yaml", template).unwrap();
        let given = Parameters::new().with("Given", "g");
        look(&ParameterValues::new(&document, &given, "eu-west-1", "aws"));
    }

    const TEMPLATE: &str = "Parameters: {Given: {Default: d}, Number: {Default: 5}, List: {Default: [!Ref Given]}, Self: {Default: [!Ref Self]}}";

    #[test]
    fn what_the_caller_gives_wins_over_defaults_and_types_are_kept() {
        values(TEMPLATE, |values| {
            let resolved = |name| values.resolved(&super::super::intrinsic::reference(name)).unwrap();
            assert_eq!(resolved("Given"), Value::from("g"));
            assert_eq!(resolved("Number"), Value::Integer(5));
            assert_eq!(resolved("List"), Value::from([Value::from("g")]));
            assert_eq!(resolved("AWS::Region"), Value::from("eu-west-1"));
            assert_eq!(resolved("Unknown"), super::super::intrinsic::reference("Unknown"));
        });
    }

    #[test]
    fn a_substitution_takes_text_only_and_keeps_unknown_names() {
        values(TEMPLATE, |values| {
            let sub = |text| values.resolved(&super::super::intrinsic::sub(text));
            assert_eq!(
                sub("a-${Given}-${AWS::Partition}-${B.Arn}-${!Given}-${ Given }-${").unwrap(),
                super::super::intrinsic::sub("a-g-aws-${B.Arn}-${!Given}-${ Given }-${")
            );
            assert!(sub("${Number}").is_err());
        });
    }

    #[test]
    fn a_default_that_refers_to_itself_is_told_and_ends() {
        values(TEMPLATE, |values| assert!(values.resolved(&super::super::intrinsic::reference("Self")).is_err()));
    }
}
