//! The environment variables of a function's process (spec 6.1).

use std::collections::BTreeMap;

use super::Surroundings;
use crate::account::Bootstrap;
use crate::engine::Routed;
use crate::signature::FUNCTIONS;

/// All variables. A function's own come first, so that none of them replaces one that Lambda sets.
pub(super) fn variables(
    bootstrap: &Bootstrap,
    routed: &Routed,
    runtime_api: &str,
    surroundings: &Surroundings,
) -> BTreeMap<String, String> {
    let configuration = &routed.snapshot.configuration;
    let task_root = bootstrap.task_root.to_string_lossy();
    let version = routed.executed.clone();
    let log_stream = format!("2026/01/01/[{version}]{:032x}", 0);
    let mut variables = configuration.environment.clone();
    let set = [
        ("_HANDLER", configuration.handler.as_str()),
        ("LAMBDA_TASK_ROOT", &task_root),
        ("LAMBDA_RUNTIME_DIR", "/var/runtime"),
        ("AWS_REGION", routed.region.as_str()),
        ("AWS_DEFAULT_REGION", routed.region.as_str()),
        ("AWS_LAMBDA_FUNCTION_NAME", routed.function.as_str()),
        ("AWS_LAMBDA_FUNCTION_VERSION", &version),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", &configuration.memory_megabytes.to_string()),
        ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"),
        ("AWS_LAMBDA_LOG_GROUP_NAME", &format!("/aws/lambda/{}", routed.function)),
        ("AWS_LAMBDA_LOG_STREAM_NAME", &log_stream),
        ("AWS_LAMBDA_RUNTIME_API", runtime_api),
        ("AWS_ACCESS_KEY_ID", FUNCTIONS.id),
        ("AWS_SECRET_ACCESS_KEY", FUNCTIONS.secret),
        ("AWS_SESSION_TOKEN", FUNCTIONS.session_token),
        ("AWS_ENDPOINT_URL", &surroundings.endpoint_url),
        ("AWS_XRAY_CONTEXT_MISSING", "LOG_ERROR"),
        ("AWS_XRAY_DAEMON_ADDRESS", "169.254.79.129:2000"),
        ("TZ", ":UTC"),
        ("LANG", "en_US.UTF-8"),
        ("PATH", "/usr/local/bin:/usr/bin/:/bin:/opt/bin"),
        ("LD_LIBRARY_PATH", "/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib"),
    ];
    for (name, value) in set {
        variables.insert(name.to_owned(), value.to_owned());
    }
    variables
}
