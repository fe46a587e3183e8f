//! Functions with the attributes before them, found among the tokens of a source file.
//!
//! Bodies are not looked at: whether they compile is for the compiler to say, and a parser of expressions takes more stack the deeper
//! they nest. Nothing here calls itself.

use proc_macro2::token_stream::IntoIter;
use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};

/// A function of a file or of one of its modules.
pub(super) struct AttributedFunction {
    pub(super) name: Ident,
    pub(super) attributes: Vec<AttributeTokens>,
}

/// An attribute: `#[path::name(arguments)]`.
pub(super) struct AttributeTokens {
    /// The last part of its path.
    pub(super) name: Ident,
    /// Where its `#` stands.
    pub(super) place: Span,
    /// What stands behind the path: in brackets, or as it is.
    pub(super) arguments: TokenStream,
}

/// The functions, in the order of the file; those of modules for tests are left out.
pub(super) fn functions(file: TokenStream) -> Vec<AttributedFunction> {
    let mut found = Vec::new();
    let mut around: Vec<IntoIter> = Vec::new();
    let mut tokens = file.into_iter();
    let mut attributes = Vec::new();
    loop {
        let Some(token) = tokens.next() else {
            match around.pop() {
                Some(outer) => tokens = outer,
                None => return found,
            }
            attributes.clear();
            continue;
        };
        match token {
            TokenTree::Punct(mark) if mark.as_char() == '#' => {
                attributes.extend(bracketed(&mut tokens).and_then(|group| attribute(mark.span(), group.stream())));
            }
            TokenTree::Ident(word) if word == "fn" => {
                // Without a name it is the type of a pointer.
                if let Some(TokenTree::Ident(name)) = tokens.clone().next() {
                    found.push(AttributedFunction { name, attributes: std::mem::take(&mut attributes) });
                }
            }
            TokenTree::Ident(word) if word == "mod" => {
                let mut ahead = tokens.clone();
                let (name, body) = (ahead.next(), ahead.next());
                if let (Some(TokenTree::Ident(_)), Some(TokenTree::Group(body))) = (name, body)
                    && !attributes.iter().any(is_for_tests)
                {
                    around.push(std::mem::replace(&mut tokens, body.stream().into_iter()));
                    // The module's name and body are read now.
                    if let Some(outer) = around.last_mut() {
                        outer.by_ref().take(2).for_each(drop);
                    }
                    attributes.clear();
                }
            }
            // An item ends here, and its attributes with it.
            TokenTree::Punct(mark) if mark.as_char() == ';' => attributes.clear(),
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => attributes.clear(),
            _ => {}
        }
    }
}

/// The brackets behind a `#`, if there are any: `#![…]` is about what is around it.
fn bracketed(tokens: &mut IntoIter) -> Option<Group> {
    match tokens.clone().next() {
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Bracket => {
            tokens.next();
            Some(group)
        }
        _ => None,
    }
}

fn attribute(place: Span, tokens: TokenStream) -> Option<AttributeTokens> {
    let mut tokens = tokens.into_iter();
    let mut name = None;
    loop {
        match tokens.clone().next() {
            Some(TokenTree::Ident(part)) => name = Some(part),
            Some(TokenTree::Punct(mark)) if mark.as_char() == ':' => {}
            _ => break,
        }
        tokens.next();
    }
    let rest: Vec<TokenTree> = tokens.collect();
    let arguments = match rest.as_slice() {
        [TokenTree::Group(group)] if group.delimiter() == Delimiter::Parenthesis => group.stream(),
        _ => rest.into_iter().collect(),
    };
    name.map(|name| AttributeTokens { name, place, arguments })
}

fn is_for_tests(attribute: &AttributeTokens) -> bool {
    let mut arguments = attribute.arguments.clone().into_iter();
    let first = arguments.next();
    attribute.name == "cfg"
        && matches!(first, Some(TokenTree::Ident(word)) if word == "test")
        && arguments.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each function with its attributes.
    fn found(text: &str) -> Vec<String> {
        let told = |function: AttributedFunction| {
            let attributes: Vec<String> = function
                .attributes
                .iter()
                .map(|attribute| format!("{}({})", attribute.name, attribute.arguments))
                .collect();
            format!("{} {}", function.name, attributes.join(" ")).trim_end().to_owned()
        };
        functions(text.parse().unwrap()).into_iter().map(told).collect()
    }

    #[test]
    fn attributes_belong_to_the_function_behind_them_and_to_no_other() {
        let text = "
            #![allow(dead_code)]
            #[derive(Debug)] struct Order { total: i64 }
            #[inline] use order::Order;
            #[hook_sdk::pre_traffic(function = \"Orders\")] #[cfg(unix)]
            pub(crate) async unsafe extern \"C\" fn first<T>(hook: Hook) -> Result<()> { fn inner() {} }
            #[post_traffic] async fn second() {}
            type Pointer = fn(u8) -> u8;
            fn third() {}
        ";
        assert_eq!(
            found(text),
            ["first pre_traffic(function = \"Orders\") cfg(unix)", "second post_traffic()", "third"]
        );
    }

    #[test]
    fn modules_are_looked_into_in_their_order_but_for_those_of_tests() {
        let text = "
            fn a() {}
            #[path = \"x.rs\"] mod elsewhere;
            #[cfg(unix)] mod outer { fn b() {} mod inner { fn c() {} } #[pre_traffic] fn d() {} }
            #[cfg(test)] mod tests { #[pre_traffic] fn never() {} }
            fn e() {}
        ";
        assert_eq!(found(text), ["a", "b", "c", "d pre_traffic()", "e"]);
    }

    #[test]
    fn nesting_of_any_depth_takes_no_stack() {
        for (open, close) in [("(", ")"), ("[", "]"), ("{", "}"), ("mod a {", "}"), ("if ", ""), ("||", ""), ("-", "")]
        {
            let text = format!("fn a() {{}} mod m {{ {}{} }} fn z() {{}}", open.repeat(50_000), close.repeat(50_000));
            assert_eq!(found(&text), ["a", "z"], "{open}");
        }
    }
}
