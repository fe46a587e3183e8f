//! Intrinsic functions: what is one, and how ours are written.

use super::value::{Text, Value};

/// The reference that stands for "leave this out".
pub(crate) const NO_VALUE: &str = "AWS::NoValue";

impl Value<'_> {
    /// The name and the argument of an intrinsic function: a map with one key that is `Ref`, `Condition` or starts with `Fn::`.
    pub(crate) fn intrinsic(&self) -> Option<(&str, &Self)> {
        self.as_map()?.only().filter(|(name, _)| matches!(*name, "Ref" | "Condition") || name.starts_with("Fn::"))
    }

    /// Whether it is an intrinsic function.
    pub(crate) fn is_intrinsic(&self) -> bool {
        self.intrinsic().is_some()
    }

    /// The argument of an `Fn::If`.
    pub(crate) fn as_if(&self) -> Option<&Self> {
        self.intrinsic().filter(|(name, _)| *name == "Fn::If").map(|(_, argument)| argument)
    }

    /// What a `Ref` refers to.
    pub(crate) fn as_ref_to(&self) -> Option<&Self> {
        self.intrinsic().filter(|(name, _)| *name == "Ref").map(|(_, argument)| argument)
    }

    /// Whether it is `!Ref AWS::NoValue`.
    pub(crate) fn is_no_value(&self) -> bool {
        self.as_ref_to().is_some_and(|name| name.as_str() == Some(NO_VALUE))
    }

    /// The logical id behind `Ref` or `Fn::GetAtt`.
    pub(crate) fn referenced_logical_id(&self) -> Option<&str> {
        match self.intrinsic()? {
            ("Ref", name) => name.as_str(),
            ("Fn::GetAtt", Self::List(path)) => match path.as_slice() {
                [resource, _] => resource.as_str(),
                _ => None,
            },
            ("Fn::GetAtt", Self::Text(path)) => {
                path.split_once('.').filter(|(_, attribute)| !attribute.contains('.')).map(|(resource, _)| resource)
            }
            _ => None,
        }
    }
}

/// `!Ref name`
pub(crate) fn reference<'d>(name: impl Into<Text<'d>>) -> Value<'d> {
    Value::from([("Ref", Value::text(name))])
}

/// `!GetAtt resource.attribute`
pub(crate) fn attribute<'d>(resource: impl Into<Text<'d>>, attribute: &'static str) -> Value<'d> {
    Value::from([("Fn::GetAtt", Value::from([Value::text(resource), Value::from(attribute)]))])
}

/// `!Sub text`
pub(crate) fn sub<'d>(text: impl Into<Text<'d>>) -> Value<'d> {
    Value::from([("Fn::Sub", Value::text(text))])
}

/// `!Sub [text, {name: value}]`
pub(crate) fn sub_with<'d>(text: impl Into<Text<'d>>, variables: Value<'d>) -> Value<'d> {
    Value::from([("Fn::Sub", Value::from([Value::text(text), variables]))])
}

/// `!If [condition, yes, no]`
pub(crate) fn choose<'d>(condition: Value<'d>, yes: Value<'d>, no: Value<'d>) -> Value<'d> {
    Value::from([("Fn::If", Value::from([condition, yes, no]))])
}

/// `!If [condition, yes, no]`, where null stands for no value.
pub(crate) fn choose_or_nothing<'d>(condition: Value<'d>, yes: Value<'d>, no: Value<'d>) -> Value<'d> {
    choose(condition, yes, if no.is_null() { no_value() } else { no })
}

/// `!Ref AWS::NoValue`
pub(crate) fn no_value<'d>() -> Value<'d> {
    reference(NO_VALUE)
}

/// `!Not [Condition: condition]`
pub(crate) fn not(condition: Value<'_>) -> Value<'_> {
    Value::from([("Fn::Not", Value::from([Value::from([("Condition", condition)])]))])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_intrinsic_function_is_a_map_with_one_fitting_key() {
        assert!(reference("A").is_intrinsic());
        assert!(Value::from([("Condition", Value::from("A"))]).is_intrinsic());
        assert!(!Value::from([("Refs", Value::from("A"))]).is_intrinsic());
        assert!(!Value::from([("Ref", Value::Null), ("Fn::If", Value::Null)]).is_intrinsic());
    }

    #[test]
    fn a_logical_id_is_found_behind_both_kinds_of_reference() {
        assert_eq!(reference("A").referenced_logical_id(), Some("A"));
        assert_eq!(attribute("B", "Arn").referenced_logical_id(), Some("B"));
        assert_eq!(Value::from([("Fn::GetAtt", Value::from("C.Arn"))]).referenced_logical_id(), Some("C"));
        assert_eq!(Value::from([("Fn::GetAtt", Value::from("C.Arn.More"))]).referenced_logical_id(), None);
        assert_eq!(sub("A").referenced_logical_id(), None);
    }
}
