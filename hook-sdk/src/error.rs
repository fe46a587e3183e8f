//! The error of a validator: any error by `?`, any text by [`bail!`](crate::bail) and [`ensure!`](crate::ensure).

use std::error::Error as StdError;
use std::fmt;

/// What a validator answers with: `Err` makes CodeDeploy stop the deployment.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The reason why a validator refuses a version.
///
/// Any error converts into it by `?`, and so does any text:
///
/// ```
/// fn total(text: &str) -> hook_sdk::Result<i64> {
///     let total: i64 = text.parse()?;
///     if total < 0 {
///         return Err(format!("total is negative: {total}").into());
///     }
///     Ok(total)
/// }
///
/// assert_eq!(total("-1").unwrap_err().to_string(), "total is negative: -1");
/// assert_eq!(total("x").unwrap_err().to_string(), "invalid digit found in string");
/// ```
///
/// Like `anyhow::Error` it is not itself a [`std::error::Error`], which is what lets `?` take every other one.
pub struct Error(Box<dyn StdError + Send + Sync>);

impl Error {
    /// The error that was converted, for those who want to look closer.
    pub fn source(&self) -> &(dyn StdError + Send + Sync + 'static) {
        &*self.0
    }
}

impl<E: Into<Box<dyn StdError + Send + Sync>>> From<E> for Error {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

/// The error and all its causes, in one line: `what failed: why: why that`.
impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&with_causes(&*self.0))
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

/// An error with its causes, without repeating a cause that the text above it already quotes.
pub(crate) fn with_causes(error: &dyn StdError) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let next = error.to_string();
        if !text.contains(&next) {
            text.push_str(": ");
            text.push_str(&next);
        }
        cause = error.source();
    }
    text
}

/// Returns from the validator with an error made of a format string.
///
/// ```
/// fn check(total: i64) -> hook_sdk::Result<()> {
///     if total == 0 {
///         hook_sdk::bail!("order 1 has no price");
///     }
///     Ok(())
/// }
/// assert_eq!(check(0).unwrap_err().to_string(), "order 1 has no price");
/// ```
#[macro_export]
macro_rules! bail {
    ($($message:tt)+) => {
        return ::core::result::Result::Err($crate::Error::from(::std::format!($($message)+)))
    };
}

/// Returns from the validator with an error unless the condition holds.
///
/// Without a message, the condition's own text is the message.
///
/// ```
/// fn check(total: i64) -> hook_sdk::Result<()> {
///     hook_sdk::ensure!(total > 0, "order 1 has no price: {total}");
///     hook_sdk::ensure!(total < 1_000);
///     Ok(())
/// }
/// assert_eq!(check(0).unwrap_err().to_string(), "order 1 has no price: 0");
/// assert_eq!(check(1_000).unwrap_err().to_string(), "this does not hold: total < 1_000");
/// ```
#[macro_export]
macro_rules! ensure {
    ($condition:expr $(,)?) => {
        $crate::ensure!($condition, "this does not hold: {}", ::core::stringify!($condition))
    };
    ($condition:expr, $($message:tt)+) => {
        if !$condition {
            $crate::bail!($($message)+);
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("the shop did not answer")]
    struct Outer(#[source] std::num::ParseIntError);

    #[test]
    fn an_error_is_shown_with_all_its_causes_in_one_line() {
        let error = Error::from(Outer("x".parse::<u8>().unwrap_err()));
        assert_eq!(error.to_string(), "the shop did not answer: invalid digit found in string");
        assert_eq!(format!("{error:?}"), error.to_string());
    }

    #[test]
    fn text_owned_text_and_boxed_errors_all_become_errors() {
        let boxed: Box<dyn StdError + Send + Sync> = "boxed".into();
        assert_eq!(Error::from("text").to_string(), "text");
        assert_eq!(Error::from(String::from("owned")).to_string(), "owned");
        assert_eq!(Error::from(boxed).to_string(), "boxed");
    }
}
