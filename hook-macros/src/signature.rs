//! What a validator's signature has to be, checked on the author's own tokens. Types are checked by the compiler, in `definition`.

use syn::spanned::Spanned;
use syn::{FnArg, ItemFn, ReturnType, Type};

use crate::phase::Phase;

/// The two types of a well-formed validator's signature.
pub(crate) struct Signature<'a> {
    pub(crate) argument: &'a Type,
    pub(crate) output: &'a Type,
}

/// Checks all that can be seen without knowing types; every problem is reported at once.
pub(crate) fn check(phase: Phase, function: &ItemFn) -> syn::Result<Signature<'_>> {
    let signature = &function.sig;
    let mut problems = Vec::new();
    let mut refuse = |span, message: String| problems.push(syn::Error::new(span, message));

    if let Some(other) = function.attrs.iter().find(|attribute| Phase::of_attribute(attribute.path()).is_some()) {
        refuse(
            other.path().span(),
            "a validator serves one phase: write a second function for the other one and give both to `hook_sdk::main!`"
                .into(),
        );
    }
    if signature.asyncness.is_none() {
        refuse(signature.fn_token.span, format!("a {phase} validator is async: write `async fn`"));
    }
    if let Some(token) = &signature.constness {
        refuse(token.span, format!("a {phase} validator cannot be const"));
    }
    if let Some(token) = &signature.unsafety {
        refuse(token.span, format!("a {phase} validator cannot be unsafe"));
    }
    if let Some(abi) = &signature.abi {
        refuse(abi.span(), format!("a {phase} validator cannot be extern"));
    }
    if !signature.generics.params.is_empty() || signature.generics.where_clause.is_some() {
        refuse(
            signature.generics.span(),
            format!("a {phase} validator cannot be generic: the runtime calls it with one type only"),
        );
    }

    let one_argument = format!("a {phase} validator takes one argument, as in `hook: hook_sdk::Hook`");
    let mut argument = None;
    match signature.inputs.len() {
        0 => refuse(signature.paren_token.span.join(), one_argument.clone()),
        1 => match &signature.inputs[0] {
            FnArg::Typed(typed) if matches!(*typed.ty, Type::ImplTrait(_)) => {
                refuse(typed.ty.span(), one_argument.clone());
            }
            FnArg::Typed(typed) => argument = Some(&*typed.ty),
            FnArg::Receiver(receiver) => {
                refuse(receiver.span(), format!("a {phase} validator is a free function, not a method"));
            }
        },
        _ => refuse(signature.inputs[1].span(), one_argument.clone()),
    }

    let mut output = None;
    match &signature.output {
        ReturnType::Type(_, ty) if matches!(**ty, Type::ImplTrait(_)) => {
            refuse(ty.span(), "a validator returns `hook_sdk::Result<()>` or `hook_sdk::Outcome`".into());
        }
        ReturnType::Type(_, ty) => output = Some(&**ty),
        ReturnType::Default => refuse(
            signature.ident.span(),
            format!("a {phase} validator says what it found: return `hook_sdk::Result<()>` or `hook_sdk::Outcome`"),
        ),
    }

    if let Some(problems) = problems.into_iter().reduce(|mut all, next| {
        all.combine(next);
        all
    }) {
        return Err(problems);
    }
    match (argument, output) {
        (Some(argument), Some(output)) => Ok(Signature { argument, output }),
        _ => Err(syn::Error::new(signature.span(), one_argument)),
    }
}
