//! Evaluates intrinsic functions as far as the template and the given parameters allow.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use super::intrinsic::intrinsic;
use super::logical_id::LogicalId;
use super::parameters::Parameters;
use super::reference::{Attribute, Reference};
use super::resolved::{Resolved, Unknown, UnknownReason};
use super::substitution::{Piece, pieces};
use crate::document::{Document, Map, Node, Style, Value};

/// Conditions and functions inside of each other; it keeps a chain of thousands off the call stack.
const MAX_STEPS: usize = 100;

/// All text that one reading may build. Repeated references multiply a long value.
const MAX_TEXT: usize = 64 * 1024 * 1024;

/// What a node comes to. A map or list is evaluated at its top only.
pub(crate) enum Evaluated<'r> {
    Value(Cow<'r, Node>),
    Reference(Reference),
    Unknown(Unknown),
}

pub(crate) struct Resolver<'a> {
    document: &'a Document,
    parameters: HashMap<String, Parameter>,
    resources: Option<&'a Map>,
    pub(super) conditions: Option<&'a Map>,
    pub(super) evaluated_conditions: RefCell<HashMap<String, Option<Resolved<bool>>>>,
    steps: Cell<usize>,
    text: Cell<usize>,
}

enum Parameter {
    Value(Node),
    WithoutValue,
    Stored,
}

impl<'a> Resolver<'a> {
    pub(crate) fn new(document: &'a Document, given: &Parameters) -> Self {
        let section = |name: &str| document.root().get(name).and_then(Node::as_map);
        let mut parameters = HashMap::new();
        for entry in section("Parameters").into_iter().flat_map(Map::iter) {
            let name = entry.key.as_str();
            parameters.insert(name.to_owned(), declared(&entry.value, given.get(name)));
        }
        for (name, value) in given.iter().filter(|(name, _)| name.starts_with("AWS::")) {
            let place = document.root().span();
            parameters
                .insert(name.to_owned(), Parameter::Value(Node::new(Value::Text(value.into()), place, Style::Plain)));
        }
        Self {
            document,
            parameters,
            resources: section("Resources"),
            conditions: section("Conditions"),
            evaluated_conditions: RefCell::default(),
            steps: Cell::new(0),
            text: Cell::new(0),
        }
    }

    pub(crate) fn document(&self) -> &'a Document {
        self.document
    }

    pub(crate) fn evaluate<'r>(&'r self, node: &'r Node) -> Evaluated<'r> {
        self.one_step_deeper(|| self.evaluate_here(node))
            .unwrap_or_else(|| self.give_up(node, UnknownReason::TooManySteps))
    }

    /// The text of a scalar. `None` for a list or a map, which is not text.
    pub(crate) fn text(&self, node: &Node) -> Option<Resolved<String>> {
        Some(match self.evaluate(node) {
            Evaluated::Value(value) => {
                let text = value.scalar_text()?;
                if self.spend(text.len()) {
                    Resolved::Known(text)
                } else {
                    Resolved::Unknown(self.unknown(node, UnknownReason::TooMuchText))
                }
            }
            Evaluated::Reference(reference) => {
                Resolved::Unknown(self.unknown(node, UnknownReason::Resource(reference.resource)))
            }
            Evaluated::Unknown(unknown) => Resolved::Unknown(unknown),
        })
    }

    pub(super) fn unknown(&self, node: &Node, reason: UnknownReason) -> Unknown {
        let place = node.alias_span().unwrap_or(node.span());
        Unknown { reason, location: self.document.location(place) }
    }

    /// Runs one step of an evaluation that may lead to further ones; nothing when there were too many.
    pub(super) fn one_step_deeper<T>(&self, step: impl FnOnce() -> T) -> Option<T> {
        if self.steps.get() >= MAX_STEPS {
            return None;
        }
        self.steps.set(self.steps.get() + 1);
        let result = step();
        self.steps.set(self.steps.get() - 1);
        Some(result)
    }

    fn spend(&self, bytes: usize) -> bool {
        self.text.set(self.text.get().saturating_add(bytes));
        self.text.get() <= MAX_TEXT
    }

    fn give_up<'r>(&self, node: &Node, reason: UnknownReason) -> Evaluated<'r> {
        Evaluated::Unknown(self.unknown(node, reason))
    }

    fn evaluate_here<'r>(&'r self, node: &'r Node) -> Evaluated<'r> {
        if node.as_str().is_some_and(|text| text.contains("{{resolve:")) {
            return self.give_up(node, UnknownReason::DynamicReference);
        }
        let Some((name, argument)) = intrinsic(node) else { return Evaluated::Value(Cow::Borrowed(node)) };
        match name.as_str() {
            "Ref" => self.reference(node, argument),
            "Fn::GetAtt" => self.attribute(node, argument),
            "Fn::Sub" => self.substitute(node, argument),
            "Fn::Join" => self.join(node, argument),
            "Fn::FindInMap" => self.find_in_map(node, argument),
            "Fn::If" => self.choose(node, argument),
            other => self.give_up(node, UnknownReason::Intrinsic(other.to_owned())),
        }
    }

    fn reference<'r>(&'r self, node: &'r Node, argument: &'r Node) -> Evaluated<'r> {
        match argument.as_str() {
            Some(name) => self.named(node, name),
            // SAM reads `{Ref: null}` as no value.
            None if argument.is_null() => Evaluated::Value(Cow::Owned(no_value(node))),
            None => self.give_up(node, UnknownReason::Malformed("Ref".to_owned())),
        }
    }

    pub(super) fn named<'r>(&'r self, node: &'r Node, name: &str) -> Evaluated<'r> {
        match self.parameters.get(name) {
            Some(Parameter::Value(value)) => return Evaluated::Value(Cow::Borrowed(value)),
            Some(Parameter::WithoutValue) => {
                return self.give_up(node, UnknownReason::ParameterWithoutValue(name.to_owned()));
            }
            Some(Parameter::Stored) => return self.give_up(node, UnknownReason::StoredParameter(name.to_owned())),
            None => {}
        }
        if matches!(name, "AWS::NoValue" | "") {
            return Evaluated::Value(Cow::Owned(no_value(node)));
        }
        if name.starts_with("AWS::") {
            return self.give_up(node, UnknownReason::PseudoParameter(name.to_owned()));
        }
        let (resource, attribute) = match name.split_once('.') {
            Some((resource, attribute)) => (resource, Attribute::named(attribute)),
            None => (name, Attribute::Name),
        };
        self.resource(node, resource, attribute)
    }

    fn resource<'r>(&self, node: &Node, id: &str, attribute: Attribute) -> Evaluated<'r> {
        if self.resources.is_some_and(|resources| resources.contains_key(id)) {
            Evaluated::Reference(Reference { resource: LogicalId::new(id), attribute })
        } else {
            self.give_up(node, UnknownReason::NoSuchName(id.to_owned()))
        }
    }

    fn attribute<'r>(&'r self, node: &'r Node, argument: &'r Node) -> Evaluated<'r> {
        let joined = match argument.as_list() {
            Some(items) => items.iter().map(Node::as_str).collect::<Option<Vec<_>>>().map(|parts| parts.join(".")),
            None => argument.as_str().map(str::to_owned),
        };
        match joined.as_deref().and_then(|path| path.split_once('.')) {
            Some((resource, attribute)) => self.resource(node, resource, Attribute::named(attribute)),
            None => self.give_up(node, UnknownReason::Malformed("Fn::GetAtt".to_owned())),
        }
    }

    fn substitute<'r>(&'r self, node: &'r Node, argument: &'r Node) -> Evaluated<'r> {
        let (text, variables) = match (argument.as_str(), argument.as_list()) {
            (Some(text), _) => (text, None),
            (None, Some([text, variables])) if text.as_str().is_some() => {
                (text.as_str().unwrap_or_default(), variables.as_map())
            }
            _ => return self.give_up(node, UnknownReason::Malformed("Fn::Sub".to_owned())),
        };
        let pieces = pieces(text);
        let single = pieces.len() == 1;
        let mut built = String::new();
        for piece in pieces {
            match piece {
                Piece::Text(text) => built.push_str(text),
                Piece::Literal(name) => built.extend(["${", name, "}"]),
                Piece::Name(name) => {
                    let value = match variables.and_then(|variables| variables.get(name)) {
                        Some(variable) => self.evaluate(variable),
                        None => self.named(node, name),
                    };
                    if let Err(other) = self.append(node, &mut built, value, single) {
                        return other;
                    }
                }
            }
        }
        Evaluated::Value(Cow::Owned(Node::new(Value::Text(built.into()), node.span(), Style::Plain)))
    }

    fn join<'r>(&'r self, node: &'r Node, argument: &'r Node) -> Evaluated<'r> {
        let malformed = || self.give_up(node, UnknownReason::Malformed("Fn::Join".to_owned()));
        let Some([delimiter, list]) = argument.as_list() else { return malformed() };
        let Some(delimiter) = delimiter.as_str() else { return malformed() };
        let list = match self.evaluate(list) {
            Evaluated::Value(list) => list,
            other => return other,
        };
        let Some(items) = list.as_list() else { return malformed() };
        let mut built = String::new();
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                built.push_str(delimiter);
            }
            let value = match self.evaluate(item) {
                Evaluated::Value(value) => Evaluated::Value(Cow::Owned(value.into_owned())),
                Evaluated::Reference(reference) => Evaluated::Reference(reference),
                Evaluated::Unknown(unknown) => Evaluated::Unknown(unknown),
            };
            if let Err(other) = self.append(node, &mut built, value, items.len() == 1) {
                return other;
            }
        }
        Evaluated::Value(Cow::Owned(Node::new(Value::Text(built.into()), node.span(), Style::Plain)))
    }

    /// Adds a value to a text; what is no text comes back, a reference only when it is all there is.
    fn append<'r>(
        &self,
        node: &Node,
        built: &mut String,
        value: Evaluated<'r>,
        alone: bool,
    ) -> Result<(), Evaluated<'r>> {
        match value {
            Evaluated::Value(value) => {
                let Some(text) = value.scalar_text() else {
                    return Err(self.give_up(node, UnknownReason::Malformed("Fn::Sub".to_owned())));
                };
                if !self.spend(text.len()) {
                    return Err(self.give_up(node, UnknownReason::TooMuchText));
                }
                built.push_str(&text);
                Ok(())
            }
            Evaluated::Reference(reference) if !alone => {
                Err(self.give_up(node, UnknownReason::Resource(reference.resource)))
            }
            other => Err(other),
        }
    }

    fn find_in_map<'r>(&'r self, node: &'r Node, argument: &'r Node) -> Evaluated<'r> {
        let malformed = || self.give_up(node, UnknownReason::Malformed("Fn::FindInMap".to_owned()));
        let Some([map, first, second]) = argument.as_list() else { return malformed() };
        let mut keys = Vec::with_capacity(3);
        for key in [map, first, second] {
            match self.text(key) {
                Some(Resolved::Known(key)) => keys.push(key),
                Some(Resolved::Unknown(unknown)) => return Evaluated::Unknown(unknown),
                None => return malformed(),
            }
        }
        let mappings = self.document.root().get("Mappings");
        match keys.iter().try_fold(mappings, |level, key| level.map(|level| level.get(key))).flatten() {
            Some(value) => Evaluated::Value(Cow::Borrowed(value)),
            None => self.give_up(node, UnknownReason::NoSuchMapping(keys.swap_remove(0))),
        }
    }

    fn choose<'r>(&'r self, node: &'r Node, argument: &'r Node) -> Evaluated<'r> {
        let Some([condition, yes, no]) = argument.as_list() else {
            return self.give_up(node, UnknownReason::Malformed("Fn::If".to_owned()));
        };
        let Some(name) = condition.as_str() else {
            return self.give_up(node, UnknownReason::Malformed("Fn::If".to_owned()));
        };
        match self.condition(name, condition) {
            Resolved::Known(true) => self.evaluate(yes),
            Resolved::Known(false) => self.evaluate(no),
            Resolved::Unknown(unknown) => Evaluated::Unknown(unknown),
        }
    }
}

/// `AWS::NoValue` removes a property, as null does in SAM.
fn no_value(node: &Node) -> Node {
    Node::new(Value::Null, node.span(), Style::Plain)
}

fn declared(declaration: &Node, given: Option<&str>) -> Parameter {
    let kind = declaration.get("Type").and_then(Node::as_str).unwrap_or_default();
    if kind.starts_with("AWS::SSM::Parameter::Value") {
        return Parameter::Stored;
    }
    let value = match given {
        Some(text) => Node::new(Value::Text(text.into()), declaration.span(), Style::Plain),
        None => match declaration.get("Default") {
            Some(default) => default.clone(),
            None => return Parameter::WithoutValue,
        },
    };
    let a_list = kind == "CommaDelimitedList" || kind.starts_with("List<");
    match value.as_str() {
        Some(text) if a_list => {
            let item = |item: &str| Node::new(Value::Text(item.trim().into()), value.span(), Style::Plain);
            Parameter::Value(Node::new(Value::List(text.split(',').map(item).collect()), value.span(), Style::Flow))
        }
        _ => Parameter::Value(value),
    }
}
