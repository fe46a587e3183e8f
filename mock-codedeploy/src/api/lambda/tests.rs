//! Each operation against an account, without a wire.

use std::io::{Cursor, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use std::time::Duration;

use super::*;
use crate::account::{FunctionReference, LambdaError};
use crate::clock::VirtualTime;
use crate::engine::Rules;

const ROLE: &str = "arn:aws:iam::123456789012:role/f";

struct Account(World);

impl Account {
    /// An account with a function `f`, of which nothing is published.
    fn new() -> Self {
        let mut account = Self(World::new(VirtualTime::START, 1));
        assert_eq!(account.call("POST", "functions", &creation(&json!({}))).0, 201);
        account
    }

    /// A call by its path below the API's date, with parameters of the query behind a `?`.
    fn call(&mut self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let query = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let wanted: Vec<&str> = path.split('/').collect();
        let filter = MethodFilter::try_from(method.parse::<Method>().unwrap()).unwrap();
        for (pattern, methods) in PATHS {
            let pattern: Vec<&str> = pattern.split('/').skip(2).collect();
            let fits = |(part, given): (&&str, &&str)| part.starts_with('{') || part == given;
            if pattern.len() != wanted.len() || !pattern.iter().zip(&wanted).all(fits) {
                continue;
            }
            let Some((.., carry)) = methods.iter().find(|(method, ..)| *method == filter) else { continue };
            let names = pattern.iter().zip(&wanted).filter(|(part, _)| part.starts_with('{'));
            let path = names.map(|(name, given)| (name.trim_matches(['{', '}']).to_owned(), (*given).to_owned()));
            let request = Request { path: path.collect(), query, body: body.to_string().into() };
            return match carry(&mut self.0, &request) {
                Ok(answer) => answer.parts(),
                Err(error) => (error.status.as_u16(), json!({ "code": error.code, "message": error.message })),
            };
        }
        panic!("no operation for {method} {path}");
    }

    /// The code of an error, without its `Exception`, with its status.
    fn refused(&mut self, method: &str, path: &str, body: &Value) -> (u16, String) {
        let (status, answer) = self.call(method, path, body);
        assert!(status >= 400, "{method} {path}: {answer}");
        (status, answer["code"].as_str().unwrap().trim_end_matches("Exception").to_owned())
    }

    fn publish(&mut self) -> String {
        let (status, answer) = self.call("POST", "functions/f/versions", &json!({}));
        assert_eq!(status, 201);
        answer["Version"].as_str().unwrap().to_owned()
    }

    /// Another code, published.
    fn publish_code(&mut self, content: &[u8]) -> String {
        let (status, answer) =
            self.call("PUT", "functions/f/code", &json!({ "ZipFile": zip(content), "Publish": true }));
        assert_eq!(status, 200, "{answer}");
        answer["Version"].as_str().unwrap().to_owned()
    }
}

fn zip(content: &[u8]) -> String {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("bootstrap", zip::write::SimpleFileOptions::default()).unwrap();
    writer.write_all(content).unwrap();
    STANDARD.encode(writer.finish().unwrap().into_inner())
}

fn creation(more: &Value) -> Value {
    let mut input = json!({
        "FunctionName": "f", "Runtime": "provided.al2023", "Role": ROLE, "Handler": "bootstrap",
        "Code": { "ZipFile": zip(b"one") },
    });
    for (member, value) in more.as_object().unwrap() {
        input[member] = value.clone();
    }
    input
}

#[test]
fn a_function_is_shown_as_it_was_made() {
    let mut account = Account::new();
    let (status, answer) = account.call("GET", "functions/f", &json!({}));
    let shown = &answer["Configuration"];
    assert_eq!((status, &shown["FunctionArn"]), (200, &json!("arn:aws:lambda:us-east-1:123456789012:function:f")));
    assert_eq!(
        (&shown["Version"], &shown["Timeout"], &shown["MemorySize"]),
        (&json!("$LATEST"), &json!(3), &json!(128))
    );
    assert_eq!((&shown["State"], &shown["LastUpdateStatus"]), (&json!("Active"), &json!("Successful")));
    assert_eq!(shown["LastModified"], "2026-01-01T00:00:00.000+0000");
    let configuration = account.call("GET", "functions/f/configuration", &json!({})).1;
    assert_eq!(configuration, *shown);
    assert_eq!(account.refused("GET", "functions/g", &json!({})), (404, "ResourceNotFound".into()));
    assert_eq!(account.call("DELETE", "functions/f", &json!({})), (204, Value::Null));
    assert_eq!(account.refused("GET", "functions/f", &json!({})), (404, "ResourceNotFound".into()));
}

#[test]
fn what_create_function_refuses_is_named() {
    let mut account = Account::new();
    for (more, status, code) in [
        (json!({}), 409, "ResourceConflict"),
        (json!({ "FunctionName": null }), 400, "Validation"),
        (json!({ "FunctionName": "a b" }), 400, "InvalidParameterValue"),
        (json!({ "FunctionName": "g:1" }), 400, "Validation"),
        (json!({ "FunctionName": "g", "Role": null }), 400, "Validation"),
        (json!({ "FunctionName": "g", "Role": "deployer" }), 400, "Validation"),
        (json!({ "FunctionName": "g", "Runtime": null }), 400, "InvalidParameterValue"),
        (json!({ "FunctionName": "g", "Timeout": 901 }), 400, "Validation"),
        (json!({ "FunctionName": "g", "MemorySize": 64 }), 400, "Validation"),
        (json!({ "FunctionName": "g", "Code": {} }), 400, "InvalidParameterValue"),
        (json!({ "FunctionName": "g", "Code": { "ZipFile": "bm8gemlw" } }), 400, "InvalidParameterValue"),
        (json!({ "FunctionName": "g", "Code": { "S3Bucket": "b" } }), 400, "InvalidParameterValue"),
        (
            json!({ "FunctionName": "g", "Environment": { "Variables": { "AWS_REGION": "x" } } }),
            400,
            "InvalidParameterValue",
        ),
        (
            json!({ "FunctionName": "g", "Environment": { "Variables": { "BIG": "x".repeat(4_096) } } }),
            400,
            "InvalidParameterValue",
        ),
        (json!({ "FunctionName": "g", "Architectures": ["mips"] }), 400, "Validation"),
        (json!({ "FunctionName": "g", "Timeout": "3" }), 400, "Serialization"),
    ] {
        assert_eq!(account.refused("POST", "functions", &creation(&more)), (status, code.into()), "{more}");
    }
}

#[test]
fn the_same_code_uploaded_again_is_a_version_where_that_is_assumed() {
    let mut account = Account::new();
    account.0.assume("upload-is-change=true").unwrap();
    assert_eq!(account.publish(), "1");
    assert_eq!(account.publish_code(b"one"), "2");
    assert_eq!((account.publish(), account.publish_code(b"one")), ("2".into(), "3".into()));
}

#[test]
fn versions_are_published_when_something_has_changed() {
    let mut account = Account::new();
    assert_eq!((account.publish(), account.publish()), ("1".into(), "1".into()));
    assert_eq!(account.publish_code(b"two"), "2");
    assert_eq!(account.publish_code(b"two"), "2");
    let changed = json!({ "Timeout": 9, "Environment": { "Variables": { "MODE": "b" } } });
    assert_eq!(account.call("PUT", "functions/f/configuration", &changed).0, 200);
    assert_eq!(account.publish(), "3");
    let listed = account.call("GET", "functions/f/versions?MaxItems=3", &json!({})).1;
    let versions: Vec<&str> =
        listed["Versions"].as_array().unwrap().iter().map(|version| version["Version"].as_str().unwrap()).collect();
    assert_eq!(versions, ["$LATEST", "1", "2"]);
    let rest = format!("functions/f/versions?Marker={}", listed["NextMarker"].as_str().unwrap());
    assert_eq!(account.call("GET", &rest, &json!({})).1["Versions"][0]["Version"], "3");
    let first = account.call("GET", "functions/f?Qualifier=1", &json!({})).1["Configuration"].clone();
    assert_eq!(
        (&first["Timeout"], &first["FunctionArn"]),
        (&json!(3), &json!("arn:aws:lambda:us-east-1:123456789012:function:f:1"))
    );
    let stale = json!({ "RevisionId": first["RevisionId"] });
    assert_eq!(account.refused("POST", "functions/f/versions", &stale), (412, "PreconditionFailed".into()));
    let wrong = json!({ "CodeSha256": "x" });
    assert_eq!(account.refused("POST", "functions/f/versions", &wrong), (400, "InvalidParameterValue".into()));
    let trial = json!({ "ZipFile": zip(b"three"), "DryRun": true });
    let before = account.call("GET", "functions/f/configuration", &json!({})).1["CodeSha256"].clone();
    assert_ne!(account.call("PUT", "functions/f/code", &trial).1["CodeSha256"], before);
    assert_eq!(account.call("GET", "functions/f/configuration", &json!({})).1["CodeSha256"], before);
}

#[test]
fn what_means_nothing_here_is_shown_as_it_was_given_and_makes_a_new_version() {
    let mut account = Account::new();
    assert_eq!(account.publish(), "1");
    let network = json!({ "SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"] });
    let key = "arn:aws:kms:us-east-1:123456789012:key/1";
    let change = json!({
        "VpcConfig": network, "KMSKeyArn": key, "SnapStart": { "ApplyOn": "PublishedVersions" },
        "LoggingConfig": { "LogFormat": "JSON" },
    });
    let (status, shown) = account.call("PUT", "functions/f/configuration", &change);
    assert_eq!(status, 200, "{shown}");
    assert_eq!((&shown["VpcConfig"], &shown["KMSKeyArn"]), (&network, &json!(key)));
    assert_eq!(shown["SnapStart"], json!({ "ApplyOn": "PublishedVersions", "OptimizationStatus": "Off" }));
    assert_eq!(shown["LoggingConfig"], json!({ "LogFormat": "JSON", "LogGroup": "/aws/lambda/f" }));
    assert_eq!(account.publish(), "2");
    let published = account.call("GET", "functions/f/configuration?Qualifier=2", &json!({})).1;
    assert_eq!(published["SnapStart"], json!({ "ApplyOn": "PublishedVersions", "OptimizationStatus": "On" }));
    assert_eq!(account.call("PUT", "functions/f/configuration", &change).0, 200);
    assert_eq!(account.publish(), "2", "nothing has changed");
    let without =
        json!({ "VpcConfig": { "SubnetIds": [], "SecurityGroupIds": [] }, "SnapStart": { "ApplyOn": "None" } });
    let (_, shown) = account.call("PUT", "functions/f/configuration", &without);
    assert_eq!((&shown["VpcConfig"], &shown["SnapStart"]["ApplyOn"]), (&Value::Null, &json!("None")));
    for wrong in [
        json!({ "Runtime": "foo9" }),
        json!({ "DeadLetterConfig": { "TargetArn": "nonsense" } }),
        json!({ "Layers": ["arn:aws:lambda:us-east-1:123456789012:layer:tools"] }),
    ] {
        assert_eq!(account.refused("PUT", "functions/f/configuration", &wrong), (400, "Validation".into()), "{wrong}");
    }
}

#[test]
fn a_function_is_pending_and_its_changes_in_progress_for_as_long_as_is_said() {
    let rules = Rules { activation: Duration::from_secs(5), ..Rules::default() };
    let mut account = Account(World::with_rules(VirtualTime::START, 1, rules));
    let activity = |shown: &Value| [shown["State"].clone(), shown["LastUpdateStatus"].clone()];
    let (status, made) = account.call("POST", "functions", &creation(&json!({})));
    assert_eq!((status, activity(&made)), (201, ["Pending".into(), "InProgress".into()]));
    let busy = (409, "ResourceConflict".into());
    assert_eq!(account.refused("POST", "functions/f/versions", &json!({})), busy);
    let reference = FunctionReference::parse("f", None).unwrap();
    assert!(matches!(account.0.route(&reference), Err(LambdaError::ResourceConflict(_))));

    account.0.jump(VirtualTime::START + Duration::from_secs(5));
    assert!(account.0.route(&reference).is_ok());
    let shown = account.call("GET", "functions/f/configuration", &json!({})).1;
    assert_eq!(activity(&shown), ["Active", "Successful"]);
    let changed = account.call("PUT", "functions/f/configuration", &json!({ "Timeout": 9 })).1;
    assert_eq!(activity(&changed), ["Active", "InProgress"]);
    assert_eq!(account.refused("PUT", "functions/f/configuration", &json!({ "Timeout": 8 })), busy);
    assert_eq!(account.refused("PUT", "functions/f/code", &json!({ "ZipFile": zip(b"two") })), busy);

    account.0.jump(VirtualTime::START + Duration::from_secs(10));
    assert_eq!(account.publish(), "1");
}

#[test]
fn an_alias_keeps_what_an_update_does_not_give() {
    let mut account = Account::new();
    account.publish();
    account.publish_code(b"two");
    let created = json!({ "Name": "live", "FunctionVersion": "1", "Description": "all customers" });
    let (status, first) = account.call("POST", "functions/f/aliases", &created);
    assert_eq!((status, first.get("RoutingConfig")), (201, None));
    let weights = json!({ "RoutingConfig": { "AdditionalVersionWeights": { "2": 0.1 } } });
    let (status, second) = account.call("PUT", "functions/f/aliases/live", &weights);
    assert_eq!(
        (status, &second["RoutingConfig"], &second["Description"]),
        (200, &weights["RoutingConfig"], &json!("all customers"))
    );
    assert_ne!(first["RevisionId"], second["RevisionId"]);
    let stale = json!({ "Description": "x", "RevisionId": first["RevisionId"] });
    assert_eq!(account.refused("PUT", "functions/f/aliases/live", &stale), (412, "PreconditionFailed".into()));
    let moved = json!({ "FunctionVersion": "2", "RoutingConfig": { "AdditionalVersionWeights": {} } });
    let third = account.call("PUT", "functions/f/aliases/live", &moved).1;
    assert_eq!((&third["FunctionVersion"], third.get("RoutingConfig")), (&json!("2"), None));
    let shown = account.call("GET", "functions/f?Qualifier=live", &json!({})).1["Configuration"].clone();
    assert_eq!(
        (&shown["Version"], &shown["FunctionArn"]),
        (&json!("2"), &json!("arn:aws:lambda:us-east-1:123456789012:function:f:live"))
    );
    assert_eq!(account.call("GET", "functions/f/aliases?FunctionVersion=1", &json!({})).1["Aliases"], json!([]));
    assert_eq!(account.call("DELETE", "functions/f/aliases/live", &json!({})).0, 204);
    assert_eq!(account.refused("GET", "functions/f/aliases/live", &json!({})), (404, "ResourceNotFound".into()));
}

#[test]
fn what_an_alias_may_not_be_is_refused() {
    let mut account = Account::new();
    account.publish();
    account.publish_code(b"two");
    account.call("POST", "functions/f/aliases", &json!({ "Name": "live", "FunctionVersion": "1" }));
    let weights = |weights: Value| json!({ "RoutingConfig": { "AdditionalVersionWeights": weights } });
    for (body, status, code) in [
        (weights(json!({ "2": 1.5 })), 400, "Validation"),
        (weights(json!({ "$LATEST": 0.5 })), 400, "Validation"),
        (weights(json!({ "1": 0.5 })), 400, "InvalidParameterValue"),
        (weights(json!({ "2": 0.5, "3": 0.1 })), 400, "InvalidParameterValue"),
        (weights(json!({ "9": 0.5 })), 404, "ResourceNotFound"),
        (json!({ "FunctionVersion": "9" }), 404, "ResourceNotFound"),
        (json!({ "FunctionVersion": "$LATEST" }), 400, "InvalidParameterValue"),
    ] {
        assert_eq!(account.refused("PUT", "functions/f/aliases/live", &body), (status, code.into()), "{body}");
    }
    let again = json!({ "Name": "live", "FunctionVersion": "1" });
    assert_eq!(account.refused("POST", "functions/f/aliases", &again), (409, "ResourceConflict".into()));
    let digits = json!({ "Name": "12", "FunctionVersion": "1" });
    assert_eq!(account.refused("POST", "functions/f/aliases", &digits), (400, "Validation".into()));
    assert_eq!(account.refused("DELETE", "functions/f?Qualifier=1", &json!({})), (409, "ResourceConflict".into()));
    assert_eq!(account.call("DELETE", "functions/f?Qualifier=2", &json!({})).0, 204);
}

#[test]
fn asynchronous_invocations_are_configured_by_qualifier() {
    let mut account = Account::new();
    let path = "functions/f/event-invoke-config";
    let nobody = (404, "ResourceNotFound".into());
    assert_eq!(account.refused("PUT", &format!("{path}?Qualifier=99"), &json!({})), nobody);
    assert_eq!(account.refused("GET", path, &json!({})), (404, "ResourceNotFound".into()));
    let (status, put) = account.call("PUT", path, &json!({ "MaximumRetryAttempts": 0 }));
    assert_eq!((status, &put["MaximumEventAgeInSeconds"]), (200, &json!(21_600)));
    assert_eq!(put["FunctionArn"], "arn:aws:lambda:us-east-1:123456789012:function:f:$LATEST");
    let updated = account.call("POST", path, &json!({ "MaximumEventAgeInSeconds": 60 })).1;
    assert_eq!((&updated["MaximumRetryAttempts"], &updated["MaximumEventAgeInSeconds"]), (&json!(0), &json!(60)));
    assert_eq!(account.refused("PUT", path, &json!({ "MaximumRetryAttempts": 3 })), (400, "Validation".into()));
    assert_eq!(account.call("DELETE", path, &json!({})).0, 204);
}

#[test]
fn concurrency_permissions_and_tags_are_kept() {
    let mut account = Account::new();
    let negative = json!({ "ReservedConcurrentExecutions": -1 });
    assert_eq!(account.refused("PUT", "functions/f/concurrency", &negative), (400, "Validation".into()));
    account.publish();
    let reserved = json!({ "ReservedConcurrentExecutions": 5 });
    assert_eq!(account.call("PUT", "functions/f/concurrency", &reserved), (200, reserved.clone()));
    assert_eq!(account.call("GET", "functions/f/concurrency", &json!({})).1, reserved);
    let all = json!({ "ReservedConcurrentExecutions": 901 });
    assert_eq!(account.refused("PUT", "functions/f/concurrency", &all), (400, "InvalidParameterValue".into()));

    let permission = json!({ "StatementId": "s3", "Action": "lambda:InvokeFunction", "Principal": "s3.amazonaws.com" });
    assert_eq!(account.call("POST", "functions/f/policy", &permission).0, 201);
    assert_eq!(account.refused("POST", "functions/f/policy", &permission), (409, "ResourceConflict".into()));
    let policy = account.call("GET", "functions/f/policy", &json!({})).1["Policy"].as_str().unwrap().to_owned();
    let policy: Value = serde_json::from_str(&policy).unwrap();
    assert_eq!(policy["Statement"][0]["Principal"], json!({ "Service": "s3.amazonaws.com" }));
    let nobody = (404, "ResourceNotFound".into());
    assert_eq!(account.refused("POST", "functions/f/policy?Qualifier=77", &permission), nobody);
    let stale = (412, "PreconditionFailed".into());
    assert_eq!(account.refused("DELETE", "functions/f/policy/s3?RevisionId=bad", &json!({})), stale);
    assert_eq!(account.call("DELETE", "functions/f/policy/s3", &json!({})).0, 204);
    let mut of_organization = permission.clone();
    of_organization["RevisionId"] = "bad".into();
    assert_eq!(account.refused("POST", "functions/f/policy", &of_organization), stale);
    of_organization["RevisionId"] = Value::Null;
    of_organization["PrincipalOrgID"] = "o-shop".into();
    let (_, added) = account.call("POST", "functions/f/policy", &of_organization);
    let statement: Value = serde_json::from_str(added["Statement"].as_str().unwrap()).unwrap();
    assert_eq!(statement["Condition"]["StringEquals"], json!({ "aws:PrincipalOrgID": "o-shop" }));
    assert_eq!(account.call("DELETE", "functions/f/policy/s3", &json!({})).0, 204);
    assert_eq!(account.refused("GET", "functions/f/policy", &json!({})), (404, "ResourceNotFound".into()));

    let tags = "tags/arn:aws:lambda:us-east-1:123456789012:function:f";
    assert_eq!(account.call("POST", tags, &json!({ "Tags": { "team": "till", "stage": "x" } })).0, 204);
    assert_eq!(account.call("DELETE", &format!("{tags}?tagKeys=stage"), &json!({})).0, 204);
    assert_eq!(account.call("GET", tags, &json!({})).1, json!({ "Tags": { "team": "till" } }));

    let provisioned = "functions/f/provisioned-concurrency";
    let two = json!({ "ProvisionedConcurrentExecutions": 2 });
    assert_eq!(account.call("PUT", &format!("{provisioned}?Qualifier=1"), &two).0, 202);
    assert_eq!(account.call("GET", &format!("{provisioned}?Qualifier=1"), &json!({})).1["Status"], "READY");
    assert_eq!(account.refused("PUT", provisioned, &two), (400, "InvalidParameterValue".into()));
}
