//! Edits that keep the rest of a text byte for byte.
//!
//! What is to be added is given by the keys that lead there; [`Edits::apply`] finds the places, follows the layout of the
//! neighbourhood, and reads the new text back to be sure that it says what it should and nothing else.

mod error;
mod fragment;
mod layout;
mod list_function;
mod place;
mod render;
mod scalar_text;

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::{Map as JsonMap, Value as Json};

pub use error::{EditError, EditProblem};
pub use fragment::Fragment;

use super::Document;
use super::map::Entry;
use super::node::{Node, Style, Value};
use super::origin::Origin;
use super::span::Span;
use place::{Change, Site};

/// Edits of one document, gathered first and made together.
///
/// ```
/// use template_transform::Document;
/// use template_transform::document::{Edits, Fragment};
///
/// let document = Document::parse("t.yaml", "Resources:\n  Hook:   # checks\n    Properties:\n      Timeout: 60\n")?;
/// let mut edits = Edits::of(&document);
/// edits.put(&["Resources", "Hook", "Properties", "Environment", "Variables", "CurrentVersion"], Fragment::reference("F.Version"))?;
/// assert_eq!(
///     edits.apply()?,
///     "Resources:\n  Hook:   # checks\n    Properties:\n      Timeout: 60\n      Environment:\n        Variables:\n          \
///      CurrentVersion: !Ref F.Version\n"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Edits<'d> {
    document: &'d Document,
    additions: IndexMap<Vec<String>, Addition>,
}

/// What is added to a value of the document.
#[derive(Clone, Debug)]
enum Addition {
    Entries(Vec<(String, Fragment)>),
    Items(Vec<Fragment>),
    Replacement(Fragment),
}

impl<'d> Edits<'d> {
    /// No edit yet.
    pub fn of(document: &'d Document) -> Self {
        Self { document, additions: IndexMap::new() }
    }

    /// Whether nothing is to be changed.
    pub fn is_empty(&self) -> bool {
        self.additions.is_empty()
    }

    /// Adds a value under the last key; maps that are missing on the way come into being. Several edits may add to one map.
    pub fn put(&mut self, path: &[&str], value: Fragment) -> Result<(), EditError> {
        let Reached { depth, node } = self.reach(path)?;
        let Some((key, rest)) = path.get(depth..).and_then(<[&str]>::split_first) else {
            return self.put_in_place_of_null(node, path, value);
        };
        self.check_map(node, path.get(..depth).unwrap_or_default())?;
        let value = rest.iter().rev().fold(value, |inner, key| Fragment::map([(*key, inner)]));
        let parent = path.iter().take(depth).map(|key| (*key).to_owned()).collect();
        let addition = self.additions.entry(parent).or_insert_with(|| Addition::Entries(Vec::new()));
        let Addition::Entries(entries) = addition else {
            return Err(self.refuse(node, |path| EditProblem::NotAMap { path, found: node.kind() }, path));
        };
        match entries.iter_mut().find(|(known, _)| known == key) {
            Some((_, known)) => {
                known.unite(value).map_err(|_| self.refuse(node, |path| EditProblem::Exists { path }, path))
            }
            None => {
                entries.push(((*key).to_owned(), value));
                Ok(())
            }
        }
    }

    /// A key without a value, or with null, gets one.
    fn put_in_place_of_null(&mut self, node: &Node, path: &[&str], value: Fragment) -> Result<(), EditError> {
        let keys: Vec<String> = path.iter().map(|key| (*key).to_owned()).collect();
        if !node.is_null() || self.additions.contains_key(&keys) {
            return Err(self.refuse(node, |path| EditProblem::Exists { path }, path));
        }
        self.check_own(node, path)?;
        let addition = match value {
            Fragment::Map(entries) => Addition::Entries(entries),
            Fragment::List(items) => Addition::Items(items),
            scalar => Addition::Replacement(scalar),
        };
        self.additions.insert(keys, addition);
        Ok(())
    }

    /// Adds an item at the end of a list. The way may lead through a list, by the place of an item. A list that is missing comes into being; a single value in its place becomes its
    /// first item, unless it is an intrinsic function that may give a list.
    pub fn append(&mut self, path: &[&str], item: Fragment) -> Result<(), EditError> {
        let Reached { depth, node } = self.reach(path)?;
        if depth < path.len() {
            return self.put(path, Fragment::List(vec![item]));
        }
        self.check_own(node, path)?;
        if let Some(function) = list_function::of(self.document, node) {
            let function = function.to_owned();
            return Err(self.refuse(node, |path| EditProblem::MayBeAList { path, function }, path));
        }
        let on_one_line = node.span().start.line == node.span().end.line;
        let a_list = match node.value() {
            Value::List(_) | Value::Null => true,
            Value::Map(_) => node.style() == Style::ShortTag && on_one_line,
            _ => on_one_line && node.style() != Style::BlockScalar,
        };
        if !a_list {
            return Err(self.refuse(node, |path| EditProblem::NotAList { path, found: node.kind() }, path));
        }
        let key = path.iter().map(|key| (*key).to_owned()).collect();
        match self.additions.entry(key).or_insert_with(|| Addition::Items(Vec::new())) {
            Addition::Items(items) => {
                items.push(item);
                Ok(())
            }
            _ => Err(self.refuse(node, |path| EditProblem::NotAList { path, found: node.kind() }, path)),
        }
    }

    /// Puts another scalar in the place of one.
    pub fn replace(&mut self, path: &[&str], value: Fragment) -> Result<(), EditError> {
        let Reached { depth, node } = self.reach(path)?;
        let scalar = node.as_list().is_none() && node.as_map().is_none() && value.is_scalar();
        if depth < path.len() || !scalar || node.style() == Style::BlockScalar || node.span().byte_range().is_empty() {
            return Err(self.refuse(node, |path| EditProblem::Layout { path }, path));
        }
        self.check_own(node, path)?;
        let key = path.iter().map(|key| (*key).to_owned()).collect();
        self.additions.insert(key, Addition::Replacement(value));
        Ok(())
    }

    /// The new text.
    pub fn apply(&self) -> Result<String, EditError> {
        if self.additions.is_empty() {
            return Ok(self.document.text().to_owned());
        }
        Ok(self.applied()?.text().to_owned())
    }

    /// The new document, whose places are those of the text before.
    pub(crate) fn applied(&self) -> Result<Document, EditError> {
        let text = self.document.text();
        let layout = layout::Layout::of(text, self.document.root());
        let mut changes = Vec::new();
        for (path, addition) in &self.additions {
            let site = self.site(path);
            let made = match addition {
                Addition::Entries(entries) => place::entries(text, &layout, &site, entries),
                Addition::Items(items) => place::items(text, &layout, &site, items),
                Addition::Replacement(value) if site.node.is_null() => {
                    place::instead_of_null(text, &layout, &site, value).map(|change| vec![change])
                }
                Addition::Replacement(value) => Some(vec![place::replacement(&layout, &site, value)]),
            };
            let keys: Vec<&str> = path.iter().map(String::as_str).collect();
            let made = made.ok_or_else(|| self.refuse(site.node, |path| EditProblem::Layout { path }, &keys))?;
            changes.extend(made.into_iter().map(|change| (path.len(), change)));
        }
        // Of additions at one place the innermost comes first.
        changes.sort_by_key(|(depth, change)| (change.at, usize::MAX - depth));
        let changes: Vec<Change> = changes.into_iter().map(|(_, change)| change).collect();
        let mut edited = self.check(&spliced(text, &changes))?;
        let moves = changes.iter().map(Change::moved).collect();
        let origin = Origin::new(self.document.source.clone(), self.document.origin.clone(), moves);
        edited.origin = Some(Arc::new(origin));
        Ok(edited)
    }

    /// Follows a path as far as the document goes.
    fn reach(&self, path: &[&str]) -> Result<Reached<'d>, EditError> {
        let mut node = self.document.root();
        for (depth, key) in path.iter().enumerate() {
            let (inner, merged) = match (item(node, key), node.as_map().and_then(|map| map.entry(key))) {
                (Some(item), _) => (item, false),
                (None, Some(entry)) => (&entry.value, entry.merged),
                (None, None) => return Ok(Reached { depth, node }),
            };
            if merged || node.alias_span().is_some() {
                return Err(self.refuse(node, |path| EditProblem::Shared { path }, path));
            }
            node = inner;
        }
        Ok(Reached { depth: path.len(), node })
    }

    fn check_map(&self, node: &Node, path: &[&str]) -> Result<(), EditError> {
        let a_map = node.is_null() || (node.as_map().is_some() && !node.is_function());
        if !a_map {
            let found = node.kind();
            return Err(self.refuse(node, |path| EditProblem::NotAMap { path, found }, path));
        }
        // An alias in the place of a map can be merged into a new one.
        if node.alias_span().is_some() { Ok(()) } else { self.check_own(node, path) }
    }

    /// Refuses what an alias or a merge key repeats elsewhere.
    fn check_own(&self, node: &Node, path: &[&str]) -> Result<(), EditError> {
        let inside =
            |shared: &Span| shared.start.byte <= node.span().start.byte && node.span().end.byte <= shared.end.byte;
        if node.alias_span().is_some() || self.document.shared.iter().any(inside) {
            return Err(self.refuse(node, |path| EditProblem::Shared { path }, path));
        }
        Ok(())
    }

    fn refuse(&self, node: &Node, problem: impl FnOnce(String) -> EditProblem, path: &[&str]) -> EditError {
        let place = node.alias_span().unwrap_or(node.span());
        EditError::new(self.document.location(place), problem(path.join(".")))
    }

    fn site(&self, path: &[String]) -> Site<'d> {
        let mut site = Site { node: self.document.root(), key: None, indent: 0, in_flow: false };
        for key in path {
            if let Some(item) = item(site.node, key) {
                let in_flow = site.in_flow || site.node.style() == Style::Flow;
                site = Site { key: None, indent: item.span().start.column as usize - 1, in_flow, node: item };
                continue;
            }
            let Some(entry) = site.node.as_map().and_then(|map| map.entry(key)) else { break };
            site = Site {
                key: Some(&entry.key),
                indent: site.node.span().start.column as usize - 1,
                in_flow: site.in_flow || site.node.style() == Style::Flow,
                node: &entry.value,
            };
        }
        site
    }

    /// The new text must say what the old one says and the additions.
    fn check(&self, edited: &str) -> Result<Document, EditError> {
        let mut wanted = self.document.root().to_json();
        for (path, addition) in &self.additions {
            let at = path.iter().fold(&mut wanted, |json, key| match key.parse::<usize>() {
                Ok(place) if json.is_array() => &mut json[place],
                _ => &mut json[key.as_str()],
            });
            add(at, addition);
        }
        let read = Document::parse(self.document.file().clone(), edited).ok();
        if let Some(read) = read.filter(|read| read.root().to_json() == wanted) {
            return Ok(read);
        }
        let first = self.additions.keys().next().cloned().unwrap_or_default();
        let keys: Vec<&str> = first.iter().map(String::as_str).collect();
        Err(self.refuse(self.site(&first).node, |path| EditProblem::Layout { path }, &keys))
    }
}

/// The item of a list that a key names by its place.
fn item<'d>(node: &'d Node, key: &str) -> Option<&'d Node> {
    node.as_list()?.get(key.parse::<usize>().ok()?)
}

/// How far a path leads into the document.
struct Reached<'d> {
    depth: usize,
    node: &'d Node,
}

fn add(json: &mut Json, addition: &Addition) {
    match addition {
        Addition::Entries(entries) => {
            if json.is_null() {
                *json = Json::Object(JsonMap::new());
            }
            for (key, value) in entries {
                json[key.as_str()] = value.to_json();
            }
        }
        Addition::Items(items) => {
            let before = match json.take() {
                Json::Array(items) => items,
                Json::Null => Vec::new(),
                single => vec![single],
            };
            *json = before.into_iter().chain(items.iter().map(Fragment::to_json)).collect();
        }
        Addition::Replacement(value) => *json = value.to_json(),
    }
}

fn spliced(text: &str, changes: &[Change]) -> String {
    let mut edited = String::with_capacity(text.len() + 1024);
    let mut from = 0;
    for change in changes {
        edited += text.get(from..change.at).unwrap_or_default();
        edited += &change.text;
        from = from.max(change.at) + change.removed;
    }
    edited + text.get(from..).unwrap_or_default()
}

/// Where a value ends for the person who wrote it; for an alias, where the alias ends.
fn written_end(node: &Node) -> usize {
    node.alias_span().unwrap_or(node.span()).end.byte as usize
}

/// The entries that stand in the map itself, in the order of the text.
fn own_entries(node: &Node) -> impl DoubleEndedIterator<Item = &Entry> {
    node.as_map().into_iter().flat_map(super::map::Map::all_entries).filter(|entry| !entry.merged)
}
