//! A function as callers name it: a name, a partial or a full ARN, with or without a qualifier.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::ACCOUNT_ID;
use super::error::LambdaError;
use super::name::{AliasName, FunctionName, NameError};
use super::version::Version;

/// A function and, if given, which version or alias of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionReference {
    /// The function.
    pub name: FunctionName,
    /// Which version or alias.
    pub qualifier: Option<Qualifier>,
}

/// Which version of a function.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Qualifier {
    /// The unpublished state.
    Latest,
    /// A published version.
    Version(Version),
    /// Whatever an alias points to.
    Alias(AliasName),
}

impl Qualifier {
    /// What is kept by qualifier is kept under this: `$LATEST` for none.
    pub(crate) fn key(qualifier: Option<&Self>) -> String {
        match qualifier {
            None | Some(Self::Latest) => "$LATEST".into(),
            Some(Self::Version(version)) => version.to_string(),
            Some(Self::Alias(alias)) => alias.to_string(),
        }
    }
}

/// Why a text names no function.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ReferenceError {
    /// The name or the alias cannot be one.
    #[error(transparent)]
    Name(#[from] NameError),
    /// Not an ARN of a function.
    #[error("`{0}` is no function ARN")]
    Arn(String),
    /// A second qualifier differs from the first.
    #[error("the function name's qualifier `{in_name}` and the qualifier `{given}` differ")]
    Conflict {
        /// The one in the name.
        in_name: String,
        /// The one given beside it.
        given: String,
    },
}

impl FunctionReference {
    /// Reads the forms that the Lambda API takes (spec 5.1), with the `Qualifier` parameter when there is one.
    ///
    /// # Errors
    /// When the text names no function, or two different qualifiers.
    pub fn parse(text: &str, qualifier: Option<&str>) -> Result<Self, ReferenceError> {
        let parts: Vec<&str> = text.split(':').collect();
        let (name, in_name) = match parts.as_slice() {
            ["arn", _, "lambda", _, _, "function", name, rest @ ..] => (*name, rest),
            ["arn", _, _, ..] => return Err(ReferenceError::Arn(text.to_owned())),
            [account, "function", name, rest @ ..] if is_account(account) => (*name, rest),
            ["function", name, rest @ ..] | [name, rest @ ..] => (*name, rest),
            [] => (text, [].as_slice()),
        };
        let in_name = match in_name {
            [] => None,
            [only] => Some(*only),
            _ => return Err(ReferenceError::Arn(text.to_owned())),
        };
        let chosen = match (in_name, qualifier) {
            (Some(in_name), Some(given)) if in_name != given => {
                return Err(ReferenceError::Conflict { in_name: in_name.to_owned(), given: given.to_owned() });
            }
            (in_name, given) => in_name.or(given),
        };
        Ok(Self { name: FunctionName::new(name)?, qualifier: chosen.map(Qualifier::parse).transpose()? })
    }
}

/// Whether a function or an ARN of one is in this account and region: from here there is no way to another.
pub(crate) fn check_place(text: &str, region: &str) -> Result<(), LambdaError> {
    let parts: Vec<&str> = text.split(':').collect();
    let (elsewhere, account) = match parts.as_slice() {
        ["arn", _, "lambda", of, account, ..] => (Some(*of).filter(|of| *of != region), *account),
        [account, "function", ..] if is_account(account) => (None, *account),
        _ => return Ok(()),
    };
    if let Some(elsewhere) = elsewhere {
        let message = format!("Functions from '{elsewhere}' are not reachable in this region ('{region}')");
        return Err(LambdaError::ResourceNotFound(message));
    }
    if account == ACCOUNT_ID {
        return Ok(());
    }
    Err(LambdaError::AccessDenied(format!("the account {ACCOUNT_ID} may do nothing with {text}")))
}

impl Qualifier {
    fn parse(text: &str) -> Result<Self, NameError> {
        if matches!(text, "$LATEST" | "$LATEST.PUBLISHED") {
            return Ok(Self::Latest);
        }
        match Version::parse(text) {
            Some(version) => Ok(Self::Version(version)),
            None => AliasName::new(text).map(Self::Alias),
        }
    }
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str, qualifier: Option<&str>) -> (String, Option<Qualifier>) {
        let reference = FunctionReference::parse(text, qualifier).expect(text);
        (reference.name.to_string(), reference.qualifier)
    }

    #[test]
    fn every_form_that_lambda_takes_is_read() {
        let three = Some(Qualifier::Version(Version::parse("3").unwrap()));
        let live = Some(Qualifier::Alias(AliasName::new("live").unwrap()));
        assert_eq!(parsed("f", None), ("f".into(), None));
        assert_eq!(parsed("f:live", None), ("f".into(), live.clone()));
        assert_eq!(parsed("f", Some("live")), ("f".into(), live.clone()));
        assert_eq!(parsed("f:3", Some("3")), ("f".into(), three.clone()));
        assert_eq!(parsed("123456789012:function:f", None), ("f".into(), None));
        assert_eq!(parsed("function:f:3", None), ("f".into(), three.clone()));
        assert_eq!(parsed("arn:aws:lambda:us-east-1:123456789012:function:f:3", None), ("f".into(), three));
        assert_eq!(parsed("arn:aws:lambda:us-east-1:123456789012:function:f", Some("live")), ("f".into(), live));
        assert_eq!(parsed("f", Some("$LATEST")), ("f".into(), Some(Qualifier::Latest)));
    }

    #[test]
    fn what_is_in_another_region_or_account_is_out_of_reach() {
        for text in ["f", "f:live", "arn:aws:lambda:us-east-1:123456789012:function:f", "123456789012:function:f"] {
            assert_eq!(check_place(text, "us-east-1"), Ok(()), "{text}");
        }
        let code = |text| check_place(text, "us-east-1").unwrap_err().code();
        assert_eq!(code("arn:aws:lambda:eu-west-1:123456789012:function:f"), "ResourceNotFoundException");
        assert_eq!(code("arn:aws:lambda:us-east-1:999999999999:function:f:live"), "AccessDeniedException");
        assert_eq!(code("999999999999:function:f"), "AccessDeniedException");
    }

    #[test]
    fn the_words_of_an_arn_are_names_too() {
        let live = Some(Qualifier::Alias(AliasName::new("live").unwrap()));
        assert_eq!(parsed("arn", None), ("arn".into(), None));
        assert_eq!(parsed("arn:live", None), ("arn".into(), live.clone()));
        assert_eq!(parsed("function", Some("live")), ("function".into(), live.clone()));
        assert_eq!(parsed("function:function:live", None), ("function".into(), live));
    }

    #[test]
    fn two_qualifiers_have_to_agree() {
        assert_eq!(
            FunctionReference::parse("f:3", Some("4")),
            Err(ReferenceError::Conflict { in_name: "3".into(), given: "4".into() })
        );
    }

    #[test]
    fn what_names_no_function_is_refused() {
        for text in ["", "a b", "arn:aws:s3:::bucket", "arn:aws:lambda:r:a:function:f:1:2", "f:", "f:a.b"] {
            assert!(FunctionReference::parse(text, None).is_err(), "{text}");
        }
    }
}
