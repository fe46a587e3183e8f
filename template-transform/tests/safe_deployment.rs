//! What a template says about its safe deployment.

use template_transform::model::{
    Architecture, Code, EnvironmentValue, FunctionKind, LogicalId, Resolved, Strategy, StrategySource, UnknownReason,
};
use template_transform::{Application, Document, Parameters};

const SHOP: &str = r#"
Parameters:
  Stage: { Type: String, Default: dev }
  Subnets: { Type: CommaDelimitedList, Default: "a, b" }
  Secret: { Type: String }
Mappings:
  Stages:
    dev: { Strategy: AllAtOnce }
    prod: { Strategy: Linear10PercentEvery1Minute }
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Globals:
  Function:
    Runtime: provided.al2023
    Timeout: 30
    Architectures: [x86_64]
    Environment:
      Variables:
        STAGE: !Ref Stage
        SHARED: global
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Metadata:
      BuildMethod: rust-cargolambda
      BuildProperties: { Binary: orders }
    Properties:
      CodeUri: ./orders
      Handler: bootstrap
      MemorySize: "512"
      Architectures: [arm64]
      AutoPublishAlias: live
      Environment:
        Variables:
          SHARED: own
          SECRET: !Ref Secret
          BUCKET: !Sub "${Stage}-${!x}-orders"
          FLAG: true
          LIST: !Join ["-", !Ref Subnets]
          GONE: !If [IsProd, x, !Ref AWS::NoValue]
          TABLE: !Ref Table
          REGION: !Ref AWS::Region
      DeploymentPreference:
        Type: !FindInMap [Stages, !Ref Stage, Strategy]
        Hooks:
          PreTraffic: !Ref Before
          PostTraffic: !GetAtt After.Arn
  Before:
    Type: AWS::Serverless::Function
    Properties:
      InlineCode: "exports.handler = 1"
      FunctionName: !Sub "CodeDeployHook_${AWS::StackName}"
      DeploymentPreference: { Enabled: false }
      Environment:
        Variables:
          CurrentVersion: !Ref Orders.Version
          SameVersion: !Sub "${Orders.Version}"
          Mapped: !Sub ["${V}", { V: !Ref Orders.Version }]
          Alias: !Ref Orders.Alias
          Name: !Ref Orders
          Arn: !GetAtt Orders.Arn
          Mixed: !Sub "${Orders}:live"
  After:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.12
      Code: { S3Bucket: b, S3Key: k }
  Table:
    Type: AWS::Serverless::SimpleTable
"#;

fn read(text: &str, parameters: &Parameters) -> Application {
    Application::read(&Document::parse("t.yaml", text).unwrap(), parameters).unwrap()
}

fn id(text: &str) -> LogicalId {
    LogicalId::new(text)
}

fn variable(application: &Application, function: &str, name: &str) -> EnvironmentValue {
    let function = application.function(&id(function)).unwrap();
    function.environment.iter().find(|variable| variable.name == name).unwrap().value.clone()
}

fn reason(value: EnvironmentValue) -> UnknownReason {
    match value {
        EnvironmentValue::Unknown(unknown) => unknown.reason,
        known => panic!("known: {known:?}"),
    }
}

#[test]
fn a_function_is_read_with_its_globals() {
    let application = read(SHOP, &Parameters::new());
    let orders = application.function(&id("Orders")).unwrap();
    assert_eq!(orders.kind, FunctionKind::Serverless);
    assert_eq!(orders.location.to_string(), "t.yaml:22:3");
    assert_eq!(orders.runtime, Resolved::Known(Some("provided.al2023".into())));
    assert_eq!(orders.runtime_location.to_string(), "t.yaml:14:14");
    assert_eq!(orders.handler, Resolved::Known(Some("bootstrap".into())));
    assert_eq!((&orders.timeout_seconds, &orders.memory_megabytes), (&Resolved::Known(30), &Resolved::Known(512)));
    assert_eq!(orders.architecture, Resolved::Known(Architecture::Arm64));
    let Code::Path(path) = &orders.code else { panic!("{:?}", orders.code) };
    assert_eq!((path.path.as_str(), path.location.to_string().as_str()), ("./orders", "t.yaml:28:16"));
    let build = orders.build.as_ref().unwrap();
    assert_eq!(build.method, Resolved::Known(Some("rust-cargolambda".into())));
    assert_eq!(build.binary, Resolved::Known(Some("orders".into())));
}

#[test]
fn what_a_function_leaves_out_has_lambdas_defaults() {
    let application = read(SHOP, &Parameters::new());
    let after = application.function(&id("After")).unwrap();
    assert_eq!((&after.timeout_seconds, &after.memory_megabytes), (&Resolved::Known(3), &Resolved::Known(128)));
    assert_eq!(after.architecture, Resolved::Known(Architecture::X86_64));
    assert!(matches!(after.code, Code::S3 { .. }));
    assert_eq!((after.kind, after.function_name.clone()), (FunctionKind::Lambda, Resolved::Known(None)));
}

#[test]
fn a_guarded_function_has_its_alias_strategy_and_hooks() {
    let application = read(SHOP, &Parameters::new());
    let [guarded] = application.guarded_functions() else { panic!("{:?}", application.guarded_functions()) };
    assert_eq!((guarded.function.as_str(), guarded.alias.as_str()), ("Orders", "live"));
    assert_eq!(guarded.location.to_string(), "t.yaml:43:7");
    assert_eq!((guarded.strategy.strategy, guarded.strategy.name.as_str()), (Strategy::AllAtOnce, "AllAtOnce"));
    assert_eq!(guarded.strategy.source, StrategySource::Predefined);
    assert_eq!(guarded.strategy.location.to_string(), "t.yaml:44:15");
    let hooks = [&guarded.pre_traffic, &guarded.post_traffic].map(|hook| hook.as_ref().unwrap());
    assert_eq!(hooks.map(|hook| hook.function.as_str()), ["Before", "After"]);
    assert_eq!(hooks.map(|hook| hook.location.line), [46, 47]);
}

#[test]
fn given_parameters_choose_the_strategy() {
    let application = read(SHOP, &Parameters::new().with("Stage", "prod"));
    let strategy = &application.guarded_functions()[0].strategy;
    assert_eq!(strategy.strategy, Strategy::Linear { percentage: 10, interval_minutes: 1 });
    assert_eq!(variable(&application, "Orders", "GONE"), EnvironmentValue::Text("x".into()));
}

#[test]
fn variables_keep_the_references_to_functions() {
    let application = read(SHOP, &Parameters::new());
    for (name, value) in [
        ("CurrentVersion", EnvironmentValue::VersionOf(id("Orders"))),
        ("SameVersion", EnvironmentValue::VersionOf(id("Orders"))),
        ("Mapped", EnvironmentValue::VersionOf(id("Orders"))),
        ("Alias", EnvironmentValue::AliasOf(id("Orders"))),
        ("Name", EnvironmentValue::NameOf(id("Orders"))),
        ("Arn", EnvironmentValue::ArnOf(id("Orders"))),
        ("STAGE", EnvironmentValue::Text("dev".into())),
    ] {
        assert_eq!(variable(&application, "Before", name), value, "{name}");
    }
    assert_eq!(reason(variable(&application, "Before", "Mixed")), UnknownReason::Resource(id("Orders")));
}

#[test]
fn variables_are_resolved_as_far_as_they_can_be_known() {
    let application = read(SHOP, &Parameters::new());
    let names: Vec<_> = application.functions()[0].environment.iter().map(|variable| variable.name.as_str()).collect();
    assert_eq!(names, ["STAGE", "SHARED", "SECRET", "BUCKET", "FLAG", "LIST", "TABLE", "REGION"]);
    for (name, text) in
        [("STAGE", "dev"), ("SHARED", "own"), ("BUCKET", "dev-${x}-orders"), ("FLAG", "true"), ("LIST", "a-b")]
    {
        assert_eq!(variable(&application, "Orders", name), EnvironmentValue::Text(text.into()), "{name}");
    }
    assert_eq!(
        reason(variable(&application, "Orders", "SECRET")),
        UnknownReason::ParameterWithoutValue("Secret".into())
    );
    assert_eq!(reason(variable(&application, "Orders", "TABLE")), UnknownReason::Resource(id("Table")));
    assert_eq!(
        reason(variable(&application, "Orders", "REGION")),
        UnknownReason::PseudoParameter("AWS::Region".into())
    );
    let application = read(SHOP, &Parameters::new().with_region("eu-west-1"));
    assert_eq!(variable(&application, "Orders", "REGION"), EnvironmentValue::Text("eu-west-1".into()));
}

fn with_preference(preference: &str, rest: &str) -> String {
    format!(
        "Parameters: {{ Flag: {{ Type: String, Default: 'false' }} }}\nConditions: {{ Never: !Equals [a, b] }}\nResources:\n  A:\n    \
         Type: AWS::Serverless::Function\n    Properties: {{ AutoPublishAlias: live, DeploymentPreference: {{ Type: AllAtOnce }} }}\n  \
         F:\n    Type: AWS::Serverless::Function\n    Properties:\n      AutoPublishAlias: live\n      DeploymentPreference: {preference}\n{rest}"
    )
}

fn guards(preference: &str) -> bool {
    let application = read(&with_preference(preference, ""), &Parameters::new());
    application.guarded_functions().iter().any(|guarded| guarded.function.as_str() == "F")
}

#[test]
fn a_preference_is_enabled_as_sam_takes_it() {
    for disabled in ["false", "'False'", "no", "0", "''", "~", "!Ref Flag"] {
        assert!(!guards(&format!("{{ Enabled: {disabled} }}")), "{disabled}");
    }
    for enabled in ["true", "'no'", "'FALSE'", "1", "!If [Never, true, false]"] {
        assert!(guards(&format!("{{ Enabled: {enabled}, Type: AllAtOnce }}")), "{enabled}");
    }
    assert!(!guards("{}") && !guards("~"));
}

#[test]
fn an_if_that_sam_does_not_read_is_a_warning() {
    let text = with_preference("{ Enabled: !If [Never, true, false], Type: AllAtOnce }", "");
    let application = read(&text, &Parameters::new());
    assert_eq!(application.warnings().iter().map(|found| found.code).collect::<Vec<_>>(), ["enabled-is-always-true"]);
}

#[test]
fn a_function_that_a_condition_leaves_out_is_not_guarded() {
    let text = with_preference("{ Type: AllAtOnce }", "").replace("  F:\n", "  F:\n    Condition: Never\n");
    let application = read(&text, &Parameters::new());
    assert_eq!(application.guarded_functions().len(), 1);
    assert_eq!(application.function(&id("F")).unwrap().deployed, Resolved::Known(false));
}

#[test]
fn a_configuration_of_the_template_is_found_by_reference_and_by_name() {
    let config = "  Slow:\n    Type: AWS::CodeDeploy::DeploymentConfig\n    Properties:\n      DeploymentConfigName: slow\n      \
                  ComputePlatform: Lambda\n      TrafficRoutingConfig:\n        Type: TimeBasedLinear\n        \
                  TimeBasedLinear: { LinearPercentage: 25, LinearInterval: 60 }\n";
    for kind in ["!Ref Slow", "slow"] {
        let application = read(&with_preference(&format!("{{ Type: {kind} }}"), config), &Parameters::new());
        let strategy = &application.guarded_functions()[1].strategy;
        assert_eq!(strategy.strategy, Strategy::Linear { percentage: 25, interval_minutes: 60 });
        assert_eq!((strategy.name.as_str(), &strategy.source), ("slow", &StrategySource::Configuration(id("Slow"))));
    }
}

#[test]
fn a_hook_is_found_however_it_is_named() {
    let hook = "  Hook:\n    Type: AWS::Serverless::Function\n    Properties: { FunctionName: NAME }\n  \
                Published:\n    Type: AWS::Lambda::Version\n    Properties: { FunctionName: !Ref Hook }\n";
    for (written, name) in [
        ("!Ref Hook", "x"),
        ("!GetAtt Hook.Arn", "x"),
        ("!Ref Hook.Version", "x"),
        ("!Ref Hook.Alias", "x"),
        ("{ Ref: Hook }", "x"),
        ("!Sub '${Hook.Arn}'", "x"),
        ("!Ref Published", "x"),
        ("checks", "checks"),
        ("'arn:aws:lambda:eu-west-1:123456789012:function:checks:3'", "checks"),
        ("!Sub 'CodeDeployHook_${AWS::StackName}'", "!Sub 'CodeDeployHook_${AWS::StackName}'"),
        ("!If [Never, !Ref A, !Ref Hook]", "x"),
    ] {
        let text = with_preference(
            &format!("{{ Type: AllAtOnce, Hooks: {{ PreTraffic: {written} }} }}"),
            &hook.replace("NAME", name),
        );
        let application = read(&text, &Parameters::new());
        let found = application.guarded_functions()[1].pre_traffic.as_ref().map(|hook| hook.function.as_str());
        assert_eq!(found, Some("Hook"), "{written}");
    }
}

#[test]
fn ignored_globals_are_not_merged() {
    let text = "Globals: { Function: { AutoPublishAlias: live, Timeout: 9, DeploymentPreference: { Type: AllAtOnce } } }\nResources:\n  \
                A: { Type: AWS::Serverless::Function }\n  B: { Type: AWS::Serverless::Function, IgnoreGlobals: '*' }\n  \
                C: { Type: AWS::Serverless::Function, IgnoreGlobals: [DeploymentPreference] }\n  \
                D: { Type: AWS::Serverless::Function, Properties: { DeploymentPreference: { Enabled: false }, AutoPublishAlias: '' } }\n";
    let application = read(text, &Parameters::new());
    let guarded: Vec<_> = application.guarded_functions().iter().map(|guarded| guarded.function.as_str()).collect();
    assert_eq!(guarded, ["A"]);
    let timeouts: Vec<_> =
        application.functions().iter().map(|function| *function.timeout_seconds.known().unwrap()).collect();
    assert_eq!(timeouts, [9, 3, 9, 9]);
}
