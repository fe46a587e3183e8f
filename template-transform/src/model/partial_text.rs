//! Text of which parts are known only to the deployment, such as `arn:${AWS::Partition}:…`.

use std::fmt;

use super::intrinsic::intrinsic;
use super::resolved::Resolved;
use super::resolver::{Evaluated, Resolver};
use super::substitution::{Piece, pieces};
use crate::document::Node;

/// A text, its unknown parts by the names that `Fn::Sub` would give them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PartialText {
    parts: Vec<Part>,
}

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// These characters.
    Known(String),
    /// What `${…}` stands for: a pseudo parameter, a resource, an attribute, a parameter without a value.
    Named(String),
    /// Anything.
    Unknown,
}

impl PartialText {
    /// The parts; no two known ones stand side by side.
    pub(crate) fn parts(&self) -> &[Part] {
        &self.parts
    }

    pub(crate) fn from_parts(parts: Vec<Part>) -> Self {
        Self { parts }
    }

    /// Text in the syntax of `Fn::Sub`.
    pub(crate) fn of_substitution(text: &str) -> Self {
        let mut built = Self::default();
        for piece in pieces(text) {
            match piece {
                Piece::Text(text) => built.push_known(text),
                Piece::Literal(name) => built.push_known(&["${", name, "}"].concat()),
                Piece::Name(name) => built.parts.push(Part::Named(name.to_owned())),
            }
        }
        built
    }

    /// The text, when all of it is known.
    pub(crate) fn known(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [] => Some(""),
            [Part::Known(text)] => Some(text),
            _ => None,
        }
    }

    /// The one name that the text consists of.
    pub(crate) fn sole_name(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [Part::Named(name)] => Some(name),
            _ => None,
        }
    }

    /// The name that the text starts with, and the known text behind it: `F` and `:live` of `${F}:live`.
    pub(crate) fn name_and_suffix(&self) -> Option<(&str, &str)> {
        match self.parts.as_slice() {
            [Part::Named(name)] => Some((name, "")),
            [Part::Named(name), Part::Known(suffix)] => Some((name, suffix)),
            _ => None,
        }
    }

    /// Whether the text starts like this; nothing when that cannot be known.
    pub(crate) fn starts_with(&self, prefix: &str) -> Option<bool> {
        match self.parts.first() {
            Some(Part::Known(text)) if text.starts_with(prefix) => Some(true),
            None if prefix.is_empty() => Some(true),
            _ if can_start(&self.parts, prefix) => None,
            _ => Some(false),
        }
    }

    /// How many characters it has at least.
    pub(crate) fn shortest_length(&self) -> usize {
        let length = |part: &Part| match part {
            Part::Known(text) => text.chars().count(),
            Part::Named(name) => match name.as_str() {
                "AWS::AccountId" => 12,
                // `us-east-1`
                "AWS::Region" => 9,
                "AWS::Partition" => 3,
                "AWS::StackName" => 1,
                _ => 0,
            },
            Part::Unknown => 0,
        };
        self.parts.iter().map(length).sum()
    }

    fn push_known(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        match self.parts.last_mut() {
            Some(Part::Known(last)) => last.push_str(text),
            _ => self.parts.push(Part::Known(text.to_owned())),
        }
    }
}

/// Whether there is a value for the unknown parts with which the text starts like this.
fn can_start(parts: &[Part], prefix: &str) -> bool {
    let Some((first, rest)) = parts.split_first() else { return prefix.is_empty() };
    match first {
        Part::Known(text) => match prefix.strip_prefix(text.as_str()) {
            Some(behind) => can_start(rest, behind),
            None => text.starts_with(prefix),
        },
        Part::Named(name) => match characters_of(name) {
            None => true,
            Some(allowed) => {
                let longest = prefix.find(|c| !allowed(c)).unwrap_or(prefix.len());
                longest == prefix.len() || (1..=longest).any(|end| can_start(rest, &prefix[end..]))
            }
        },
        Part::Unknown => true,
    }
}

/// What a pseudo parameter can consist of; nothing when that is open. No stack's name has a `_`.
fn characters_of(name: &str) -> Option<fn(char) -> bool> {
    match name {
        "AWS::StackName" => Some(|c| c.is_ascii_alphanumeric() || c == '-'),
        "AWS::Region" | "AWS::Partition" => Some(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'),
        "AWS::AccountId" => Some(|c| c.is_ascii_digit()),
        _ => None,
    }
}

impl fmt::Display for PartialText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts.iter().try_for_each(|part| match part {
            Part::Known(text) => f.write_str(text),
            Part::Named(name) => write!(f, "${{{name}}}"),
            Part::Unknown => f.write_str("…"),
        })
    }
}

impl Resolver<'_> {
    /// The text of a node, as far as it can be known.
    pub(crate) fn partial_text(&self, node: &Node) -> PartialText {
        let mut text = PartialText::default();
        self.collect(node, &mut text);
        text
    }

    fn collect(&self, node: &Node, text: &mut PartialText) {
        if self.one_step_deeper(|| self.collect_here(node, text)).is_none() {
            text.parts.push(Part::Unknown);
        }
    }

    fn collect_here(&self, node: &Node, text: &mut PartialText) {
        if let Some(Resolved::Known(known)) = self.text(node) {
            return text.push_known(&known);
        }
        let Some((name, argument)) = intrinsic(node) else { return text.parts.push(Part::Unknown) };
        match (name.as_str(), argument.as_str(), argument.as_list()) {
            ("Ref", Some(name), _) => text.parts.push(Part::Named(name.to_owned())),
            ("Fn::GetAtt", Some(path), _) => text.parts.push(Part::Named(path.to_owned())),
            ("Fn::GetAtt", None, Some(items)) => {
                let path: Option<Vec<&str>> = items.iter().map(Node::as_str).collect();
                text.parts.push(path.map_or(Part::Unknown, |path| Part::Named(path.join("."))));
            }
            ("Fn::Sub", Some(template), _) => self.collect_substitution(node, template, None, text),
            ("Fn::Sub", None, Some([template, variables])) if template.as_str().is_some() => {
                self.collect_substitution(node, template.as_str().unwrap_or_default(), Some(variables), text);
            }
            ("Fn::Join", None, Some([delimiter, list])) => match (delimiter.as_str(), list.as_list()) {
                (Some(delimiter), Some(items)) => {
                    for (at, item) in items.iter().enumerate() {
                        if at > 0 {
                            text.push_known(delimiter);
                        }
                        self.collect(item, text);
                    }
                }
                _ => text.parts.push(Part::Unknown),
            },
            ("Fn::If", None, Some([condition, yes, no])) => {
                match condition.as_str().map(|name| self.condition(name, condition)) {
                    Some(Resolved::Known(holds)) => self.collect(if holds { yes } else { no }, text),
                    _ => text.parts.push(Part::Unknown),
                }
            }
            _ => text.parts.push(Part::Unknown),
        }
    }

    fn collect_substitution(&self, node: &Node, template: &str, variables: Option<&Node>, text: &mut PartialText) {
        for piece in pieces(template) {
            match piece {
                Piece::Text(known) => text.push_known(known),
                Piece::Literal(name) => text.push_known(&["${", name, "}"].concat()),
                Piece::Name(name) => match variables.and_then(|variables| variables.get(name)) {
                    Some(variable) => self.collect(variable, text),
                    None => match self.named(node, name) {
                        Evaluated::Value(value) => match value.scalar_text() {
                            Some(known) => text.push_known(&known),
                            None => text.parts.push(Part::Unknown),
                        },
                        _ => text.parts.push(Part::Named(name.to_owned())),
                    },
                },
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_with_names_shows_them_as_sub_does() {
        let text = PartialText::of_substitution("a${B}-${!C}");
        assert_eq!(text.parts(), [Part::Known("a".into()), Part::Named("B".into()), Part::Known("-${C}".into())]);
        assert_eq!(text.to_string(), "a${B}-${C}");
        assert_eq!((text.known(), text.sole_name(), text.shortest_length()), (None, None, 6));
    }

    #[test]
    fn a_prefix_is_told_only_when_it_is_certain() {
        let starts = |text: &str| PartialText::of_substitution(text).starts_with("Code_");
        assert_eq!((starts("Code_x"), starts("Code_${A}"), starts("other")), (Some(true), Some(true), Some(false)));
        assert_eq!(
            (starts("Co${A}"), starts("${A}Code_"), starts("Co"), starts("")),
            (None, None, Some(false), Some(false))
        );
    }

    /// A stack's name is letters, digits and `-`, so it can be `CodeDeployHook` and no more of the prefix.
    #[test]
    fn a_pseudo_parameter_rules_out_the_characters_that_it_never_has() {
        let starts = |text: &str| PartialText::of_substitution(text).starts_with("CodeDeployHook_");
        for never in [
            "${AWS::StackName}-orders",
            "${AWS::StackName}",
            "${AWS::Region}_x",
            "${AWS::AccountId}-x",
            "Code${AWS::Region}",
        ] {
            assert_eq!(starts(never), Some(false), "{never}");
        }
        for perhaps in [
            "${AWS::StackName}_x",
            "Code${AWS::StackName}_x",
            "${Prefix}-x",
            "${AWS::StackName}${Rest}",
            "C${AWS::StackId}",
        ] {
            assert_eq!(starts(perhaps), None, "{perhaps}");
        }
        assert_eq!(starts("CodeDeployHook_${AWS::StackName}"), Some(true));
    }
}
