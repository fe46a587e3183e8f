//! What AWS's own managed policies allow, as far as hooks are concerned.

/// What a managed policy means for a hook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ManagedPolicy {
    /// Neither CodeDeploy nor Lambda functions.
    Unrelated,
    /// Calling functions whose names start with `CodeDeployHook_`: `AWSCodeDeployRoleForLambda` and `…Limited`.
    CallsPrefixedHooks,
    /// Not looked into here.
    Unknown,
}

/// The policies that SAM and people attach to functions most, and that allow nothing of either service.
const UNRELATED: [&str; 13] = [
    "AWSLambdaBasicExecutionRole",
    "AWSLambdaBasicDurableExecutionRolePolicy",
    "AWSLambdaDynamoDBExecutionRole",
    "AWSLambdaENIManagementAccess",
    "AWSLambdaKinesisExecutionRole",
    "AWSLambdaMSKExecutionRole",
    "AWSLambdaSQSQueueExecutionRole",
    "AWSLambdaVPCAccessExecutionRole",
    "AWSXRayDaemonWriteAccess",
    "AWSXrayWriteOnlyAccess",
    "AmazonDynamoDBFullAccess",
    "AmazonS3ReadOnlyAccess",
    "CloudWatchLambdaInsightsExecutionRolePolicy",
];

impl ManagedPolicy {
    /// The policy with this name or ARN.
    pub(super) fn of(name_or_arn: &str) -> Self {
        let name = name_or_arn.rsplit('/').next().unwrap_or(name_or_arn);
        let by_aws = !name_or_arn.starts_with("arn:") || name_or_arn.contains(":iam::aws:policy/");
        match name {
            _ if !by_aws => Self::Unknown,
            "AWSCodeDeployRoleForLambda" | "AWSCodeDeployRoleForLambdaLimited" => Self::CallsPrefixedHooks,
            name if UNRELATED.contains(&name) => Self::Unrelated,
            _ => Self::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ManagedPolicy;

    #[test]
    fn a_policy_is_known_by_name_and_by_arn() {
        for (name, policy) in [
            ("AWSLambdaBasicExecutionRole", ManagedPolicy::Unrelated),
            ("arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole", ManagedPolicy::Unrelated),
            ("arn:aws:iam::aws:policy/service-role/AWSCodeDeployRoleForLambda", ManagedPolicy::CallsPrefixedHooks),
            ("arn:aws:iam::123456789012:policy/AWSCodeDeployRoleForLambda", ManagedPolicy::Unknown),
            ("AdministratorAccess", ManagedPolicy::Unknown),
        ] {
            assert_eq!(ManagedPolicy::of(name), policy, "{name}");
        }
    }
}
