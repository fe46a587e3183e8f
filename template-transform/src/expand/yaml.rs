//! A template as YAML, with CloudFormation's short tags.

use serde::ser::{Serialize, SerializeMap as _, SerializeSeq as _, Serializer};
use serde_saphyr::{SerializerOptions, Tagged};

use super::value::{Map, Value};

/// Lines stay whole: a folded ARN is hard to read.
const NEVER_FOLD: usize = 1 << 20;

/// The template as YAML that YAML 1.1 readers, CloudFormation among them, read the same way.
pub(super) fn text(template: &Map) -> String {
    let mut options = SerializerOptions::default();
    options.folded_wrap_chars = NEVER_FOLD;
    // Only a text that cannot be built fails, and one in memory can.
    serde_saphyr::to_string_with_options(&Entries(template), options).unwrap_or_default()
}

/// A value whose intrinsic functions are written by their tags.
struct Short<'v, 'd>(&'v Value<'d>);

/// A value behind a tag: a node has one tag, so an intrinsic function here is written as a map.
struct BehindTag<'v, 'd>(&'v Value<'d>);

/// The entries of a map as they are.
struct Entries<'v, 'd>(&'v Map<'d>);

impl Serialize for Short<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Some((tag, argument)) = short_tag(self.0) else { return BehindTag(self.0).serialize(serializer) };
        match joined_attribute(&tag, argument) {
            Some(path) => Tagged(path, Some(tag)).serialize(serializer),
            None => Tagged(BehindTag(argument), Some(tag)).serialize(serializer),
        }
    }
}

impl Serialize for BehindTag<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    list.serialize_element(&Short(item))?;
                }
                list.end()
            }
            Value::Map(map) => Entries(map).serialize(serializer),
            scalar => scalar.serialize(serializer),
        }
    }
}

impl Serialize for Entries<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in self.0.iter() {
            map.serialize_entry(key, &Short(value))?;
        }
        map.end()
    }
}

/// The tag for an intrinsic function. A scalar behind a tag is text to every reader, so other scalars have none.
fn short_tag<'v, 'd>(value: &'v Value<'d>) -> Option<(String, &'v Value<'d>)> {
    let (name, argument) = value.intrinsic()?;
    let name = name.strip_prefix("Fn::").unwrap_or(name);
    let fits = matches!(argument, Value::Text(_) | Value::List(_) | Value::Map(_))
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    fits.then(|| (format!("!{name}"), argument))
}

/// `!GetAtt A.B` for two texts, when it reads back as the same two.
fn joined_attribute(tag: &str, argument: &Value) -> Option<String> {
    let [resource, attribute] = argument.as_list().filter(|_| tag == "!GetAtt")? else { return None };
    let (resource, attribute) = (resource.as_str()?, attribute.as_str()?);
    (!resource.contains('.') && !attribute.is_empty()).then(|| format!("{resource}.{attribute}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;

    #[track_caller]
    fn written(json: &str, yaml: &str) {
        let document = Document::parse("t.json", json).unwrap();
        let Value::Map(template) = Value::from(document.root()) else { panic!("no map") };
        assert_eq!(text(&template), yaml);
        let back = Document::parse("t.yaml", yaml).unwrap();
        assert_eq!(Value::from(back.root()), Value::Map(template.clone()));
    }

    #[test]
    fn intrinsic_functions_are_written_by_their_tags() {
        written(
            r#"{"A": {"Ref": "B"}, "C": {"Fn::GetAtt": ["D", "Arn"]}, "E": {"Fn::If": ["F", {"Ref": "G"}, {"Ref": "AWS::NoValue"}]}}"#,
            "A: !Ref B\nC: !GetAtt D.Arn\nE: !If\n  - F\n  - !Ref G\n  - !Ref AWS::NoValue\n",
        );
    }

    #[test]
    fn a_function_right_inside_another_is_written_as_a_map() {
        written(r#"{"A": {"Fn::Base64": {"Fn::Sub": "b"}}}"#, "A: !Base64\n  \"Fn::Sub\": b\n");
    }

    #[test]
    fn text_that_another_reader_would_take_for_something_else_is_quoted() {
        let json = r#"{"a": "yes", "b": "010", "c": "2012-10-17", "d": 3.0, "e": true, "f": null, "g": "", "h": "1:30", "Ref": 1}"#;
        let document = Document::parse("t.json", json).unwrap();
        let Value::Map(template) = Value::from(document.root()) else { panic!("no map") };
        let yaml = text(&template);
        let back = Document::parse("t.yaml", &yaml).unwrap();
        assert_eq!(Value::from(back.root()), Value::Map(template), "{yaml}");
    }
}
