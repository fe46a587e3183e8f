//! Who is told of what a client would not complain about loudly enough.

use std::fmt;

use crate::fault::Service;

/// Is told while the mock runs. It has to return at once: the caller of the operation waits for it.
pub trait Observer: fmt::Debug + Send + Sync {
    /// A client called an operation that the mock does not have, and was answered as AWS answers for an unknown one.
    fn unknown_operation(&self, operation: &UnknownOperation);
}

/// An operation that the mock does not have.
///
/// As text it is one line of at most some 200 characters, whatever the client sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownOperation {
    /// Whose it would be, where the request says so.
    pub service: Option<Service>,
    /// Its name, as the request has it; of Lambda the method and the path.
    pub operation: String,
}

impl fmt::Display for UnknownOperation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.service {
            Some(Service::CodeDeploy) => formatter.write_str("CodeDeploy: ")?,
            Some(Service::Lambda) => formatter.write_str("Lambda: ")?,
            Some(Service::CloudWatch) => formatter.write_str("CloudWatch: ")?,
            None => {}
        }
        let mut characters = self.operation.chars();
        for character in characters.by_ref().take(LONGEST_NAME) {
            write!(formatter, "{}", character.escape_debug())?;
        }
        if characters.next().is_some() { formatter.write_str("…") } else { Ok(()) }
    }
}

const LONGEST_NAME: usize = 160;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_is_named_in_one_line_whatever_it_is_called() {
        let told = |service, operation: &str| UnknownOperation { service, operation: operation.into() }.to_string();
        assert_eq!(
            told(Some(Service::CodeDeploy), "ListGitHubAccountTokenNames"),
            "CodeDeploy: ListGitHubAccountTokenNames"
        );
        assert_eq!(
            told(Some(Service::Lambda), "GET /2021-10-31/functions/f/url"),
            "Lambda: GET /2021-10-31/functions/f/url"
        );
        assert_eq!(told(None, "a\nb\u{1b}[31m"), "a\\nb\\u{1b}[31m");
        assert_eq!(told(Some(Service::CloudWatch), &"x".repeat(500)).chars().count(), 12 + 160 + 1);
    }
}
