//! SAM's policy templates: statements with parameters, by name. Origin and licence: `data/README.md`.

use std::borrow::Cow;
use std::sync::OnceLock;

use serde_json::Value as Json;

use crate::expand::fault::{Checked, fault};
use crate::expand::parameter_values::MAX_DEPTH;
use crate::expand::value::{Map, Value};
use crate::model::nearest::nearest;

struct Template {
    name: &'static str,
    text: &'static str,
    /// Read when a function asks for it the first time.
    read: OnceLock<Json>,
}

macro_rules! templates {
    ($($name:literal),* $(,)?) => {
        /// In the order of their names.
        static TEMPLATES: [Template; 81] = [$(Template {
            name: $name,
            text: include_str!(concat!("../../../data/policy-templates/", $name, ".json")),
            read: OnceLock::new(),
        }),*];
    };
}

templates![
    "AMIDescribePolicy",
    "AWSSecretsManagerGetSecretValuePolicy",
    "AWSSecretsManagerRotationPolicy",
    "AcmGetCertificatePolicy",
    "AthenaQueryPolicy",
    "CloudFormationDescribeStacksPolicy",
    "CloudWatchDashboardPolicy",
    "CloudWatchDescribeAlarmHistoryPolicy",
    "CloudWatchPutMetricPolicy",
    "CodeCommitCrudPolicy",
    "CodeCommitReadPolicy",
    "CodePipelineLambdaExecutionPolicy",
    "CodePipelineReadOnlyPolicy",
    "ComprehendBasicAccessPolicy",
    "CostExplorerReadOnlyPolicy",
    "DynamoDBBackupFullAccessPolicy",
    "DynamoDBCrudPolicy",
    "DynamoDBReadPolicy",
    "DynamoDBReconfigurePolicy",
    "DynamoDBRestoreFromBackupPolicy",
    "DynamoDBStreamReadPolicy",
    "DynamoDBWritePolicy",
    "EC2CopyImagePolicy",
    "EC2DescribePolicy",
    "EFSWriteAccessPolicy",
    "EKSDescribePolicy",
    "EcsRunTaskPolicy",
    "ElasticMapReduceAddJobFlowStepsPolicy",
    "ElasticMapReduceCancelStepsPolicy",
    "ElasticMapReduceModifyInstanceFleetPolicy",
    "ElasticMapReduceModifyInstanceGroupsPolicy",
    "ElasticMapReduceSetTerminationProtectionPolicy",
    "ElasticMapReduceTerminateJobFlowsPolicy",
    "ElasticsearchHttpPostPolicy",
    "EventBridgePutEventsPolicy",
    "FilterLogEventsPolicy",
    "FirehoseCrudPolicy",
    "FirehoseWritePolicy",
    "KMSDecryptPolicy",
    "KMSEncryptPolicy",
    "KMSEncryptPolicy_v2",
    "KinesisCrudPolicy",
    "KinesisStreamReadPolicy",
    "LambdaInvokePolicy",
    "MobileAnalyticsWriteOnlyAccessPolicy",
    "OrganizationsListAccountsPolicy",
    "PinpointEndpointAccessPolicy",
    "PollyFullAccessPolicy",
    "RekognitionDetectOnlyPolicy",
    "RekognitionFacesManagementPolicy",
    "RekognitionFacesPolicy",
    "RekognitionLabelsPolicy",
    "RekognitionNoDataAccessPolicy",
    "RekognitionReadPolicy",
    "RekognitionWriteOnlyAccessPolicy",
    "Route53ChangeResourceRecordSetsPolicy",
    "S3CrudPolicy",
    "S3FullAccessPolicy",
    "S3ReadPolicy",
    "S3WritePolicy",
    "SESBulkTemplatedCrudPolicy",
    "SESBulkTemplatedCrudPolicy_v2",
    "SESCrudPolicy",
    "SESEmailTemplateCrudPolicy",
    "SESSendBouncePolicy",
    "SNSCrudPolicy",
    "SNSPublishMessagePolicy",
    "SQSPollerPolicy",
    "SQSSendMessagePolicy",
    "SSMParameterReadPolicy",
    "SSMParameterWithSlashPrefixReadPolicy",
    "SageMakerCreateEndpointConfigPolicy",
    "SageMakerCreateEndpointPolicy",
    "ServerlessRepoReadWriteAccessPolicy",
    "StepFunctionsCallbackPolicy",
    "StepFunctionsExecutionPolicy",
    "StepFunctionsExecutionPolicy_v2",
    "TextractDetectAnalyzePolicy",
    "TextractGetResultPolicy",
    "TextractPolicy",
    "VPCAccessPolicy",
];

/// What SAM calls a parameter: its name with this before it.
const INNER_NAME: &str = "___SAM_POLICY_PARAMETER_";

/// More than any parameter comes to that is not meant to do harm.
const MAX_VALUES: usize = 1_000_000;

/// Whether a template has this name.
pub(super) fn exists(name: &str) -> bool {
    find(name).is_some()
}

/// The template with a similar name.
pub(super) fn similar(name: &str) -> Option<&'static str> {
    nearest(name, TEMPLATES.iter().map(|template| template.name))
}

fn find(name: &str) -> Option<&'static Template> {
    TEMPLATES.get(TEMPLATES.binary_search_by_key(&name, |template| template.name).ok()?)
}

/// The policy document that a template with its parameters stands for.
pub(super) fn document<'d>(name: &str, parameters: &Value<'d>) -> Checked<Value<'d>> {
    let template =
        find(name).ok_or_else(|| fault("policy-template", format!("there is no policy template `{name}`")))?;
    let template = template.read.get_or_init(|| serde_json::from_str(template.text).unwrap_or_default());
    let wanted: Vec<&str> = template["Parameters"].as_array().into_iter().flatten().filter_map(Json::as_str).collect();
    let Some(given) = parameters.as_map() else {
        return Err(fault(
            "policy-template",
            format!("the policy template `{name}` takes a map of parameters, and this is {}", parameters.kind()),
        )
        .help(match wanted.as_slice() {
            [] => format!("write `{name}: {{}}`"),
            wanted => format!("give it {}", wanted.join(", ")),
        }));
    };
    let missing: Vec<&str> = wanted.iter().copied().filter(|name| !given.contains_key(name)).collect();
    if !missing.is_empty() {
        return Err(fault(
            "policy-template",
            format!("the policy template `{name}` needs a value for {}", missing.join(", ")),
        ));
    }
    filled(&template["Definition"], &Parameters { wanted: &wanted, given })
}

/// What a template wants, and what it is given.
struct Parameters<'p, 'd> {
    wanted: &'p [&'static str],
    given: &'p Map<'d>,
}

impl<'d> Parameters<'_, 'd> {
    fn get(&self, name: &str) -> Option<&Value<'d>> {
        self.given.get(name).filter(|_| self.wanted.contains(&name))
    }
}

/// A definition with its parameters put in; references inside the given values stay.
fn filled<'d>(definition: &'static Json, given: &Parameters<'_, 'd>) -> Checked<Value<'d>> {
    Ok(match definition {
        Json::Null => Value::Null,
        Json::Bool(truth) => Value::Bool(*truth),
        Json::Number(number) => number.as_i64().map_or(Value::Null, |number| Value::Integer(number.into())),
        Json::String(text) => Value::from(text.as_str()),
        Json::Array(items) => Value::List(items.iter().map(|item| filled(item, given)).collect::<Checked<_>>()?),
        Json::Object(map) => {
            if let (1, Some(value)) =
                (map.len(), map.get("Ref").and_then(Json::as_str).and_then(|name| given.get(name)))
            {
                let mut value = value.clone();
                put_in_again(&mut value, given, 0, &mut MAX_VALUES.clone())?;
                return Ok(value);
            }
            let entries = map.iter().map(|(key, value)| Ok((Cow::Borrowed(key.as_str()), filled(value, given)?)));
            entries.collect::<Checked<Map>>()?.into()
        }
    })
}

/// SAM puts parameters in by references to names of its own, and would find these inside of what is given too.
fn put_in_again<'d>(
    value: &mut Value<'d>,
    given: &Parameters<'_, 'd>,
    depth: usize,
    budget: &mut usize,
) -> Checked<()> {
    let spent = budget.checked_sub(1).filter(|_| depth < MAX_DEPTH);
    *budget = spent.ok_or_else(|| {
        fault("policy-template", "the parameters of the policy template refer to each other without an end")
    })?;
    let put_in = |inner: &mut Value<'d>| {
        let name = inner.as_ref_to().and_then(Value::as_str).and_then(|name| name.strip_prefix(INNER_NAME));
        if let Some(parameter) = name.and_then(|name| given.get(name)) {
            *inner = parameter.clone();
        }
        put_in_again(inner, given, depth + 1, budget)
    };
    match value {
        Value::List(items) => items.iter_mut().try_for_each(put_in),
        Value::Map(map) => map.values_mut().try_for_each(put_in),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_is_found_and_says_which_parameters_it_needs() {
        assert_eq!(TEMPLATES.len(), 81);
        for Template { name, text, .. } in &TEMPLATES {
            let template: Json = serde_json::from_str(text).unwrap();
            let given: Map = template["Parameters"]
                .as_array()
                .unwrap()
                .iter()
                .map(|parameter| (parameter.as_str().unwrap().to_owned(), Value::from("given")))
                .collect();
            let document = document(name, &Value::Map(given)).unwrap();
            assert!(!document.get("Statement").unwrap().as_list().unwrap().is_empty());
            assert!(!serde_json::to_string(&document).unwrap().contains("\"Ref\""), "{name}");
        }
    }

    #[test]
    fn parameters_are_put_in_as_they_are() {
        let queue = crate::expand::intrinsic::attribute("Queue", "QueueName");
        let document = document("SQSPollerPolicy", &Value::from([("QueueName", queue.clone())])).unwrap();
        let statement = &document.get("Statement").unwrap().as_list().unwrap()[0];
        let variables = &statement.get("Resource").unwrap().get("Fn::Sub").unwrap().as_list().unwrap()[1];
        assert_eq!(variables.get("queueName"), Some(&queue));
    }

    #[test]
    fn a_missing_parameter_is_named() {
        assert!(document("SQSPollerPolicy", &Value::from([("Queue", Value::Null)])).is_err());
        assert!(document("SQSPollerPolicy", &Value::Null).is_err());
    }
}
