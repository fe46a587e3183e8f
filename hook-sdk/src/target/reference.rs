//! What the environment may say of the version under test.

use std::str::FromStr;

use thiserror::Error;

use super::function_version::{FunctionName, FunctionVersion, Version};

/// A version as `CurrentVersion` names it.
///
/// ```
/// use hook_sdk::TargetReference;
///
/// let arn: TargetReference = "arn:aws:lambda:us-east-1:123456789012:function:orders:7".parse()?;
/// let TargetReference::Version(target) = arn else { unreachable!() };
/// assert_eq!(target.to_string(), "orders:7");
/// assert!("$LATEST".parse::<TargetReference>().is_err());
/// # Ok::<(), hook_sdk::ReferenceError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TargetReference {
    /// A function and its version: an ARN (`!Ref Function.Version`), or `name:version`.
    Version(FunctionVersion),
    /// A number alone (`!GetAtt Function.Version.Version`). The function's name has to come from elsewhere.
    Number(Version),
}

/// Why a text names no version.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ReferenceError {
    /// The text is empty.
    #[error("it is empty; set it to `!Ref YourFunction.Version`")]
    Empty,
    /// `$LATEST` is not a published version.
    #[error(
        "`{0}` is `$LATEST`, which changes under the hook and is never what the alias moves to; set it to `!Ref YourFunction.Version`"
    )]
    Latest(String),
    /// A function without a version.
    #[error("`{0}` names a function but no version; set it to `!Ref YourFunction.Version`")]
    Unqualified(String),
    /// A qualifier that is no number, so an alias.
    #[error(
        "`{text}` ends in `{qualifier}`, which is no version number (an alias may still point at the old version); set it to `!Ref YourFunction.Version`"
    )]
    Qualifier {
        /// The whole text.
        text: String,
        /// What stands where the number should.
        qualifier: String,
    },
    /// An ARN of something that is no Lambda function.
    #[error("`{0}` is not the ARN of a Lambda function version")]
    NotLambda(String),
    /// A name with characters that no function name has.
    #[error("`{0}` is neither an ARN, nor `name:version`, nor a number")]
    Malformed(String),
}

impl FromStr for TargetReference {
    type Err = ReferenceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if text.is_empty() {
            return Err(ReferenceError::Empty);
        }
        if let Some(version) = Version::parse(text) {
            return Ok(Self::Number(version));
        }
        let parts: Vec<&str> = text.split(':').collect();
        // Where the name stands, by the forms that Lambda accepts: a full ARN, `account:function:name`, `function:name`, `name`.
        let name_at = match parts.as_slice() {
            ["arn", _, "lambda", _, _, "function", ..] => 6,
            ["arn", ..] => return Err(ReferenceError::NotLambda(text.into())),
            [account, "function", ..] if account.bytes().all(|byte| byte.is_ascii_digit()) => 2,
            ["function", _, ..] if parts.len() > 2 => 1,
            _ => 0,
        };
        let Some(name) = parts.get(name_at).filter(|name| is_function_name(name)) else {
            return Err(if text == "$LATEST" {
                ReferenceError::Latest(text.into())
            } else {
                ReferenceError::Malformed(text.into())
            });
        };
        match &parts[name_at + 1..] {
            [] => Err(ReferenceError::Unqualified(text.into())),
            ["$LATEST" | "$LATEST.PUBLISHED"] => Err(ReferenceError::Latest(text.into())),
            [qualifier] => match Version::parse(qualifier) {
                Some(version) => {
                    let function = if name_at == 0 { (*name).to_owned() } else { parts[..=name_at].join(":") };
                    Ok(Self::Version(FunctionVersion::new(FunctionName::new(function), version)))
                }
                None => Err(ReferenceError::Qualifier { text: text.into(), qualifier: (*qualifier).into() }),
            },
            _ => Err(ReferenceError::Malformed(text.into())),
        }
    }
}

/// Names as the Lambda API takes them: `[A-Za-z0-9-_.]`, at most 64 characters.
fn is_function_name(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(text: &str) -> (String, u64) {
        match text.parse() {
            Ok(TargetReference::Version(target)) => (target.function().as_str().to_owned(), target.version().get()),
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn an_arn_a_qualified_name_and_a_number_are_read() {
        assert_eq!(
            target("arn:aws-cn:lambda:cn-north-1:123456789012:function:orders:12"),
            ("arn:aws-cn:lambda:cn-north-1:123456789012:function:orders".into(), 12)
        );
        assert_eq!(target("orders:2"), ("orders".into(), 2));
        assert_eq!(target("123456789012:function:orders:2"), ("123456789012:function:orders".into(), 2));
        assert_eq!(target("function:orders:2"), ("function:orders".into(), 2));
        assert_eq!(" 7 ".parse(), Ok(TargetReference::Number(Version::parse("7").unwrap())));
    }

    #[test]
    fn what_names_no_version_is_refused_with_its_own_reason() {
        let error = |text: &str| text.parse::<TargetReference>().unwrap_err();
        assert_eq!(error("  "), ReferenceError::Empty);
        assert_eq!(error("$LATEST"), ReferenceError::Latest("$LATEST".into()));
        assert_eq!(error("orders:$LATEST"), ReferenceError::Latest("orders:$LATEST".into()));
        assert_eq!(error("orders"), ReferenceError::Unqualified("orders".into()));
        let arn = "arn:aws:lambda:us-east-1:123456789012:function:orders";
        assert_eq!(error(arn), ReferenceError::Unqualified(arn.into()));
        assert_eq!(
            error("orders:live"),
            ReferenceError::Qualifier { text: "orders:live".into(), qualifier: "live".into() }
        );
        assert_eq!(error("orders:0"), ReferenceError::Qualifier { text: "orders:0".into(), qualifier: "0".into() });
        assert_eq!(error("arn:aws:s3:::bucket"), ReferenceError::NotLambda("arn:aws:s3:::bucket".into()));
        for garbage in ["or ders:2", "orders:2:3", "arn:aws:lambda:r:a:function:orders:2:3", "!Ref F.Version", "ö:2"] {
            assert_eq!(error(garbage), ReferenceError::Malformed(garbage.into()), "{garbage}");
        }
    }
}
