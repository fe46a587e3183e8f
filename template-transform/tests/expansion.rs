//! Whole templates and what they expand to.

use proptest::prelude::*;
use serde_json::{Value as Json, json};
use template_transform::expand::{Value, expand};
use template_transform::{Diagnostic, Document, Parameters};

const ORDERS: &str = include_str!("expansion/orders.yaml");

fn expanded(text: &str) -> Json {
    let document = Document::parse("t.yaml", text).unwrap();
    let parameters = Parameters::new();
    serde_json::from_str(&expand(&document, &parameters, "eu-west-1").unwrap().to_json()).unwrap()
}

fn found(text: &str) -> Vec<Diagnostic> {
    let document = Document::parse("t.yaml", text).unwrap();
    expand(&document, &Parameters::new(), "eu-west-1").unwrap_err()
}

fn only(text: &str) -> Diagnostic {
    let mut found = found(text);
    assert_eq!(found.len(), 1, "{found:#?}");
    found.remove(0)
}

/// A function whose properties start on line 4, in flow style.
fn function(properties: &str) -> String {
    format!(
        "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties: {{Handler: h, Runtime: r, InlineCode: c, {properties}}}\n"
    )
}

#[test]
fn a_guarded_function_expands_to_all_that_deploys_it() {
    let document = Document::parse("orders.yaml", ORDERS).unwrap();
    let parameters = Parameters::new().with("Stage", "prod");
    let expansion = expand(&document, &parameters, "eu-west-1").unwrap();
    let resources: Vec<(&str, &str, Option<&str>)> = expansion
        .resources()
        .map(|(id, resource)| (id, resource.get("Type").and_then(Value::as_str).unwrap(), expansion.origin(id)))
        .collect();
    assert_eq!(
        resources,
        [
            ("Table", "AWS::DynamoDB::Table", None),
            ("Errors", "AWS::CloudWatch::Alarm", None),
            ("Check", "AWS::Lambda::Function", Some("Check")),
            ("CheckRole", "AWS::IAM::Role", Some("Check")),
            ("Orders", "AWS::Lambda::Function", Some("Orders")),
            ("OrdersVersion238dffe61d", "AWS::Lambda::Version", Some("Orders")),
            ("OrdersAliaslive", "AWS::Lambda::Alias", Some("Orders")),
            ("OrdersRole", "AWS::IAM::Role", Some("Orders")),
            ("OrdersNightly", "AWS::Events::Rule", Some("Orders")),
            ("OrdersNightlyPermission", "AWS::Lambda::Permission", Some("Orders")),
            ("ServerlessDeploymentApplication", "AWS::CodeDeploy::Application", None),
            ("CodeDeployServiceRole", "AWS::IAM::Role", None),
            ("OrdersDeploymentGroup", "AWS::CodeDeploy::DeploymentGroup", Some("Orders")),
        ]
    );
}

#[test]
fn the_alias_says_how_it_is_deployed_and_the_group_when_to_stop() {
    let template = expanded(ORDERS);
    assert_eq!(
        template["Resources"]["OrdersAliaslive"]["UpdatePolicy"]["CodeDeployLambdaAliasUpdate"],
        json!({
            "ApplicationName": { "Ref": "ServerlessDeploymentApplication" },
            "DeploymentGroupName": { "Ref": "OrdersDeploymentGroup" },
            "BeforeAllowTrafficHook": { "Ref": "Check" }
        })
    );
    let group = &template["Resources"]["OrdersDeploymentGroup"]["Properties"];
    assert_eq!(group["AlarmConfiguration"], json!({ "Enabled": true, "Alarms": [{ "Name": { "Ref": "Errors" } }] }));
    assert_eq!(
        group["DeploymentConfigName"],
        json!({ "Fn::Sub": ["CodeDeployDefault.Lambda${ConfigName}", { "ConfigName": "Canary10Percent5Minutes" }] })
    );
    assert_eq!(group["ServiceRoleArn"], json!({ "Fn::GetAtt": ["CodeDeployServiceRole", "Arn"] }));
}

#[test]
fn references_go_to_the_generated_resources_and_nothing_of_sam_is_left() {
    let template = expanded(ORDERS);
    assert_eq!(
        template["Outputs"]["Version"]["Value"],
        json!({ "Fn::GetAtt": ["OrdersVersion731ba6f1bc", "Version"] })
    );
    assert_eq!(template["Outputs"]["Alias"]["Value"], json!({ "Fn::Sub": "${AWS::StackName} ${OrdersAliaslive}" }));
    assert!(template.get("Transform").is_none() && template.get("Globals").is_none());
}

#[test]
fn code_is_resolved_when_a_version_is_published_and_only_then() {
    let bucket = |alias: &str| {
        let text = format!(
            "Parameters: {{B: {{Type: String, Default: bucket}}}}\nResources:\n  F:\n    Type: AWS::Serverless::Function\n    \
             Properties: {{Handler: h, Runtime: r, CodeUri: {{Bucket: !Ref B, Key: k}}{alias}}}\n"
        );
        expanded(&text)["Resources"]["F"]["Properties"]["Code"]["S3Bucket"].clone()
    };
    assert_eq!(bucket(""), json!({ "Ref": "B" }));
    assert_eq!(bucket(", AutoPublishAlias: live"), json!("bucket"));
}

#[test]
fn yaml_says_the_same_as_json() {
    let document = Document::parse("orders.yaml", ORDERS).unwrap();
    let parameters = Parameters::new();
    let expansion = expand(&document, &parameters, "cn-north-1").unwrap();
    let yaml = expansion.to_yaml();
    assert!(yaml.contains("FunctionName: !Ref Orders\n"), "{yaml}");
    let back = Document::parse("expanded.yaml", &yaml).unwrap();
    assert_eq!(Value::from(back.root()).as_map().unwrap(), expansion.template());
}

#[test]
fn the_partition_follows_the_region() {
    let document = Document::parse("t.yaml", ORDERS).unwrap();
    let parameters = Parameters::new();
    for (region, arn) in [
        ("eu-west-1", "arn:aws:iam::aws:policy/service-role/AWSCodeDeployRoleForLambda"),
        ("cn-north-1", "arn:aws-cn:iam::aws:policy/service-role/AWSCodeDeployRoleForLambda"),
        ("us-iso-east-1", "arn:aws-iso:iam::aws:policy/service-role/AWSCodeDeployRoleForLambdaLimited"),
    ] {
        let expansion = expand(&document, &parameters, region).unwrap();
        let (_, role) = expansion.resources().find(|(id, _)| *id == "CodeDeployServiceRole").unwrap();
        let policies = role.get("Properties").unwrap().get("ManagedPolicyArns").unwrap().as_list().unwrap();
        assert_eq!(policies[0].as_str(), Some(arn));
    }
}

#[test]
fn all_mistakes_of_all_resources_are_told_in_one_run() {
    let text = "Resources:
  One:
    Type: AWS::Serverless::Function
    Properties:
      Handler: h
      Runtme: r
      Environment: wrong
  Two:
    Type: AWS::Serverless::SimpleTable
    Properties:
      PrimaryKey: {Name: id}
";
    let found: Vec<(Option<String>, u32, u32, &str)> = found(text)
        .into_iter()
        .map(|found| (found.resource, found.location.line, found.location.column, found.code))
        .collect();
    assert_eq!(
        found,
        [
            (Some("One".into()), 6, 7, "unknown-property"),
            (Some("One".into()), 7, 20, "wrong-type"),
            (Some("Two".into()), 11, 7, "missing-property"),
        ]
    );
}

#[test]
fn a_slip_of_the_hand_is_mended() {
    let found = only(&function("Runtme: r"));
    assert_eq!(found.to_string(), "t.yaml:4:57: a function has no property `Runtme`");
    assert_eq!(found.help.as_deref(), Some("did you mean `Runtime`?"));
    let found = only(&function("Events: {E: {Type: Shedule}}"));
    assert_eq!(found.message, "the event `E` is of type `Shedule`, and there is no such type");
    assert_eq!(found.help.as_deref(), Some("did you mean `Schedule`?"));
}

#[test]
fn a_mistake_in_globals_is_shown_where_it_stands() {
    let text = "Globals:
  Function:
    DeploymentPreference: {Type: AllAtOnce, PassthroughCondition: perhaps}
    AutoPublishAlias: live
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties: {Handler: h, Runtime: r, InlineCode: c}
";
    let found = only(text);
    assert_eq!((found.location.line, found.location.column), (3, 67));
    assert_eq!(found.resource.as_deref(), Some("F"));
}

#[test]
fn a_mistake_in_the_outer_form_hides_no_other() {
    let text = "Globals: {Function: {Nope: 1, Runtime: r}, Bad: {}}
Resources:
  A: {Type: AWS::Serverless::Function, Properties: {CodeUri: ./x, Handler: h, AutoPublishAlias: a.b}}
  B: {Type: AWS::Serverless::Function, Properties: 5}
  C: {Type: AWS::Serverless::StateMachine}
  D: {Type: AWS::S3::Bucket, Condition: [x]}
  E: {Type: AWS::Serverless::Function, Properties: {InlineCode: c, Handler: h}}
";
    let found = found(text);
    let told: Vec<(u32, &str, &str)> = found
        .iter()
        .map(|found| (found.location.line, found.code, found.resource.as_deref().unwrap_or_default()))
        .collect();
    let mut sorted = told.clone();
    sorted.sort_unstable();
    assert_eq!(
        sorted,
        [
            (1, "globals", ""),
            (1, "globals", ""),
            (3, "alias-name", "A"),
            (3, "code-location", "A"),
            (4, "template-structure", "B"),
            (5, "not-expanded", "C"),
            (6, "template-structure", "D"),
        ]
    );
}

#[test]
fn conditions_that_are_no_map_have_no_room_for_those_that_are_added() {
    let role = function("Role: !If [C, !Ref R, !Ref AWS::NoValue]");
    let finding = only(&format!("Conditions: [C]\n{role}"));
    assert_eq!(finding.to_string(), "t.yaml:1:1: `Conditions` has to be a map, and this is a list");
    let conditions = &expanded(&format!("Conditions: {{C: x}}\n{role}"))["Conditions"];
    assert_eq!(conditions, &json!({ "C": "x", "NOTC": { "Fn::Not": [{ "Condition": "C" }] } }));
}

#[test]
fn a_condition_is_made_from_one_of_the_template_only() {
    let finding = only(&function("Role: !If [C, !Ref R, !Ref AWS::NoValue]"));
    let expected = "t.yaml:4:57: the condition `C` is not defined: the template has no `Conditions`";
    assert_eq!((finding.to_string().as_str(), finding.resource.as_deref()), (expected, Some("F")));
}

#[test]
fn a_role_with_a_conditional_policy_takes_no_policy_of_a_source() {
    let source =
        "Events: {E: {Type: MQ, Properties: {Broker: b, SourceAccessConfigurations: [{Type: BASIC_AUTH, URI: u}]}}}";
    let text = |policy: &str| function(&format!("Policies: [{policy}], {source}"));
    let finding = only(&text("!If [C, {Statement: []}, !Ref AWS::NoValue]"));
    assert_eq!((finding.code, finding.resource.as_deref()), ("conditional-policy", Some("F")));
    let role = &expanded(&text("{Statement: !If [C, [], []]}"))["Resources"]["FRole"];
    assert_eq!(role["Properties"]["Policies"][1]["PolicyName"], "SamAutoGeneratedAMQPolicy");
}

#[test]
fn a_bucket_that_functions_share_has_all_their_notifications_and_the_tags_of_the_last() {
    let function = |name: &str, more: &str| {
        format!(
            "  {name}:\n    Type: AWS::Serverless::Function\n    Properties: {{Handler: h, Runtime: r, InlineCode: c, {more}, \
             Events: {{E: {{Type: S3, Properties: {{Bucket: !Ref B, Events: a}}}}}}}}\n"
        )
    };
    let bucket = "Resources:\n  B: {Type: AWS::S3::Bucket, DependsOn: [Q, Q]}\n";
    let (one, two) = (function("One", "PropagateTags: true, Tags: {t: 1}"), function("Two", "Timeout: 3"));
    let shared = |text: String| expanded(&text)["Resources"]["B"].clone();
    let notified = |name: &str| json!({ "Event": "a", "Function": { "Fn::GetAtt": [name, "Arn"] } });
    let untagged = shared(format!("{bucket}{one}{two}"));
    assert_eq!(
        untagged["Properties"],
        json!({ "NotificationConfiguration": { "LambdaConfigurations": [notified("One"), notified("Two")] } })
    );
    assert_eq!(untagged["DependsOn"], json!(["Q", "OneEPermission", "TwoEPermission"]));
    let tagged = shared(format!("{bucket}{two}{one}"));
    assert_eq!(tagged["Properties"]["Tags"], json!([{ "Key": "t", "Value": 1 }]));
}

#[test]
fn globals_that_cannot_be_read_let_no_function_lack_what_they_may_give() {
    let found = only(
        "Globals: {Function: 5}\nResources:\n  A: {Type: AWS::Serverless::Function, Properties: {InlineCode: c}}\n",
    );
    assert_eq!((found.code, found.location.line), ("globals", 1));
}

#[test]
fn what_is_not_expanded_yet_is_named_and_never_dropped() {
    let text = "Resources:\n  A:\n    Type: AWS::Serverless::StateMachine\n  F:\n    Type: AWS::Serverless::Function\n    Properties: {Handler: h, Runtime: r, \
         InlineCode: c, Events: {Web: {Type: HttpApi}}}\n";
    let messages: Vec<String> = found(text).iter().map(ToString::to_string).collect();
    assert_eq!(
        messages,
        [
            "t.yaml:3:11: `A` is of type `AWS::Serverless::StateMachine`, which is not expanded yet",
            "t.yaml:6:78: the event `Web` is of type `HttpApi`, which is not expanded yet",
        ]
    );
}

#[test]
fn a_generated_id_may_not_be_taken() {
    let text = function("AutoPublishAlias: live") + "  FAliaslive: {Type: 'AWS::SNS::Topic'}\n";
    let found = only(&text);
    assert_eq!(found.code, "duplicate-id");
    assert_eq!(found.resource.as_deref(), Some("F"));
}

#[test]
fn an_id_that_is_a_number_is_warned_of_beside_the_errors() {
    let found = found("Resources:\n  0: {Type: 'AWS::SNS::Topic'}\n  F-1: {Type: 'AWS::Serverless::SimpleTable'}\n");
    let resources: Vec<&str> = found.iter().filter_map(|found| found.resource.as_deref()).collect();
    assert_eq!(resources, ["F-1", "0"]);
}

#[test]
fn types_that_sam_does_not_know_stay_as_they_are() {
    let resource = json!({ "Type": "AWS::Serverless::Nothing", "Properties": 5 });
    assert_eq!(expanded(&json!({ "Resources": { "A": resource } }).to_string())["Resources"]["A"], resource);
}

proptest! {
    /// Whatever a slip of the hand does to a template, the answer is an expansion or diagnostics with places in the text.
    #[test]
    fn a_template_with_a_part_cut_out_never_makes_it_panic(from in 0..ORDERS.len(), length in 0..40_usize, put in "[ :{}\\[\\]!a1]{0,3}") {
        let until = (from + length).min(ORDERS.len());
        prop_assume!(ORDERS.is_char_boundary(from) && ORDERS.is_char_boundary(until));
        let text = format!("{}{put}{}", &ORDERS[..from], &ORDERS[until..]);
        if let Ok(document) = Document::parse("t.yaml", &text) {
            let lines = u32::try_from(text.lines().count()).unwrap() + 1;
            if let Err(found) = expand(&document, &Parameters::new(), "eu-west-1") {
                prop_assert!(!found.is_empty() && found.iter().all(|found| (1..=lines).contains(&found.location.line)));
            }
        }
    }
}
