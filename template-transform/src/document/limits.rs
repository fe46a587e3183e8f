//! How much a template may ask of this machine. Each bound is far above what CloudFormation takes (1 MB of text).

/// The largest text, in bytes.
pub const MAX_BYTES: usize = 8 * 1024 * 1024;

/// How deep maps and lists may nest, aliases expanded. It bounds every recursion over a tree.
pub const MAX_DEPTH: usize = 128;

/// How many values and keys a document may hold, aliases and merge keys expanded.
pub const MAX_NODES: usize = 1_000_000;
