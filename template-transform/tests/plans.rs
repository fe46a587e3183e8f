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
fn each_deployment_may_have_parameters_of_its_own() {
    let text = OLD.replace("s3://code/1.zip", "{ Bucket: code, Key: !Ref Key }");
    let text = format!("Parameters: {{ Key: {{ Type: String }} }}\n{text}");
    let document = Document::parse("t.yaml", &text).unwrap();
    let publication = |before: &str, now: &str| {
        let [before, now] = [before, now].map(|key| Parameters::new().with("Key", key));
        Plan::between_deployments((&document, &before), (&document, &now)).functions.remove(0).publication
    };
    assert_eq!(publication("1.zip", "1.zip"), Publication::Unchanged { changed_in_vain: vec![] });
    assert_eq!(publication("1.zip", "2.zip"), Publication::Published { because_of: vec!["CodeUri".into()] });
    let without =
        Plan::between(&document, &document, &Parameters::new().with("Key", "1.zip")).functions.remove(0).publication;
    let depends = Publication::WhenParametersChange { parameters: vec!["Key".into()], changed_in_vain: vec![] };
    assert_eq!(without, depends, "what the deployment before had is not known");
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
            "guarded": true, "hooks": [{ "phase": "PreTraffic", "function": "Check", "certain": true }],
            "alarms": ["errors"], "possible_alarms": [], "strategy": "Linear10PercentEvery10Minutes",
            "shift_minutes": 90, "possible_strategies": [], "role_changes": [], "not_known": []
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

/// A guarded function with these properties, in a template with these sections above.
fn function(properties: &[&str], sections: &str, preference: &str) -> String {
    let properties = properties.join("\n      ");
    format!(
        "{sections}Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      \
         DeploymentPreference: {preference}\n      {properties}\n"
    )
}

const CANARY: &str = "{ Type: Canary10Percent5Minutes, Alarms: [a] }";
const CODE: &str = "CodeUri: s3://b/k";
const ALIAS: &str = "AutoPublishAlias: live";

fn first(old: &str, new: &str) -> Vec<String> {
    plan(old, new).functions[0].sentences()
}

#[test]
fn what_has_the_same_hash_publishes_nothing() {
    let old = function(&[CODE, ALIAS], "", CANARY);
    for (properties, in_vain) in [
        (&["CodeUri: { Bucket: b, Key: k }", ALIAS][..], ""),
        (&[CODE, ALIAS, "PackageType: Zip"], ""),
        (
            &[CODE, ALIAS, "SnapStart: { ApplyOn: None }"],
            "; SnapStart changed, which alone publishes nothing: `live` keeps the old value",
        ),
        (&[CODE, ALIAS, "Layers: [a]"], "; Layers changed, which alone publishes nothing: `live` keeps the old value"),
    ] {
        let said = first(&old, &function(properties, "", CANARY));
        assert_eq!(said, [format!("`F` publishes no version{in_vain}")], "{properties:?}");
    }
}

#[test]
fn parameters_in_the_code_have_the_value_of_each_template() {
    let with = |declaration: &str, property: &str| {
        function(&[property, ALIAS], &format!("Parameters: {{ K: {{ Type: String{declaration} }} }}\n"), CANARY)
    };
    let key = "CodeUri: { Bucket: b, Key: !Ref K }";
    assert_eq!(
        first(&with(", Default: v1", key), &with(", Default: v2", key))[0],
        "`F` publishes a version, because of CodeUri"
    );
    assert_eq!(first(&with(", Default: v1", key), &with(", Default: v1", key))[0], "`F` publishes no version");
    assert_eq!(
        first(&with("", key), &with("", key))[0],
        "`F` publishes a version if `K` has another value than before"
    );
    let sha = "AutoPublishCodeSha256: !Ref K\n      CodeUri: s3://b/k";
    assert_eq!(
        first(&with(", Default: abc", sha), &with(", Default: abd", sha))[0],
        "`F` publishes a version, because of AutoPublishCodeSha256"
    );
    assert_eq!(
        first(&with("", sha), &with("", sha))[0],
        "`F` publishes a version if `K` has another value than before"
    );
    let environment = "CodeUri: s3://b/k\n      Environment: { Variables: { L: !Ref K } }";
    assert_eq!(
        first(&with(", Default: v1", environment), &with(", Default: v2", environment))[0],
        "`F` publishes no version"
    );
    let old = Document::parse("old.yaml", &with(", Default: v1", key)).unwrap();
    let given = Plan::between(&old, &old, &Parameters::new().with("K", "v2"));
    assert_eq!(given.functions[0].sentences()[0], "`F` publishes a version if `K` has another value than before");
}

#[test]
fn an_image_that_is_yet_to_be_built_decides() {
    let image = function(&["PackageType: Image", ALIAS], "", CANARY)
        + "    Metadata: { Dockerfile: Dockerfile, DockerContext: . }\n";
    let said = first(&image, &image);
    assert_eq!(said[0], "`F` publishes a version if its built image has changed");
    assert_eq!(said[1], "traffic moves by Canary10Percent5Minutes, 5 minutes from the first shift to the last");
    let more = image.replace("PackageType", "MemorySize: 512\n      PackageType");
    assert_eq!(first(&image, &more)[0], "`F` publishes a version, because of MemorySize");
}

#[test]
fn an_alias_a_strategy_and_a_switch_that_only_the_deployment_knows_are_told_as_such() {
    let other = "CodeUri: s3://b/other";
    let parameter = "Parameters: { P: { Type: String } }\n";
    let unknown = "the parameter `P` has neither a default nor a given value";
    let published = "`F` publishes a version, because of CodeUri";
    let alias = |code| function(&[code, "AutoPublishAlias: !Ref P"], parameter, "{ Type: AllAtOnce }");
    assert_eq!(
        first(&alias(CODE), &alias(other)),
        [
            published.to_owned(),
            format!("the name of its alias is not known: {unknown}"),
            "all traffic moves at once (AllAtOnce)".to_owned(),
            "no hook runs".to_owned()
        ]
    );
    let renamed = function(&[CODE, ALIAS], "", "{ Type: AllAtOnce }");
    assert_eq!(
        first(&renamed, &alias(CODE))[0],
        "whether `F` publishes a version is not known: its alias may be another one than before"
    );
    let switched = |code| function(&[code, ALIAS], parameter, "{ Type: AllAtOnce, Enabled: !Ref P }");
    assert_eq!(
        first(&switched(CODE), &switched(other))[1],
        format!("whether CodeDeploy moves the traffic is not known: {unknown}")
    );
    let paced = |code| function(&[code, ALIAS], parameter, "{ Type: !Ref P }");
    assert_eq!(
        first(&paced(CODE), &paced(other))[1..3],
        [format!("its strategy is not known: {unknown}"), "how traffic moves is not known".to_owned()]
    );
}

#[test]
fn what_a_condition_decides_is_listed_with_all_its_branches() {
    let sections = "Parameters: { P: { Type: String } }\nConditions: { C: !Equals [!Ref P, x] }\n";
    let preference = "{ Type: !If [C, Linear10PercentEvery1Minute, AllAtOnce], Alarms: [a, !If [C, b, !Ref AWS::NoValue]], \
                      Hooks: { PreTraffic: !If [C, !Ref H, !Ref AWS::NoValue], PostTraffic: !ImportValue checker } }";
    let text = |code| {
        function(&[code, ALIAS], sections, preference)
            + "  H: { Type: AWS::Serverless::Function, Properties: { CodeUri: s3://b/h } }\n"
    };
    assert_eq!(
        first(&text(CODE), &text("CodeUri: s3://b/other")),
        [
            "`F` publishes a version, because of CodeUri",
            "its strategy is not known: the parameter `P` has neither a default nor a given value",
            "traffic moves by Linear10PercentEvery1Minute (9 minutes) or AllAtOnce (at once): only the deployment knows which",
            "the hook `H` may run before traffic moves: only the deployment knows",
            "the hook `!ImportValue checker` runs after all traffic has moved",
            "these alarms stop it: a",
            "these alarms may stop it, only the deployment knows: b",
        ]
    );
}

#[test]
fn a_function_that_its_condition_leaves_out_is_not_deployed() {
    let sections = "Conditions: { Never: !Equals [a, b] }\n";
    let old = function(&[CODE, ALIAS], sections, CANARY);
    let out = old.clone() + "    Condition: Never\n";
    assert_eq!(first(&old, &out), ["`F` is not deployed: its condition is false"]);
    assert_eq!(plan(&out, &old).functions[0].publication, Publication::First);
    let perhaps =
        out.replace("[a, b]", "[a, !Ref P]").replace("Conditions", "Parameters: { P: { Type: String } }\nConditions");
    assert_eq!(
        first(&perhaps, &perhaps)[1],
        "whether it is deployed at all is not known: the parameter `P` has neither a default nor a given value"
    );
}

#[test]
fn a_role_is_told_with_its_new_policies_and_with_no_shift_where_there_is_none() {
    let role = |policies: &str| {
        function(&[CODE, ALIAS, "Role: !GetAtt R.Arn"], "", CANARY)
            + &format!("  R: {{ Type: AWS::IAM::Role, Properties: {{ Policies: [{policies}] }} }}\n")
    };
    let more = role("{ PolicyName: p, PolicyDocument: { Statement: [] } }");
    assert_eq!(plan(&role(""), &more).functions[0].role_changes, [RoleChange::PoliciesOfBothVersions]);
    let at = |number: u32, code: &str, pace: &str| {
        function(
            &[code, ALIAS, &format!("Role: arn:aws:iam::123456789012:role/{number}")],
            "",
            &format!("{{ Type: {pace} }}"),
        )
    };
    let last = |pace| first(&at(1, CODE, pace), &at(2, "CodeUri: s3://b/other", pace)).pop().unwrap();
    assert_eq!(last("AllAtOnce"), "its role is another one");
    assert_eq!(
        last("Canary10Percent5Minutes"),
        "its role is another one: Lambda gives an alias no weights between versions with two roles, so a gradual shift fails"
    );
}

#[test]
fn a_property_that_is_written_otherwise_and_comes_to_the_same_has_not_changed() {
    let head = "Parameters: { P: { Type: String, Default: '9' }, U: { Type: String } }\nConditions: { Yes: !Equals [a, a], \
                Perhaps: !Equals [!Ref U, a] }\n";
    let roles = "  A: { Type: AWS::IAM::Role }\n  B: { Type: AWS::IAM::Role }\n";
    let with = |property: &str| head.to_owned() + &OLD.replace("Timeout: 3\n", &format!("{property}\n")) + roles;
    let said = |old: &str, new: &str| {
        let plan = plan(&with(old), &with(new)).functions.remove(0);
        let Publication::Unchanged { changed_in_vain } = plan.publication else { panic!("{:?}", plan.publication) };
        (changed_in_vain.join(","), plan.role_changes.contains(&RoleChange::AnotherRole))
    };
    for (old, new) in [
        ("Role: !GetAtt A.Arn", "Role: !Sub '${A.Arn}'"),
        ("Role: !GetAtt A.Arn", "Role: { 'Fn::GetAtt': A.Arn }"),
        ("Role: !GetAtt A.Arn", "Role: !If [Yes, !GetAtt A.Arn, !GetAtt B.Arn]"),
        ("Role: !GetAtt A.Arn", "Role: !If [Perhaps, !GetAtt A.Arn, !GetAtt B.Arn]"),
        ("Role: !ImportValue role", "Role: !Ref U"),
        ("Timeout: 3", "Role: !Ref AWS::NoValue"),
        ("Timeout: 3", "Layers: []"),
        ("Timeout: 30", "Timeout: '30'"),
        ("Timeout: 9", "Timeout: !Ref P"),
        ("Timeout: 3", "Architectures: [x86_64]"),
        ("Timeout: 3", "Tags: { team: shop }"),
        ("Timeout: 3", "ReservedConcurrentExecutions: 5"),
    ] {
        assert_eq!(said(old, new), (String::new(), false), "{old} {new}");
    }
    assert_eq!(said("Role: !GetAtt A.Arn", "Role: !Sub '${B.Arn}'"), ("Role".into(), true));
    assert_eq!(said("Timeout: 9", "Timeout: 30"), ("Timeout".into(), false));
    assert_eq!(said("Timeout: 9", "Layers: [a]"), ("Layers,Timeout".into(), false));
}

#[test]
fn another_value_of_a_parameter_changes_what_is_written_alike_when_both_are_given() {
    let text = format!("Parameters: {{ T: {{ Type: Number }} }}\n{}", OLD.replace("Timeout: 3", "Timeout: !Ref T"));
    let document = Document::parse("t.yaml", &text).unwrap();
    let [before, now] = ["3", "30"].map(|value| Parameters::new().with("T", value));
    let given = Plan::between_deployments((&document, &before), (&document, &now)).functions.remove(0).publication;
    assert_eq!(given, Publication::Unchanged { changed_in_vain: vec!["Timeout".into()] });
    let open = Plan::between(&document, &document, &now).functions.remove(0).publication;
    assert_eq!(open, Publication::Unchanged { changed_in_vain: vec![] });
}

#[test]
fn a_function_with_another_name_is_another_function() {
    let named = |name: &str| OLD.replace("Timeout: 3", &format!("FunctionName: {name}"));
    assert_eq!(plan(&named("one"), &named("two")).functions.remove(0).publication, Publication::First);
}
