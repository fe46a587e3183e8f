//! A function's name or ARN, with a qualifier after a space: it is read or refused with a message; what is read means the same when it is
//! written in each of its forms.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mock_codedeploy::{FunctionReference, Qualifier};

fuzz_target!(|text: &str| {
    let (name, qualifier) = text.split_once(' ').map_or((text, None), |(name, qualifier)| (name, Some(qualifier)));
    match FunctionReference::parse(name, qualifier) {
        Ok(reference) => {
            let name = reference.name.as_str();
            let qualifier = reference.qualifier.as_ref().map(written);
            let behind = qualifier.as_ref().map(|qualifier| format!(":{qualifier}")).unwrap_or_default();
            for form in [
                format!("function:{name}{behind}"),
                format!("123456789012:function:{name}{behind}"),
                format!("arn:aws-cn:lambda:cn-north-1:123456789012:function:{name}{behind}"),
            ] {
                assert_eq!(FunctionReference::parse(&form, None).as_ref(), Ok(&reference), "{form}");
            }
            // `function:f` is the function `f`, and not an alias of a function with that name.
            if name != "function" {
                assert_eq!(FunctionReference::parse(&format!("{name}{behind}"), None).as_ref(), Ok(&reference));
            }
            assert_eq!(FunctionReference::parse(name, qualifier.as_deref()).as_ref(), Ok(&reference));
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});

fn written(qualifier: &Qualifier) -> String {
    match qualifier {
        Qualifier::Latest => "$LATEST".to_owned(),
        Qualifier::Version(version) => version.to_string(),
        Qualifier::Alias(alias) => alias.to_string(),
    }
}
