//! References to what SAM makes: `!Ref F.Version`, `!GetAtt F.Alias.…`, `${F.Version}`, and to layers, whose ids it changes.

use std::borrow::Cow;
use std::collections::HashMap;
use std::convert::Infallible;

use indexmap::IndexMap;

use super::fault::{Checked, fault};
use super::parameter_values::replace_references;
use super::resource::Resource;
use super::value::Value;

/// What a function can be asked for, and the type that answers.
const OF_FUNCTION: [(&str, &str); 4] = [
    ("Alias", "AWS::Lambda::Alias"),
    ("Version", "AWS::Lambda::Version"),
    ("DestinationTopic", "AWS::SNS::Topic"),
    ("DestinationQueue", "AWS::SQS::Queue"),
];

/// Where references of the template have to go.
#[derive(Default)]
pub(crate) struct References {
    /// By logical id and property.
    generated: HashMap<String, HashMap<&'static str, String>>,
    /// Old logical id to new, in the order in which they were made.
    renamed: IndexMap<String, String>,
}

impl References {
    /// Notes what came of a function. Of several resources with one type the last counts. Two functions can have one id
    /// (`class_attributes.rs`), but not both of them something of a type.
    pub(crate) fn of_function(&mut self, function: &str, resources: &[Resource]) -> Checked<()> {
        for (property, kind) in OF_FUNCTION {
            if let Some(resource) = resources.iter().rev().find(|resource| resource.kind == kind) {
                let generated = self.generated.entry(function.to_owned()).or_default();
                if generated.insert(property, resource.id.to_string()).is_some() {
                    return Err(fault("duplicate-id", format!("two functions have the id `{function}`")));
                }
            }
        }
        Ok(())
    }

    /// Notes a resource that has another id from now on.
    pub(crate) fn renamed(&mut self, old: &str, new: &str) {
        self.renamed.insert(old.to_owned(), new.to_owned());
    }

    /// Rewrites every reference in a part of the finished template.
    pub(crate) fn rewrite(&self, value: &mut Value) {
        if !self.generated.is_empty() || !self.renamed.is_empty() {
            self.walk(value);
        }
    }

    fn walk(&self, value: &mut Value) {
        match value {
            Value::List(items) => items.iter_mut().for_each(|item| self.walk(item)),
            Value::Map(map) => {
                if !self.renamed.is_empty()
                    && let Some(depends_on) = map.get_mut("DependsOn")
                {
                    self.rename_dependencies(depends_on);
                }
                match map.only_mut() {
                    Some(("Ref", argument)) => self.rewrite_ref(argument),
                    Some(("Fn::GetAtt", Value::List(path))) => self.rewrite_attribute(path),
                    Some(("Fn::Sub", Value::Text(text))) => self.rewrite_substitution(text),
                    Some(("Fn::Sub", Value::List(items))) => {
                        if let Some(Value::Text(text)) = items.first_mut() {
                            self.rewrite_substitution(text);
                        }
                    }
                    _ => {}
                }
                map.values_mut().for_each(|item| self.walk(item));
            }
            _ => {}
        }
    }

    /// Of one after the other: what has a new id by then may get another one.
    pub(crate) fn rename_dependencies(&self, depends_on: &mut Value) {
        let rename = |value: &mut Value| {
            let mut from = 0;
            while let Some((at, _, new)) = value.as_str().and_then(|old| self.renamed.get_full(old))
                && at >= from
            {
                from = at + 1;
                *value = Value::from(new.clone());
            }
        };
        match depends_on {
            Value::List(items) => items.iter_mut().for_each(rename),
            single => rename(single),
        }
    }

    fn of(&self, logical_id: &str, property: &str) -> Option<&String> {
        self.generated.get(logical_id)?.get(property)
    }

    fn rewrite_ref(&self, argument: &mut Value) {
        let Some(name) = argument.as_str() else { return };
        let new = match name.split_once('.') {
            None => self.renamed.get(name),
            Some((logical_id, property)) => self.of(logical_id, property),
        };
        if let Some(new) = new {
            *argument = Value::from(new.clone());
        }
    }

    /// The path counts as one text with dots, wherever it was split.
    fn rewrite_attribute(&self, path: &mut Vec<Value>) {
        if path.len() < 2 {
            return;
        }
        let Some(first) = path.first().and_then(|first| first.as_str()?.split('.').next()) else { return };
        if !self.renamed.contains_key(first) && !self.generated.contains_key(first) {
            return;
        }
        let Some(names) = path.iter().map(Value::as_str).collect::<Option<Vec<_>>>() else { return };
        let joined = names.join(".");
        let mut parts: Vec<&str> = joined.split('.').collect();
        let mut changed = false;
        if let Some(new) = self.renamed.get(first) {
            parts = std::iter::once(new.as_str()).chain(parts.into_iter().skip(1)).collect();
            changed = true;
        }
        if let [logical_id, property, rest @ ..] = parts.as_slice()
            && let Some(new) = self.of(logical_id, property)
        {
            parts = std::iter::once(new.as_str()).chain(rest.iter().copied()).collect();
            changed = true;
        }
        if changed {
            let parts: Vec<Value> = parts.into_iter().map(|part| Value::from(part.to_owned())).collect();
            *path = parts;
        }
    }

    /// New ids come first, because what has one is asked for its properties by that.
    fn rewrite_substitution(&self, text: &mut Cow<'_, str>) {
        if !self.renamed.is_empty() {
            replace_in(text, |whole, name| {
                let first = name.split('.').next()?;
                Some(whole.replace(first, self.renamed.get(first)?))
            });
        }
        replace_in(text, |whole, name| {
            let (first, rest) = name.split_once('.')?;
            let property = rest.split('.').next()?;
            Some(whole.replace(&format!("{first}.{property}"), self.of(first, property)?))
        });
    }
}

fn replace_in(text: &mut Cow<'_, str>, value: impl Fn(&str, &str) -> Option<String>) {
    let replaced: Result<_, Infallible> = replace_references(text, |whole, name| Ok(value(whole, name)));
    let Ok(replaced) = replaced;
    if let Some(replaced) = replaced {
        *text = Cow::Owned(replaced);
    }
}
