//! Evaluates the conditions of a template over what is known.

use super::intrinsic::intrinsic;
use super::resolved::{Resolved, Unknown, UnknownReason};
use super::resolver::{Evaluated, Resolver};
use crate::document::Node;

impl Resolver<'_> {
    /// Looks at the template as it is when these conditions hold.
    pub(crate) fn assuming<T>(&self, conditions: &[&str], look: impl FnOnce() -> T) -> T {
        let assumed = conditions.iter().map(|name| ((*name).to_owned(), Some(Resolved::Known(true)))).collect();
        let before = self.evaluated_conditions.replace(assumed);
        let result = look();
        self.evaluated_conditions.replace(before);
        result
    }

    /// Whether the condition with this name holds; `place` is where it is asked for.
    pub(crate) fn condition(&self, name: &str, place: &Node) -> Resolved<bool> {
        match self.evaluated_conditions.borrow().get(name) {
            Some(Some(known)) => return known.clone(),
            // Still being evaluated: it asks for itself.
            Some(None) => return Resolved::Unknown(self.unknown(place, UnknownReason::TooManySteps)),
            None => {}
        }
        let Some(definition) = self.conditions.and_then(|conditions| conditions.get(name)) else {
            return Resolved::Unknown(self.unknown(place, UnknownReason::NoSuchCondition(name.to_owned())));
        };
        self.evaluated_conditions.borrow_mut().insert(name.to_owned(), None);
        let result = self.holds(definition);
        self.evaluated_conditions.borrow_mut().insert(name.to_owned(), Some(result.clone()));
        result
    }

    fn holds(&self, node: &Node) -> Resolved<bool> {
        self.one_step_deeper(|| self.holds_here(node))
            .unwrap_or_else(|| Resolved::Unknown(self.unknown(node, UnknownReason::TooManySteps)))
    }

    fn holds_here(&self, node: &Node) -> Resolved<bool> {
        if let Some(name) = node.as_map().filter(|map| map.len() == 1).and_then(|map| map.get("Condition")) {
            return match name.as_str() {
                Some(text) => self.condition(text, name),
                None => self.badly_written(node, "Condition"),
            };
        }
        let Some((name, argument)) = intrinsic(node) else { return self.badly_written(node, "Conditions") };
        match (name.as_str(), argument.as_list()) {
            ("Fn::Equals", Some([left, right])) => self.equal(left, right),
            ("Fn::Not", Some([inner])) => self.holds(inner).map(|holds| !holds),
            ("Fn::And", Some(parts)) => self.all(parts, true),
            ("Fn::Or", Some(parts)) => self.all(parts, false),
            (name @ ("Fn::Equals" | "Fn::Not" | "Fn::And" | "Fn::Or"), _) => self.badly_written(node, name),
            (other, _) => Resolved::Unknown(self.unknown(node, UnknownReason::Intrinsic(other.to_owned()))),
        }
    }

    /// Whether every part is `wanted`, so `And` for true; `Or` is the same question about false, answered the other way.
    /// One part can decide even when others are not known.
    fn all(&self, parts: &[Node], wanted: bool) -> Resolved<bool> {
        let mut first_unknown: Option<Unknown> = None;
        for part in parts {
            match self.holds(part) {
                Resolved::Known(holds) if holds == wanted => {}
                Resolved::Known(holds) => return Resolved::Known(holds),
                Resolved::Unknown(unknown) => first_unknown = first_unknown.or(Some(unknown)),
            }
        }
        first_unknown.map_or(Resolved::Known(wanted), Resolved::Unknown)
    }

    fn equal(&self, left: &Node, right: &Node) -> Resolved<bool> {
        let (left, right) = match (self.evaluate(left), self.evaluate(right)) {
            (Evaluated::Value(left), Evaluated::Value(right)) => (left, right),
            (Evaluated::Unknown(unknown), _) | (_, Evaluated::Unknown(unknown)) => return Resolved::Unknown(unknown),
            (Evaluated::Reference(reference), _) => {
                return Resolved::Unknown(self.unknown(left, UnknownReason::Resource(reference.resource)));
            }
            (_, Evaluated::Reference(reference)) => {
                return Resolved::Unknown(self.unknown(right, UnknownReason::Resource(reference.resource)));
            }
        };
        Resolved::Known(match (left.scalar_text(), right.scalar_text()) {
            // CloudFormation compares text: `true` equals "true".
            (Some(left), Some(right)) => left == right,
            _ => left.to_json() == right.to_json(),
        })
    }

    fn badly_written(&self, node: &Node, what: &str) -> Resolved<bool> {
        Resolved::Unknown(self.unknown(node, UnknownReason::Malformed(what.to_owned())))
    }
}
