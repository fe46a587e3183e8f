//! What stands in the parentheses of the attribute: `function`, `timeout`, `reserve`.

use std::time::Duration;

use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Expr, ExprLit, Lit, LitStr, MetaNameValue, Token};

use crate::duration;

/// The arguments of the attribute, each at most once.
#[derive(Default)]
pub(crate) struct Arguments {
    pub(crate) function: Option<LitStr>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) reserve: Option<Duration>,
}

impl Parse for Arguments {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let mut arguments = Self::default();
        let mut problems: Option<syn::Error> = None;
        for pair in Punctuated::<MetaNameValue, Token![,]>::parse_terminated(input)? {
            if let Err(problem) = arguments.set(&pair) {
                match &mut problems {
                    Some(all) => all.combine(problem),
                    None => problems = Some(problem),
                }
            }
        }
        problems.map_or(Ok(arguments), Err)
    }
}

impl Arguments {
    fn set(&mut self, pair: &MetaNameValue) -> syn::Result<()> {
        let name = pair.path.get_ident().map(ToString::to_string).unwrap_or_default();
        match name.as_str() {
            "function" => set_once(&mut self.function, pair, |text| {
                let id = text.value();
                if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                    return Err(syn::Error::new(
                        text.span(),
                        "a logical id has letters and digits only, as in \"OrdersFunction\"",
                    ));
                }
                Ok(text.clone())
            }),
            "timeout" => set_once(&mut self.timeout, pair, duration::parse),
            "reserve" => set_once(&mut self.reserve, pair, duration::parse),
            _ => Err(syn::Error::new_spanned(
                &pair.path,
                "unknown argument: there are `function = \"LogicalId\"`, `timeout = \"5m\"` and `reserve = \"10s\"`",
            )),
        }
    }
}

fn set_once<T>(
    slot: &mut Option<T>,
    pair: &MetaNameValue,
    read: impl FnOnce(&LitStr) -> syn::Result<T>,
) -> syn::Result<()> {
    if slot.is_some() {
        return Err(syn::Error::new_spanned(&pair.path, "this argument is given twice"));
    }
    let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = &pair.value else {
        return Err(syn::Error::new_spanned(&pair.value, "the value is text in quotes, as in `timeout = \"30s\"`"));
    };
    *slot = Some(read(text)?);
    Ok(())
}
