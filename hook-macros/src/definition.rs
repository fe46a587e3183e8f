//! What the attribute leaves behind: the function, unchanged, and a definition that `hook_sdk::main!` finds by the same name.

use std::time::Duration;

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::ItemFn;
use syn::spanned::Spanned;

use crate::arguments::Arguments;
use crate::phase::Phase;
use crate::signature::{self, Signature};

pub(crate) fn expand(phase: Phase, arguments: TokenStream, item: &TokenStream) -> TokenStream {
    let Ok(function) = syn::parse2::<ItemFn>(item.clone()) else {
        let message = format!("{phase} goes on an async function, as in `async fn name(hook: Hook) -> Result<()>`");
        let error = syn::Error::new_spanned(item, message).into_compile_error();
        return quote! { #error #item };
    };
    let arguments = syn::parse2::<Arguments>(arguments);
    let checked = signature::check(phase, &function);
    match (arguments, checked) {
        (Ok(arguments), Ok(signature)) => {
            let definition = define(phase, &arguments, &function, &signature);
            quote! { #definition #item }
        }
        (Err(mut problems), Err(more)) => {
            problems.combine(more);
            refuse(&problems, function)
        }
        (Err(problems), Ok(_)) | (Ok(_), Err(problems)) => refuse(&problems, function),
    }
}

/// The definition lives in the type namespace under the function's own name, where it meets neither callers nor `use` lines:
/// a struct with braces takes no name in the value namespace.
fn define(phase: Phase, arguments: &Arguments, function: &ItemFn, signature: &Signature<'_>) -> TokenStream {
    let name = &function.sig.ident;
    let visibility = &function.vis;
    let text = name.to_string();
    let variant = phase.variant();
    let guarded = optional(arguments.function.as_ref().map(|id| quote! { #id }));
    let timeout = optional(arguments.timeout.map(duration));
    let reserve = optional(arguments.reserve.map(duration));
    let Signature { argument, output } = signature;
    // The bounds stand on the author's own types, so that the compiler's message points at them.
    let to_argument = quote_spanned! { argument.span() => ::hook_sdk::__private::argument::<#argument> };
    let to_outcome = quote_spanned! { output.span() => ::hook_sdk::__private::outcome::<#output> };
    quote! {
        #[doc(hidden)]
        #[allow(non_camel_case_types, dead_code)]
        #visibility struct #name {}

        impl ::hook_sdk::__private::Define for #name {
            const DEFINITION: ::hook_sdk::HookDefinition = ::hook_sdk::HookDefinition {
                name: #text,
                phase: ::hook_sdk::Phase::#variant,
                function: #guarded,
                timeout: #timeout,
                reserve: #reserve,
                validate: |hook| ::hook_sdk::__private::validate(hook, #to_argument, #name, #to_outcome),
            };
        }
    }
}

/// With a problem there is still a definition, and no second attribute of ours, so that the problem is the only thing the compiler
/// talks about. In an `impl` block a definition could not stand.
fn refuse(problems: &syn::Error, mut function: ItemFn) -> TokenStream {
    function.attrs.retain(|attribute| Phase::of_attribute(attribute.path()).is_none());
    let errors = problems.to_compile_error();
    if function.sig.receiver().is_some() {
        return quote! { #errors #function };
    }
    let name = &function.sig.ident;
    let visibility = &function.vis;
    quote! {
        #errors

        #[doc(hidden)]
        #[allow(non_camel_case_types, dead_code)]
        #visibility struct #name {}

        impl ::hook_sdk::__private::Define for #name {
            const DEFINITION: ::hook_sdk::HookDefinition = ::hook_sdk::__private::REFUSED;
        }

        #function
    }
}

fn optional(value: Option<TokenStream>) -> TokenStream {
    match value {
        Some(value) => quote! { ::core::option::Option::Some(#value) },
        None => quote! { ::core::option::Option::None },
    }
}

fn duration(duration: Duration) -> TokenStream {
    let milliseconds = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    quote! { ::core::time::Duration::from_millis(#milliseconds) }
}
