//! What the examples of many rules have in common.

/// A guarded function, with more of its preference (from line 8 on) and further resources.
macro_rules! orders {
    ($preference:expr, $resources:expr) => {
        concat!(
            "Resources:\n  Orders:\n    Type: AWS::Serverless::Function\n    Properties:\n      AutoPublishAlias: live\n",
            "      DeploymentPreference:\n        Type: Canary10Percent5Minutes\n",
            $preference,
            $resources
        )
    };
}

/// A guarded function and its hook; the hook's properties stand on line 12.
macro_rules! hooked {
    ($properties:literal) => {
        $crate::check::rules::examples::orders!(
            "        Hooks: { PreTraffic: !Ref Check }\n",
            concat!("  Check:\n    Type: AWS::Serverless::Function\n    Properties:\n", $properties)
        )
    };
}

/// A guarded function and its alarm; the alarm's properties stand on line 12, its statistic behind them.
macro_rules! alarmed {
    ($properties:literal) => {
        $crate::check::rules::examples::orders!(
            "        Alarms: [!Ref Errors]\n",
            concat!(
                "  Errors:\n    Type: AWS::CloudWatch::Alarm\n    Properties:\n",
                $properties,
                "      Statistic: Sum\n"
            )
        )
    };
}

pub(crate) use {alarmed, hooked, orders};
