//! What depends on a parameter or a condition.

use template_transform::check::check;
use template_transform::{Document, Parameters};

use crate::orders::{ALIAS, ORDERS, PREFERENCE, PROD, codes, only, orders};

fn prod(changes: &[(&str, &str)]) -> String {
    orders(changes).replace("Resources:\n", &format!("{PROD}Resources:\n"))
}

#[test]
fn a_parameter_publishes_no_version_however_it_is_referred_to() {
    let parameters =
        "Parameters: { Level: { Type: String, Default: x }, Size: { Type: Number, Default: 128 } }\nResources:\n";
    let with =
        |property: &str| orders(&[(ALIAS, &format!("{ALIAS}      {property}\n"))]).replace("Resources:\n", parameters);
    for property in [
        "Environment: { Variables: { LOG: !Ref Level } }",
        "Environment: { Variables: { LOG: !Sub '${Level}' } }",
        "Environment: { Variables: { LOG: !Sub ['${L}', { L: !Ref Level }] } }",
        "Environment: { Variables: { LOG: !Join ['-', [a, !Ref Level]] } }",
    ] {
        let message = "another value of `Level` does not reach the alias of `Orders`: it publishes no version";
        assert_eq!(only(&with(property)), ("parameter-publishes-no-version", 11, message.to_owned()), "{property}");
    }
    let message = "another value of `Size` does not reach the alias of `Orders`: it publishes no version";
    assert_eq!(only(&with("MemorySize: !Ref Size")), ("parameter-publishes-no-version", 11, message.to_owned()));
    let in_the_code = with("Environment: { Variables: { LOG: !Ref Level } }")
        .replace("CodeUri: s3://code/orders.zip", "CodeUri: { Bucket: code, Key: !Sub 'orders-${Level}.zip' }");
    assert_eq!(codes(&in_the_code), [""; 0]);
    assert_eq!(codes(&with("Environment: { Variables: { LOG: !Sub ['${Level}', { Level: x }] } }")), [""; 0]);
}

#[test]
fn what_wiring_adds_under_a_condition_is_enough_whatever_its_value_is_now() {
    let text = "Transform: AWS::Serverless-2016-10-31
Parameters: { Stage: { Type: String, Default: dev } }
Conditions: { Prod: !Equals [!Ref Stage, prod] }
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Condition: Prod
    Properties:
      CodeUri: s3://code/orders.zip
      AutoPublishAlias: live
      DeploymentPreference:
        Type: AllAtOnce
        PassthroughCondition: true
        Hooks: { PreTraffic: !Ref Check }
  Check:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: s3://code/check.zip, FunctionName: CodeDeployHook_check, Timeout: 60 }
";
    let document = template_transform::Document::parse("t.yaml", text).unwrap();
    let wired = template_transform::wire::wire(&document, &[], &template_transform::wire::Options::default());
    assert!(wired.text.contains("!If"), "{}", wired.text);
    let incomplete = codes(text);
    assert!(incomplete.contains(&"report-permission-missing"), "{incomplete:?}");
    assert_eq!(codes(&wired.text), [""; 0], "{}", wired.text);
}

#[test]
fn provisioned_concurrency_of_one_branch_is_found_with_every_gradual_strategy() {
    let provisioned = |node: &str, strategy: &str| {
        let property = format!("{ALIAS}      ProvisionedConcurrencyConfig: {node}\n");
        codes(&prod(&[(ALIAS, &property), ("Type: Canary10Percent5Minutes", &format!("Type: {strategy}"))]))
    };
    let conditional = "!If [Prod, { ProvisionedConcurrentExecutions: 5 }, !Ref AWS::NoValue]";
    let always = "{ ProvisionedConcurrentExecutions: 5 }";
    let found = ["provisioned-concurrency-with-weights"];
    assert_eq!(provisioned(conditional, "Canary10Percent5Minutes"), found);
    assert_eq!(provisioned(always, "!If [Prod, Canary10Percent5Minutes, AllAtOnce]"), found);
    assert_eq!(provisioned(conditional, "AllAtOnce"), [""; 0]);
    assert_eq!(provisioned("!Ref AWS::NoValue", "Canary10Percent5Minutes"), [""; 0]);
}

#[test]
fn a_misspelt_strategy_is_found_in_a_branch_and_among_the_allowed_values() {
    let branch = prod(&[("Type: Canary10Percent5Minutes", "Type: !If [Prod, Canary10Percent5Minute, AllAtOnce]")]);
    let message = "no strategy is called `Canary10Percent5Minute`: CodeDeploy brings none, and no \
                   `AWS::CodeDeploy::DeploymentConfig` of this template has that name";
    assert_eq!(only(&branch), ("unknown-strategy", 13, message.to_owned()));
    let allowed = |values: &str| {
        orders(&[("Type: Canary10Percent5Minutes", "Type: !Ref Pace")]).replace(
            "Resources:\n",
            &format!("Parameters: {{ Pace: {{ Type: String, AllowedValues: [{values}] }} }}\nResources:\n"),
        )
    };
    assert_eq!(only(&allowed("AllAtOnce, Canary10Percent5Minute")), ("unknown-strategy", 2, message.to_owned()));
    assert_eq!(codes(&allowed("AllAtOnce, Canary10Percent5Minutes, OurOwnPace")), [""; 0]);
}

#[test]
fn a_hooks_name_needs_its_prefix_in_every_branch() {
    let name = "FunctionName: !Sub CodeDeployHook_${AWS::StackName}_check";
    let named = |value: &str| prod(&[(name, &format!("FunctionName: {value}"))]);
    assert_eq!(
        only(&named("!If [Prod, CodeDeployHook_check, check]")),
        (
            "hook-name-without-prefix",
            23,
            "CodeDeploy may not call `Check`: its name `check` does not start with `CodeDeployHook_`".to_owned()
        )
    );
    assert_eq!(
        only(&named("!If [Prod, CodeDeployHook_check, !Ref AWS::NoValue]")),
        (
            "hook-name-without-prefix",
            23,
            "CodeDeploy may not call `Check`: it has no `FunctionName`, so its name starts with the stack's".to_owned()
        )
    );
    assert_eq!(codes(&named("!If [Prod, CodeDeployHook_a, CodeDeployHook_b]")), [""; 0]);
}

#[test]
fn a_hook_in_a_network_needs_the_endpoint_of_codedeploy_itself() {
    let subnet = "  Network: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }\n  \
                  Subnet: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Network } }\n";
    let endpoint = |service: &str| {
        let text =
            format!("{ORDERS}      VpcConfig: {{ SubnetIds: [!Ref Subnet], SecurityGroupIds: [sg-1] }}\n{subnet}");
        codes(&format!(
            "{text}  Endpoint: {{ Type: AWS::EC2::VPCEndpoint, Properties: {{ ServiceName: {service} }} }}\n"
        ))
    };
    let found = ["hook-without-route-to-codedeploy"];
    assert_eq!(endpoint("!Sub 'com.amazonaws.${AWS::Region}.codedeploy-commands-secure'"), found);
    assert_eq!(endpoint("com.amazonaws.eu-west-1.s3"), found);
    for service in [
        "!Sub 'com.amazonaws.${AWS::Region}.codedeploy'",
        "com.amazonaws.us-east-1.codedeploy-fips",
        "!Join ['.', [com.amazonaws, !Ref AWS::Region, codedeploy]]",
        "!ImportValue service",
    ] {
        assert_eq!(endpoint(service), [""; 0], "{service}");
    }
    let conditional = |subnets: &str| {
        let text = format!("{ORDERS}      VpcConfig: {{ SubnetIds: {subnets}, SecurityGroupIds: [sg-1] }}\n{subnet}");
        codes(&text.replace("Resources:\n", &format!("{PROD}Resources:\n")))
    };
    assert_eq!(conditional("!If [Prod, [!Ref Subnet], [subnet-1]]"), found);
    assert_eq!(conditional("!If [Prod, [subnet-2], [subnet-1]]"), [""; 0]);
}

#[test]
fn each_subnet_of_a_hook_needs_a_way_of_its_own() {
    let found = |more: &str| {
        let vpc = "      VpcConfig: { SubnetIds: [!Ref One, !Ref Two, subnet-3], SecurityGroupIds: [sg-1] }\n";
        let network = "  Network: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }\n";
        let subnet =
            |id: &str| format!("  {id}: {{ Type: AWS::EC2::Subnet, Properties: {{ VpcId: !Ref Network }} }}\n");
        let text = [ORDERS, vpc, network, &subnet("One"), &subnet("Two"), more].concat();
        let document = Document::parse("t.yaml", &text).unwrap();
        let findings = check(&document, &Parameters::new()).findings.into_iter();
        let closed = findings.filter(|found| found.code == "hook-without-route-to-codedeploy");
        closed
            .map(|found| found.message.split('`').skip(3).step_by(2).collect::<Vec<_>>().join(","))
            .collect::<Vec<_>>()
    };
    let joined = |subnet: &str, table: &str| {
        let properties = format!("{{ SubnetId: !Ref {subnet}, RouteTableId: {table} }}");
        format!("  Join{subnet}: {{ Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {properties} }}\n")
    };
    let table = "  Table: { Type: AWS::EC2::RouteTable, Properties: { VpcId: !Ref Network } }\n";
    let route = |route: &str| {
        let route = format!("{{ RouteTableId: !Ref Table, {route} }}");
        let gateway =
            "  Door: { Type: AWS::EC2::InternetGateway }\n  Nat: { Type: AWS::EC2::NatGateway, Properties: {} }\n";
        [
            table,
            gateway,
            &joined("One", "!Ref Table"),
            &format!("  Route: {{ Type: AWS::EC2::Route, Properties: {route} }}\n"),
        ]
        .concat()
    };
    assert_eq!(found(""), ["One,Two"]);
    assert_eq!(found("  Nat: { Type: AWS::EC2::NatGateway, Properties: {} }\n"), ["One,Two"]);
    assert_eq!(found(&(table.to_owned() + &joined("One", "!Ref Table") + &joined("Two", "!Ref Tables"))), ["One"]);
    assert_eq!(found(&route("DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref Nat")), ["Two"]);
    assert_eq!(found(&route("DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Door")), ["One,Two"]);
    // A hub may have the endpoint.
    assert_eq!(found(&route("DestinationCidrBlock: 10.1.0.0/16, TransitGatewayId: tgw-1")), ["Two"]);
    let private = route("DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref Nat");
    assert_eq!(found(&private.replace("Properties: {} }", "Properties: { ConnectivityType: private } }")), ["One,Two"]);
    for maker in [
        "'Fn::ForEach::Endpoints': [Service, [codedeploy], {}]",
        "Nested: { Type: AWS::CloudFormation::Stack }",
        "Routes: { Type: Custom::Routes }",
        "Net: { Type: 'Acme::Net::Hub::MODULE' }",
        "Propagated: { Type: AWS::EC2::VPNGatewayRoutePropagation }",
    ] {
        assert_eq!(found(&format!("  {maker}\n")), [""; 0], "{maker}");
    }
    assert_eq!(found(&route("DestinationPrefixListId: pl-1, GatewayId: !ImportValue door")), ["Two"]);
    let endpoint = |network: &str| {
        let service = "ServiceName: com.amazonaws.eu-west-1.codedeploy";
        found(&format!("  Own: {{ Type: AWS::EC2::VPCEndpoint, Properties: {{ VpcId: {network}, {service} }} }}\n"))
    };
    assert_eq!(endpoint("!Ref Network"), [""; 0]);
    assert_eq!(endpoint("vpc-1"), ["One,Two"]);
    assert_eq!(endpoint("!Ref Network, PrivateDnsEnabled: false"), ["One,Two"]);
}

#[test]
fn hooks_that_come_to_nothing_are_none() {
    for hooks in ["{ PreTraffic: !Ref AWS::NoValue }", "{ PreTraffic: !Ref AWS::NoValue, PostTraffic: }"] {
        let text = orders(&[(PREFERENCE, &format!("        Hooks: {hooks}\n"))]);
        assert!(codes(&text).contains(&"nothing-watches"), "{hooks}");
    }
    let perhaps = prod(&[("!Ref Check }", "!If [Prod, !Ref Check, !Ref AWS::NoValue] }")]);
    assert!(!codes(&perhaps).contains(&"nothing-watches"));
}

#[test]
fn an_empty_list_does_not_clear_the_alarms_of_globals() {
    let text = orders(&[(PREFERENCE, &format!("{PREFERENCE}        Alarms: []\n"))]);
    assert_eq!(
        only(&text),
        ("empty-alarm-list", 13, "`Orders` watches no alarm, and those of earlier deployments stay".to_owned())
    );
    let globals = "Globals: { Function: { DeploymentPreference: { Alarms: [errors] } } }\nResources:\n";
    assert_eq!(
        only(&text.replace("Resources:\n", globals)),
        ("empty-alarm-list", 14, "`[]` does not clear the alarms that `Orders` has from `Globals`".to_owned())
    );
}
