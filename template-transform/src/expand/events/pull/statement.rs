//! Statements that several sources need.

use crate::expand::fault::{Checked, fault};
use crate::expand::intrinsic::sub;
use crate::expand::value::{Map, Value};

pub(super) fn statement<'d>(actions: &[&'static str], resource: Value<'d>) -> Value<'d> {
    Value::from([
        ("Action", Value::List(actions.iter().map(|action| Value::from(*action)).collect())),
        ("Effect", Value::from("Allow")),
        ("Resource", resource),
    ])
}

/// May read this secret.
pub(super) fn read_secret(secret: Value<'_>) -> Value<'_> {
    statement(&["secretsmanager:GetSecretValue"], secret)
}

/// May make the network interfaces by which Lambda reaches into a network.
pub(super) fn network_interfaces<'d>() -> Value<'d> {
    let actions = [
        "ec2:CreateNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DeleteNetworkInterface",
        "ec2:DescribeVpcs",
        "ec2:DescribeSubnets",
        "ec2:DescribeSecurityGroups",
    ];
    statement(&actions, Value::from("*"))
}

/// The key of the secrets, when it is a customer's own.
pub(super) fn key_of_secrets<'d>(properties: &Map<'d>) -> Checked<Option<Value<'d>>> {
    match properties.truthy("SecretsManagerKmsKeyId") {
        None => Ok(None),
        Some(Value::Text(id)) => {
            Ok(Some(sub(format!("arn:${{AWS::Partition}}:kms:${{AWS::Region}}:${{AWS::AccountId}}:key/{id}"))))
        }
        Some(_) => Err(fault("wrong-type", "`SecretsManagerKmsKeyId` has to be the id of a key, written out")
            .at("SecretsManagerKmsKeyId")),
    }
}
