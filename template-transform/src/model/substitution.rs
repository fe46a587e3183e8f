//! The text of `Fn::Sub`, cut into its pieces.

/// A piece of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// As it stands.
    Text(&'a str),
    /// `${Name}`.
    Name(&'a str),
    /// `${!Name}`, which stands for `${Name}` itself.
    Literal(&'a str),
}

/// The pieces in order; a `${` that is never closed is text.
pub(crate) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("${") {
        let Some((name, after)) = behind.split_once('}') else { break };
        if !before.is_empty() {
            found.push(Piece::Text(before));
        }
        found.push(name.strip_prefix('!').map_or(Piece::Name(name), Piece::Literal));
        rest = after;
    }
    if !rest.is_empty() {
        found.push(Piece::Text(rest));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{Piece, pieces};

    #[test]
    fn names_and_literals_are_cut_out_of_the_text() {
        assert_eq!(
            pieces("a-${B}-${!C}${D.Arn}"),
            [Piece::Text("a-"), Piece::Name("B"), Piece::Text("-"), Piece::Literal("C"), Piece::Name("D.Arn")]
        );
    }

    #[test]
    fn an_open_brace_is_text() {
        assert_eq!(pieces("a${b"), [Piece::Text("a${b")]);
        assert_eq!(pieces(""), []);
    }
}
