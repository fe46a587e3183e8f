//! Which resource of the expanded template waits for which, with what SAM makes of a function standing for itself.

use indexmap::IndexMap;

use super::subject::Subject;
use crate::diagnostic::Location;
use crate::document::{Map, Node};
use crate::model::FunctionKind;
use crate::model::intrinsic::intrinsic;
use crate::model::preference::Guard;
use crate::model::reading::ReadFunction;
use crate::model::substitution::{Piece, pieces};

/// The resources as nodes, by name: `F`, `FRole`, `F.Version`, `F.Alias`, `FDeploymentGroup`.
pub(crate) struct Dependencies {
    edges: IndexMap<String, Vec<Edge>>,
}

/// One resource waits for another.
#[derive(Clone, Debug)]
pub(crate) struct Edge {
    pub(crate) to: usize,
    /// Where the template says so; nothing when SAM makes the edge.
    pub(crate) location: Option<Location>,
}

/// A circle: each node with the edge that leads on.
pub(crate) type Cycle<'d> = Vec<(&'d str, &'d Edge)>;

impl Dependencies {
    pub(crate) fn of(subject: &Subject<'_>) -> Self {
        let mut dependencies = Self { edges: IndexMap::new() };
        for (id, _, _) in subject.resources() {
            dependencies.edges.insert(id.to_owned(), Vec::new());
        }
        let functions = || subject.functions().iter().filter(|read| read.function.kind == FunctionKind::Serverless);
        for read in functions() {
            dependencies.add_generated_nodes(read);
        }
        for (id, kind, resource) in subject.resources() {
            if let Some(depended) = resource.get("DependsOn") {
                dependencies.depends_on(subject, id, depended);
            }
            if kind != "AWS::Serverless::Function"
                && let Some(properties) = resource.get("Properties")
            {
                dependencies.walk(subject, id, properties);
            }
        }
        for read in functions() {
            dependencies.add_function(subject, read);
        }
        dependencies
    }

    fn add_generated_nodes(&mut self, read: &ReadFunction<'_>) {
        let id = &read.function.logical_id;
        let mut node = |name: String| {
            self.edges.entry(name).or_default();
        };
        if read.properties.get("Role").is_none() {
            node(format!("{id}Role"));
        }
        if has_alias(read) {
            node(format!("{id}.Version"));
            node(format!("{id}.Alias"));
        }
        if matches!(read.guard, Guard::Enabled(_)) {
            node(format!("{id}DeploymentGroup"));
        }
        for (api, kind) in [("ServerlessRestApi", "Api"), ("ServerlessHttpApi", "HttpApi")] {
            if events(read).any(|event| event.get("Type").and_then(Node::as_str) == Some(kind)) {
                node(api.to_owned());
            }
        }
    }

    fn add_function(&mut self, subject: &Subject<'_>, read: &ReadFunction<'_>) {
        let id = read.function.logical_id.as_str();
        let [role, version, alias] = [format!("{id}Role"), format!("{id}.Version"), format!("{id}.Alias")];
        let group = format!("{id}DeploymentGroup");
        self.implicit(id, &role);
        self.implicit(&version, id);
        self.implicit(&alias, &version);
        self.implicit(&alias, &group);
        for entry in read.properties.as_map().into_iter().flat_map(Map::iter) {
            match entry.key.as_str() {
                "Policies" | "PermissionsBoundary" | "AssumeRolePolicyDocument" => {
                    self.walk(subject, &role, &entry.value);
                }
                "DeploymentPreference" => {
                    for part in entry.value.as_map().into_iter().flat_map(Map::iter) {
                        let from = if part.key.as_str() == "Hooks" { &alias } else { &group };
                        self.walk(subject, from, &part.value);
                    }
                }
                "Events" | "EventInvokeConfig" | "FunctionUrlConfig" | "ProvisionedConcurrencyConfig" => {}
                _ => self.walk(subject, id, &entry.value),
            }
        }
        let called = if self.edges.contains_key(&alias) { alias.as_str() } else { id };
        for event in events(read) {
            let property = |name: &str| event.get("Properties").and_then(|properties| properties.get(name));
            // These sources are changed to point at the function, so they wait for it.
            let source = match event.get("Type").and_then(Node::as_str) {
                Some("S3") => property("Bucket"),
                Some("Cognito") => property("UserPool"),
                Some("Api") => {
                    if property("RestApiId").is_none() {
                        self.implicit("ServerlessRestApi", called);
                    }
                    property("RestApiId")
                }
                Some("HttpApi") => {
                    if property("ApiId").is_none() {
                        self.implicit("ServerlessHttpApi", called);
                    }
                    property("ApiId")
                }
                _ => None,
            };
            if let Some(source) = source.and_then(|node| node.get("Ref")).and_then(Node::as_str) {
                self.implicit(source, called);
            }
        }
    }

    fn implicit(&mut self, from: &str, to: &str) {
        self.add(from, to, None);
    }

    fn add(&mut self, from: &str, to: &str, location: Option<Location>) {
        if let Some(to) = self.edges.get_index_of(to)
            && let Some(edges) = self.edges.get_mut(from)
        {
            edges.push(Edge { to, location });
        }
    }

    fn depends_on(&mut self, subject: &Subject<'_>, from: &str, node: &Node) {
        for item in node.as_list().unwrap_or(std::slice::from_ref(node)) {
            if let Some(to) = item.as_str() {
                self.add(from, to, Some(subject.reader().place(item)));
            }
        }
    }

    /// Adds an edge for every reference in a value.
    fn walk(&mut self, subject: &Subject<'_>, from: &str, node: &Node) {
        match intrinsic(node).map(|(name, argument)| (name.as_str(), argument)) {
            Some(("Ref", argument)) => self.reference(subject, from, argument.as_str().unwrap_or_default(), node),
            Some(("Fn::GetAtt", argument)) => {
                let parts = argument.as_list().map(|items| items.iter().filter_map(Node::as_str).collect::<Vec<_>>());
                let path =
                    parts.map_or_else(|| argument.as_str().unwrap_or_default().to_owned(), |parts| parts.join("."));
                self.reference(subject, from, &path, node);
            }
            Some(("Fn::Sub", argument)) => {
                let list = argument.as_list().unwrap_or(std::slice::from_ref(argument));
                let variables = list.get(1);
                for piece in pieces(list.first().and_then(Node::as_str).unwrap_or_default()) {
                    if let Piece::Name(name) = piece
                        && variables.and_then(|variables| variables.get(name)).is_none()
                    {
                        self.reference(subject, from, name, node);
                    }
                }
                if let Some(variables) = variables {
                    self.walk(subject, from, variables);
                }
            }
            _ => {
                for item in node.as_list().into_iter().flatten() {
                    self.walk(subject, from, item);
                }
                for entry in node.as_map().into_iter().flat_map(Map::iter) {
                    self.walk(subject, from, &entry.value);
                }
            }
        }
    }

    fn reference(&mut self, subject: &Subject<'_>, from: &str, path: &str, node: &Node) {
        let mut names = path.splitn(3, '.');
        let head = names.next().unwrap_or_default();
        let generated = names.next().map(|attribute| format!("{head}.{attribute}"));
        let to = generated.filter(|name| self.edges.contains_key(name)).unwrap_or_else(|| head.to_owned());
        self.add(from, &to, Some(subject.reader().place(node)));
    }

    /// One circle of each group of resources that wait for each other, the shortest through its first resource.
    pub(crate) fn cycles(&self) -> Vec<Cycle<'_>> {
        let components = self.components();
        let mut seen = vec![false; self.edges.len()];
        let mut cycles = Vec::new();
        for start in 0..self.edges.len() {
            if std::mem::replace(&mut seen[components[start]], true) {
                continue;
            }
            cycles.extend(self.cycle_through(start, &components));
        }
        cycles
    }

    fn cycle_through(&self, start: usize, components: &[usize]) -> Option<Cycle<'_>> {
        let mut came_by: IndexMap<usize, (usize, &Edge)> = IndexMap::new();
        let mut queue = std::collections::VecDeque::from([start]);
        while let Some(node) = queue.pop_front() {
            for edge in &self.edges[node] {
                if components[edge.to] != components[start] || came_by.contains_key(&edge.to) {
                    continue;
                }
                came_by.insert(edge.to, (node, edge));
                if edge.to == start {
                    return Some(self.way_back(start, &came_by));
                }
                queue.push_back(edge.to);
            }
        }
        None
    }

    fn way_back<'d>(&'d self, start: usize, came_by: &IndexMap<usize, (usize, &'d Edge)>) -> Cycle<'d> {
        let mut cycle = Vec::new();
        let mut at = start;
        while let Some((from, edge)) = came_by.get(&at) {
            cycle.push((self.name(*from), *edge));
            at = *from;
            if at == start {
                break;
            }
        }
        cycle.reverse();
        cycle
    }

    pub(crate) fn name(&self, node: usize) -> &str {
        self.edges.get_index(node).map_or("", |(name, _)| name)
    }

    /// For each node the number of its strongly connected component, by Kosaraju's two passes, without recursion.
    fn components(&self) -> Vec<usize> {
        let count = self.edges.len();
        let mut order = Vec::with_capacity(count);
        let mut visited = vec![false; count];
        for root in 0..count {
            if std::mem::replace(&mut visited[root], true) {
                continue;
            }
            let mut stack = vec![(root, 0)];
            while let Some((node, next)) = stack.last_mut() {
                match self.edges[*node].get(*next) {
                    Some(edge) => {
                        *next += 1;
                        if !std::mem::replace(&mut visited[edge.to], true) {
                            stack.push((edge.to, 0));
                        }
                    }
                    None => {
                        order.push(*node);
                        stack.pop();
                    }
                }
            }
        }
        let mut reversed = vec![Vec::new(); count];
        for (from, edges) in self.edges.values().enumerate() {
            for edge in edges {
                reversed[edge.to].push(from);
            }
        }
        let mut component = vec![usize::MAX; count];
        for root in order.into_iter().rev() {
            let mut stack = vec![root];
            while let Some(node) = stack.pop() {
                if component[node] == usize::MAX {
                    component[node] = root;
                    stack.extend(reversed[node].iter().filter(|next| component[**next] == usize::MAX));
                }
            }
        }
        component
    }
}

fn has_alias(read: &ReadFunction<'_>) -> bool {
    read.properties.get("AutoPublishAlias").is_some_and(|alias| !alias.is_null() && alias.as_str() != Some(""))
}

fn events<'r>(read: &'r ReadFunction<'_>) -> impl Iterator<Item = &'r Node> {
    let events = read.properties.get("Events").and_then(Node::as_map);
    events.into_iter().flat_map(Map::iter).map(|entry| &entry.value)
}
