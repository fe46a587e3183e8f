//! From an AWS client's error to what a hook does about it.

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_codedeploy::error::{ProvideErrorMetadata, SdkError};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;

use crate::error::with_causes;
use crate::report::{ReportError, ReportErrorKind};

/// Codes with which AWS asks for patience, by any service.
const THROTTLING: [&str; 10] = [
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "RequestThrottled",
    "RequestThrottledException",
    "TooManyRequestsException",
    "RequestLimitExceeded",
    "LimitExceededException",
    "SlowDown",
    "BandwidthLimitExceeded",
];

pub(crate) fn report_error<E>(error: &SdkError<E, HttpResponse>) -> ReportError
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    let status = error.raw_response().map(|response| response.status().as_u16());
    match error {
        SdkError::ServiceError(service) => {
            let metadata = service.err();
            let code = metadata.code().unwrap_or_default();
            let message = match (code, metadata.message()) {
                ("", _) => format!("HTTP status {}", status.unwrap_or_default()),
                (code, Some(message)) if !message.is_empty() => format!("{code}: {message}"),
                (code, _) => code.to_owned(),
            };
            ReportError { kind: kind(code, status), message }
        }
        SdkError::ResponseError(_) => ReportError {
            kind: if status.is_some_and(|status| status < 500) {
                ReportErrorKind::Transport
            } else {
                ReportErrorKind::Server
            },
            message: with_causes(error),
        },
        error if keys_will_not_come(error) => {
            ReportError { kind: ReportErrorKind::Refused, message: with_causes(error) }
        }
        SdkError::ConstructionFailure(_) => ReportError { kind: ReportErrorKind::Refused, message: with_causes(error) },
        _ => ReportError { kind: ReportErrorKind::Transport, message: with_causes(error) },
    }
}

/// Whether the request could not be signed, for a reason that waiting does not mend: no keys are configured, or wrongly.
fn keys_will_not_come(error: &(dyn std::error::Error + 'static)) -> bool {
    match error.downcast_ref::<CredentialsError>() {
        Some(CredentialsError::CredentialsNotLoaded(_) | CredentialsError::InvalidConfiguration(_)) => true,
        Some(_) => false,
        None => error.source().is_some_and(keys_will_not_come),
    }
}

fn kind(code: &str, status: Option<u16>) -> ReportErrorKind {
    match code {
        "LifecycleEventAlreadyCompletedException" => ReportErrorKind::AlreadyCompleted,
        "DeploymentDoesNotExistException" => ReportErrorKind::UnknownDeployment,
        "AccessDenied" | "AccessDeniedException" => ReportErrorKind::AccessDenied,
        "ExpiredToken" | "ExpiredTokenException" | "RequestExpired" => ReportErrorKind::ExpiredCredentials,
        code if THROTTLING.contains(&code) => ReportErrorKind::Throttled,
        _ => match status {
            Some(429) => ReportErrorKind::Throttled,
            Some(500..) => ReportErrorKind::Server,
            _ => ReportErrorKind::Refused,
        },
    }
}
