//! What the step from one template to the next deploys.

use serde_json::json;
use template_transform::plan::{Plan, Publication, RoleChange};
use template_transform::{Document, Parameters};

const OLD: &str = "Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: s3://code/1.zip
      Timeout: 3
      MemorySize: 128
      AutoPublishAlias: live
      DeploymentPreference:
        Type: Linear10PercentEvery10Minutes
        Alarms: [errors]
        Hooks: { PreTraffic: !Ref Check }
  Check:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: s3://code/check.zip, DeploymentPreference: { Enabled: false } }
";

fn plan(old: &str, new: &str) -> Plan {
    let (old, new) = (Document::parse("old.yaml", old).unwrap(), Document::parse("new.yaml", new).unwrap());
    Plan::between(&old, &new, &Parameters::new())
}

#[test]
fn other_code_publishes_a_version_and_says_all_that_follows() {
    let plan = plan(OLD, &OLD.replace("1.zip", "2.zip"));
    assert_eq!(
        plan.functions[0].sentences(),
        [
            "`Orders` publishes a version, because of CodeUri",
            "traffic moves by Linear10PercentEvery10Minutes, 90 minutes from the first shift to the last",
            "the hook `Check` runs before traffic moves",
            "these alarms stop it: errors",
        ]
    );
    assert_eq!(
        serde_json::to_value(&plan.functions[0]).unwrap(),
        json!({
            "function": "Orders", "alias": "live",
            "publication": { "outcome": "published", "because_of": ["CodeUri"] },
            "hooks": [{ "phase": "PreTraffic", "function": "Check" }], "alarms": ["errors"],
            "strategy": "Linear10PercentEvery10Minutes", "shift_minutes": 90, "role_changes": []
        })
    );
}

#[test]
fn another_timeout_publishes_nothing_unless_all_properties_count() {
    let slower = |text: &str| text.replace("Timeout: 3\n", "Timeout: 30\n");
    let plan_of = |old: &str| plan(old, &slower(old)).functions.remove(0);
    let quiet = plan_of(OLD);
    assert_eq!(quiet.publication, Publication::Unchanged { changed_in_vain: vec!["Timeout".into()] });
    assert_eq!(
        quiet.sentences(),
        ["`Orders` publishes no version; Timeout changed, which alone publishes nothing: `live` keeps the old value"]
    );
    let all =
        OLD.replace("AutoPublishAlias: live", "AutoPublishAlias: live\n      AutoPublishAliasAllProperties: true");
    assert_eq!(plan_of(&all).publication, Publication::Published { because_of: vec!["Timeout".into()] });
}

#[test]
fn what_the_hash_covers_publishes_a_version() {
    for (before, after, because) in [
        ("MemorySize: 128", "MemorySize: 256", "MemorySize"),
        ("Timeout: 3", "Timeout: 3\n      Environment: { Variables: { A: b } }", "Environment"),
        ("Timeout: 3", "Timeout: 3\n      SnapStart: { ApplyOn: PublishedVersions }", "SnapStart"),
    ] {
        let publication = plan(OLD, &OLD.replace(before, after)).functions.remove(0).publication;
        assert_eq!(publication, Publication::Published { because_of: vec![because.into()] });
    }
}

#[test]
fn code_on_this_machine_decides_only_when_it_is_packaged() {
    let local = OLD.replace("s3://code/1.zip", "target/lambda/orders");
    let publication = plan(&local, &local).functions.remove(0).publication;
    assert_eq!(
        publication,
        Publication::WhenCodeChanges { path: "target/lambda/orders".into(), changed_in_vain: vec![] }
    );
}

#[test]
fn a_new_function_or_alias_starts_without_hooks() {
    let first = plan("Resources: {}", OLD).functions.remove(0);
    assert_eq!((first.publication.clone(), first.hooks.len()), (Publication::First, 0));
    let renamed = plan(OLD, &OLD.replace("AutoPublishAlias: live", "AutoPublishAlias: prod")).functions.remove(0);
    assert_eq!(renamed.publication, Publication::First);
    assert_eq!(plan(OLD, "Resources: {}").functions[0].publication, Publication::Removed);
    assert_eq!(plan(OLD, OLD).functions[1].publication, Publication::NoAlias);
}

#[test]
fn a_role_or_queue_that_differs_between_versions_is_told() {
    let changes = |line: &str| {
        plan(OLD, &OLD.replace("Timeout: 3", &format!("Timeout: 3\n      {line}"))).functions.remove(0).role_changes
    };
    assert_eq!(changes("Role: arn:aws:iam::123456789012:role/orders"), [RoleChange::AnotherRole]);
    assert_eq!(
        changes("DeadLetterQueue: { Type: SQS, TargetArn: 'arn:aws:sqs:eu-west-1:123456789012:dead' }"),
        [RoleChange::AnotherDeadLetterQueue]
    );
    assert_eq!(changes("Policies: [AmazonS3ReadOnlyAccess]"), [RoleChange::PoliciesOfBothVersions]);
}
