"""A safe deployment as a Python program makes it: set up, succeed, roll back on an alarm, stop, and every error of a report."""

import copy
import json
import os
import tempfile
from datetime import timedelta

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, WaiterError

import shapes
from stage import FUNCTION_ARN, ROLE, advance, behave, bootstrap_zip, control, equal, revision, silent_hook_zip

FOLDER = tempfile.TemporaryDirectory()
config = Config(retries={"total_max_attempts": 1})
awslambda = shapes.watch(boto3.client("lambda", config=config))
codedeploy = shapes.watch(boto3.client("codedeploy", config=config))
cloudwatch = shapes.watch(boto3.client("cloudwatch", config=config))


def set_up():
    made = awslambda.create_function(
        FunctionName="orders", Runtime="provided.al2023", Role=ROLE, Handler="bootstrap", Code={"ZipFile": bootstrap_zip()}
    )
    equal(made["FunctionArn"], f"{FUNCTION_ARN}:orders", "the function's ARN")
    awslambda.get_waiter("function_active_v2").wait(FunctionName="orders", WaiterConfig={"Delay": 1})
    equal(awslambda.publish_version(FunctionName="orders")["Version"], "1", "the first version")
    equal(awslambda.publish_version(FunctionName="orders")["Version"], "1", "a version without a change")
    awslambda.create_alias(FunctionName="orders", Name="live", FunctionVersion="1")
    for number in ("2", "3", "4"):
        awslambda.update_function_code(FunctionName="orders", ZipFile=bootstrap_zip(note=number))
        equal(awslambda.publish_version(FunctionName="orders")["Version"], number, "the next version")
    behave(1, answers={"total": 100})
    for version in (2, 4):
        behave(version, answers={"total": 900})
    behave(3, answers={"total": 900}, error_rate=[{"at": 0, "value": 0}])
    for name, handler in (("CodeDeployHook_before", "checks_the_total"), ("CodeDeployHook_after", "succeeds")):
        awslambda.create_function(
            FunctionName=name,
            Runtime="provided.al2023",
            Role=ROLE,
            Handler=handler,
            Timeout=30,
            Code={"ZipFile": bootstrap_zip(os.environ["HOOK_PROGRAM"])},
        )
    codedeploy.create_application(applicationName="shop", computePlatform="Lambda", tags=[{"Key": "team", "Value": "till"}])
    cloudwatch.put_metric_alarm(
        AlarmName="new-version-errors",
        Namespace="AWS/Lambda",
        MetricName="Errors",
        Dimensions=[
            {"Name": "FunctionName", "Value": "orders"},
            {"Name": "Resource", "Value": "orders:live"},
            {"Name": "ExecutedVersion", "Value": "3"},
        ],
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=2,
        Threshold=0,
        ComparisonOperator="GreaterThanThreshold",
    )
    codedeploy.create_deployment_group(
        applicationName="shop",
        deploymentGroupName="orders",
        serviceRoleArn=ROLE,
        deploymentConfigName="CodeDeployDefault.LambdaLinear10PercentEvery1Minute",
        deploymentStyle={"deploymentType": "BLUE_GREEN", "deploymentOption": "WITH_TRAFFIC_CONTROL"},
        alarmConfiguration={"enabled": True, "alarms": [{"name": "new-version-errors"}]},
        autoRollbackConfiguration={
            "enabled": True,
            "events": ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"],
        },
    )
    group = codedeploy.get_deployment_group(applicationName="shop", deploymentGroupName="orders")["deploymentGroupInfo"]
    equal(group["alarmConfiguration"]["alarms"], [{"name": "new-version-errors"}], "the group's alarms")
    equal(len(codedeploy.list_deployment_configs()["deploymentConfigsList"]), 17, "predefined configurations")


def deploy(current, target, **more):
    awslambda.update_function_configuration(
        FunctionName="CodeDeployHook_before", Environment={"Variables": {"CurrentVersion": f"{FUNCTION_ARN}:orders:{target}"}}
    )
    awslambda.update_function_configuration(
        FunctionName="CodeDeployHook_after", Environment={"Variables": {"CurrentVersion": f"{FUNCTION_ARN}:orders:{target}"}}
    )
    return codedeploy.create_deployment(
        applicationName="shop", deploymentGroupName="orders", revision=revision(current, target), **more
    )["deploymentId"]


def alias():
    found = awslambda.get_alias(FunctionName="orders", Name="live")
    weights = found.get("RoutingConfig", {}).get("AdditionalVersionWeights", {})
    return found["FunctionVersion"], weights


def info(deployment):
    return codedeploy.get_deployment(deploymentId=deployment)["deploymentInfo"]


def settle(deployment):
    """Lets real hook processes run until the clock may go on."""
    advance(0)
    return info(deployment)["status"]


def succeeds():
    control("POST", "clock/hold")
    deployment = deploy(1, 2)
    equal(settle(deployment), "InProgress", "the deployment once the hook has reported")
    equal(alias(), ("1", {"2": 0.1}), "the alias after the first step")
    revision_id = awslambda.get_alias(FunctionName="orders", Name="live")["RevisionId"]
    for step in range(2, 10):
        advance(60)
        equal(alias(), ("1", {"2": step / 10}), f"the alias after step {step}")
    if awslambda.get_alias(FunctionName="orders", Name="live")["RevisionId"] == revision_id:
        raise AssertionError("the alias kept its revision while it moved")
    targets = codedeploy.list_deployment_targets(deploymentId=deployment)["targetIds"]
    target = codedeploy.get_deployment_target(deploymentId=deployment, targetId=targets[0])["deploymentTarget"]["lambdaTarget"]
    equal([event["status"] for event in target["lifecycleEvents"]], ["Succeeded", "InProgress", "Pending"], "the events")
    equal(target["lambdaFunctionInfo"]["targetVersionWeight"], 0.9, "the target's weight")
    control("POST", "clock/release")
    codedeploy.get_waiter("deployment_successful").wait(deploymentId=deployment, WaiterConfig={"Delay": 1, "MaxAttempts": 60})
    equal(alias(), ("2", {}), "the alias at the end")
    ended = info(deployment)
    equal(round((ended["completeTime"] - ended["startTime"]).total_seconds()), 540, "seconds from start to end")
    equal(ended["deploymentOverview"]["Succeeded"], 1, "targets that succeeded")
    control("POST", "clock/hold")
    return deployment


def rolls_back_on_an_alarm():
    deployment = deploy(2, 3)
    equal(settle(deployment), "InProgress", "the deployment once the hook has reported")
    behave(3, answers={"total": 900}, error_rate=1.0)
    for _ in range(2):
        errors = 0
        for _ in range(60):
            answer = awslambda.invoke(FunctionName="orders", Qualifier="live", Payload=b"{}")
            errors += "FunctionError" in answer
        if not 1 <= errors <= 30:
            raise AssertionError(f"{errors} of 60 calls met version 3")
        advance(60)
    advance(60)
    equal(info(deployment)["status"], "Stopped", "the deployment with the alarm")
    stopped = info(deployment)
    equal(stopped["errorInformation"]["code"], "ALARM_ACTIVE", "the code")
    if not stopped["errorInformation"]["message"].endswith("Activated alarms: <new-version-errors>"):
        raise AssertionError(stopped["errorInformation"]["message"])
    rollback = info(stopped["rollbackInfo"]["rollbackDeploymentId"])
    equal((rollback["creator"], rollback["status"]), ("codeDeployRollback", "Succeeded"), "the rollback")
    equal(rollback["rollbackInfo"]["rollbackTriggeringDeploymentId"], deployment, "what it rolls back")
    equal(alias(), ("2", {}), "the alias after the rollback")
    alarm = cloudwatch.describe_alarms(AlarmNames=["new-version-errors"])["MetricAlarms"][0]
    equal(alarm["StateValue"], "ALARM", "the alarm")
    statistics = cloudwatch.get_metric_statistics(
        Namespace="AWS/Lambda",
        MetricName="Errors",
        Dimensions=[{"Name": "FunctionName", "Value": "orders"}],
        StartTime=stopped["createTime"],
        EndTime=stopped["completeTime"],
        Period=60,
        Statistics=["Sum"],
    )
    if sum(point["Sum"] for point in statistics["Datapoints"]) < 1:
        raise AssertionError(statistics)
    # The guide's recovery: alarms off, deploy the fix, alarms on again.
    codedeploy.update_deployment_group(
        applicationName="shop",
        currentDeploymentGroupName="orders",
        alarmConfiguration={"enabled": False, "alarms": [{"name": "new-version-errors"}]},
    )


def is_stopped():
    deployment = deploy(2, 4)
    settle(deployment)
    advance(60)
    equal(alias(), ("2", {"4": 0.2}), "the alias before the stop")
    answer = codedeploy.stop_deployment(deploymentId=deployment, autoRollbackEnabled=True)
    equal(answer["status"], "Succeeded", "the stop")
    advance(0)
    equal(info(deployment)["errorInformation"]["code"], "MANUAL_STOP", "the code")
    equal(alias(), ("2", {}), "the alias after the stop")
    try:
        codedeploy.get_waiter("deployment_successful").wait(deploymentId=deployment, WaiterConfig={"Delay": 1})
        raise AssertionError("the waiter took a stopped deployment for a success")
    except WaiterError as error:
        if "Stopped" not in str(error) and "terminal failure" not in str(error):
            raise
    refused("DeploymentAlreadyCompletedException", codedeploy.stop_deployment, deploymentId=deployment)
    return deployment


def refused(code, call, **input):
    """The client's own exception class, not only a code."""
    client = call.__self__
    try:
        call(**input)
    except getattr(client.exceptions, code, ClientError) as error:
        equal(error.response["Error"]["Code"], code, "the code")
        return error.response
    raise AssertionError(f"{code} was expected")


# No deployment here is of a platform without Lambda hooks, so the first comes on demand like the errors common to all of AWS.
ON_DEMAND = (
    ("UnsupportedActionForDeploymentTypeException", 400),
    ("ThrottlingException", 400),
    ("AccessDeniedException", 400),
    ("ExpiredTokenException", 400),
    ("InternalFailure", 500),
    ("ServiceUnavailable", 503),
)


def a_report_meets_every_error(finished):
    """Table 2.3 with what is common to all of AWS. The token is a real one, which a hook was called with."""
    report = codedeploy.put_lifecycle_event_hook_execution_status
    event_file = os.path.join(FOLDER.name, "event")
    awslambda.create_function(
        FunctionName="CodeDeployHook_silent",
        Runtime="provided.al2023",
        Role=ROLE,
        Handler="silent",
        Timeout=10,
        Environment={"Variables": {"EVENT_FILE": event_file}},
        Code={"ZipFile": silent_hook_zip()},
    )
    deployment = codedeploy.create_deployment(
        applicationName="shop", deploymentGroupName="orders", revision=revision(2, 4, ["CodeDeployHook_silent"])
    )["deploymentId"]
    equal(settle(deployment), "InProgress", "the deployment whose hook says nothing")
    with open(event_file) as file:
        event = json.load(file)
    equal(sorted(event), ["DeploymentId", "LifecycleEventHookExecutionId"], "the members of the event")
    equal(event["DeploymentId"], deployment, "the deployment of the event")
    ids = {"deploymentId": deployment, "lifecycleEventHookExecutionId": event["LifecycleEventHookExecutionId"]}

    refused("DeploymentIdRequiredException", report)
    refused("InvalidDeploymentIdException", report, **{**ids, "deploymentId": "d 1"}, status="Failed")
    refused("DeploymentDoesNotExistException", report, **{**ids, "deploymentId": "d-UNKNOWN00"}, status="Failed")
    refused("InvalidLifecycleEventHookExecutionIdException", report, **{**ids, "deploymentId": finished}, status="Failed")
    refused("InvalidLifecycleEventHookExecutionStatusException", report, **ids, status="Skipped")
    for code, status in ON_DEMAND:
        fault = {"kind": "error", "status": status, "code": code}
        control("POST", "faults", {"service": "codedeploy", "operation": "PutLifecycleEventHookExecutionStatus", **fault})
        refused(code, report, **ids, status="Succeeded")
    equal(info(deployment)["status"], "InProgress", "the deployment after all that")
    equal(report(**ids, status="Failed")["lifecycleEventHookExecutionId"], ids["lifecycleEventHookExecutionId"], "the answer")
    refused("LifecycleEventAlreadyCompletedException", report, **ids, status="Failed")
    advance(0)
    equal(info(deployment)["errorInformation"]["code"], "HOOK_EXECUTION_FAILURE", "the code of a refused version")


def other_services_errors():
    answer = refused("ResourceNotFoundException", awslambda.get_function, FunctionName="nobody")
    equal(answer["ResponseMetadata"]["HTTPStatusCode"], 404, "the status")
    refused("ResourceConflictException", awslambda.create_alias, FunctionName="orders", Name="live", FunctionVersion="1")
    refused("PreconditionFailedException", awslambda.update_alias, FunctionName="orders", Name="live", RevisionId="stale")
    refused(
        "InvalidParameterValueException",
        awslambda.update_alias,
        FunctionName="orders",
        Name="live",
        RoutingConfig={"AdditionalVersionWeights": {"1": 0.1, "3": 0.1}},
    )
    awslambda.put_function_concurrency(FunctionName="orders", ReservedConcurrentExecutions=0)
    throttled = refused("TooManyRequestsException", awslambda.invoke, FunctionName="orders", Qualifier="live")
    equal(throttled["Reason"], "ReservedFunctionConcurrentInvocationLimitExceeded", "the reason")
    awslambda.delete_function_concurrency(FunctionName="orders")
    equal(awslambda.invoke(FunctionName="orders", Qualifier="live")["ExecutedVersion"], "2", "the executed version")
    refused("ResourceNotFound", cloudwatch.set_alarm_state, AlarmName="nobody", StateValue="OK", StateReason="x")
    refused("ApplicationAlreadyExistsException", codedeploy.create_application, applicationName="shop", computePlatform="Lambda")
    refused("InvalidRevisionException", codedeploy.create_deployment, applicationName="shop", deploymentGroupName="orders", revision={"revisionType": "AppSpecContent", "appSpecContent": {"content": "{}"}})


def tells_everything():
    """Operations that only show: each is held against its shape."""
    awslambda.list_functions(FunctionVersion="ALL")
    awslambda.list_versions_by_function(FunctionName="orders")
    awslambda.list_aliases(FunctionName="orders")
    awslambda.get_function(FunctionName="orders", Qualifier="live")
    awslambda.get_function_configuration(FunctionName="orders")
    awslambda.get_account_settings()
    awslambda.put_function_event_invoke_config(FunctionName="orders", MaximumRetryAttempts=1)
    awslambda.list_function_event_invoke_configs(FunctionName="orders")
    awslambda.add_permission(FunctionName="orders", StatementId="s", Action="lambda:InvokeFunction", Principal="events.amazonaws.com")
    json.loads(awslambda.get_policy(FunctionName="orders")["Policy"])
    awslambda.put_provisioned_concurrency_config(FunctionName="orders", Qualifier="live", ProvisionedConcurrentExecutions=1)
    awslambda.list_provisioned_concurrency_configs(FunctionName="orders")
    awslambda.list_tags(Resource=f"{FUNCTION_ARN}:orders")
    codedeploy.get_application(applicationName="shop")
    codedeploy.batch_get_applications(applicationNames=["shop"])
    codedeploy.list_applications()
    codedeploy.list_deployment_groups(applicationName="shop")
    codedeploy.batch_get_deployment_groups(applicationName="shop", deploymentGroupNames=["orders", "none"])
    deployments = codedeploy.list_deployments(applicationName="shop", deploymentGroupName="orders")["deployments"]
    codedeploy.batch_get_deployments(deploymentIds=deployments)
    for name in codedeploy.list_deployment_configs()["deploymentConfigsList"]:
        codedeploy.get_deployment_config(deploymentConfigName=name)
    codedeploy.batch_get_deployment_targets(deploymentId=deployments[0], targetIds=["orders"])
    revisions = codedeploy.list_application_revisions(applicationName="shop")["revisions"]
    codedeploy.batch_get_application_revisions(applicationName="shop", revisions=revisions)
    codedeploy.get_application_revision(applicationName="shop", revision=revisions[0])
    codedeploy.list_tags_for_resource(ResourceArn="arn:aws:codedeploy:us-east-1:123456789012:application:shop")
    cloudwatch.put_composite_alarm(AlarmName="any", AlarmRule='ALARM("new-version-errors") OR FALSE')
    equal(cloudwatch.describe_alarms(AlarmTypes=["CompositeAlarm"])["CompositeAlarms"][0]["AlarmName"], "any", "the composite alarm")
    cloudwatch.set_alarm_state(AlarmName="any", StateValue="ALARM", StateReason="drill")
    cloudwatch.describe_alarm_history()
    cloudwatch.describe_alarms_for_metric(MetricName="Errors", Namespace="AWS/Lambda")
    cloudwatch.list_metrics(Namespace="AWS/Lambda")
    cloudwatch.put_metric_data(Namespace="shop", MetricData=[{"MetricName": f"m{n}", "Value": n} for n in range(900)])


def changes_everything():
    """The other operations that change something, each of them seen to have done it."""
    codedeploy.create_deployment_config(
        deploymentConfigName="slow",
        computePlatform="Lambda",
        trafficRoutingConfig={"type": "TimeBasedLinear", "timeBasedLinear": {"linearPercentage": 20, "linearInterval": 5}},
    )
    shown = codedeploy.get_deployment_config(deploymentConfigName="slow")["deploymentConfigInfo"]
    equal(shown["trafficRoutingConfig"]["timeBasedLinear"], {"linearPercentage": 20, "linearInterval": 5}, "the configuration")
    codedeploy.delete_deployment_config(deploymentConfigName="slow")
    refused("DeploymentConfigDoesNotExistException", codedeploy.get_deployment_config, deploymentConfigName="slow")

    arn = "arn:aws:codedeploy:us-east-1:123456789012:application:shop"
    codedeploy.tag_resource(ResourceArn=arn, Tags=[{"Key": "stage", "Value": "test"}])
    codedeploy.untag_resource(ResourceArn=arn, TagKeys=["team"])
    equal(codedeploy.list_tags_for_resource(ResourceArn=arn)["Tags"], [{"Key": "stage", "Value": "test"}], "the tags")

    made = revision(1, 4)
    codedeploy.register_application_revision(applicationName="shop", description="by hand", revision=made)
    equal(codedeploy.get_application_revision(applicationName="shop", revision=made)["revisionInfo"]["description"], "by hand", "the revision")
    finished = codedeploy.list_deployments(applicationName="shop", deploymentGroupName="orders")["deployments"][0]
    refused("DeploymentAlreadyCompletedException", codedeploy.continue_deployment, deploymentId=finished)
    codedeploy.update_application(applicationName="shop", newApplicationName="store")
    equal(info(finished)["applicationName"], "store", "the application of an old deployment")
    codedeploy.delete_deployment_group(applicationName="store", deploymentGroupName="orders")
    codedeploy.delete_application(applicationName="store")
    refused("ApplicationDoesNotExistException", codedeploy.get_application, applicationName="store")

    start = info(finished)["createTime"] - timedelta(hours=3)
    metric = {"Namespace": "AWS/Lambda", "MetricName": "Invocations", "Dimensions": [{"Name": "FunctionName", "Value": "orders"}]}
    query = {"Id": "calls", "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Sum"}}
    found = cloudwatch.get_metric_data(MetricDataQueries=[query], StartTime=start, EndTime=start + timedelta(hours=9))
    if sum(found["MetricDataResults"][0]["Values"]) < 120:
        raise AssertionError(found)
    cloudwatch.disable_alarm_actions(AlarmNames=["new-version-errors"])
    equal(cloudwatch.describe_alarms(AlarmNames=["new-version-errors"])["MetricAlarms"][0]["ActionsEnabled"], False, "the actions")
    cloudwatch.enable_alarm_actions(AlarmNames=["new-version-errors"])
    cloudwatch.delete_alarms(AlarmNames=["any", "new-version-errors"])
    equal(cloudwatch.describe_alarms()["MetricAlarms"], [], "the alarms")

    awslambda.tag_resource(Resource=f"{FUNCTION_ARN}:orders", Tags={"team": "till"})
    equal(awslambda.list_tags(Resource=f"{FUNCTION_ARN}:orders")["Tags"], {"team": "till"}, "the function's tags")
    awslambda.untag_resource(Resource=f"{FUNCTION_ARN}:orders", TagKeys=["team"])
    awslambda.delete_provisioned_concurrency_config(FunctionName="orders", Qualifier="live")
    awslambda.delete_function_event_invoke_config(FunctionName="orders")
    awslambda.remove_permission(FunctionName="orders", StatementId="s")
    refused("ResourceConflictException", awslambda.delete_function, FunctionName="orders", Qualifier="2")
    awslambda.delete_alias(FunctionName="orders", Name="live")
    awslambda.delete_function(FunctionName="orders", Qualifier="2")
    versions = [version["Version"] for version in awslambda.list_versions_by_function(FunctionName="orders")["Versions"]]
    equal(versions, ["$LATEST", "1", "3", "4"], "the versions that are left")
    awslambda.delete_function(FunctionName="orders")
    refused("ResourceNotFoundException", awslambda.get_function, FunctionName="orders")


def cbor(service):
    """A client of the same model that speaks RPC v2 CBOR, as coming versions may."""
    session = boto3.Session()
    loader = session._session.get_component("data_loader")
    load = loader.load_service_model

    def load_service_model(name, kind, api_version=None):
        model = copy.deepcopy(load(name, kind, api_version))
        if kind == "service-2":
            model["metadata"].update(protocol="smithy-rpc-v2-cbor", protocols=["smithy-rpc-v2-cbor"])
        return model

    loader.load_service_model = load_service_model
    return session.client(service, config=config)


def speaks_cbor(finished):
    """What is told and refused in CBOR is what is told and refused in JSON."""
    client = cbor("codedeploy")
    equal(client.get_deployment(deploymentId=finished)["deploymentInfo"], info(finished), "a deployment in CBOR")
    target = {"deploymentId": finished, "targetId": "orders"}
    told = client.get_deployment_target(**target)["deploymentTarget"]
    equal(told, codedeploy.get_deployment_target(**target)["deploymentTarget"], "its target in CBOR")
    begin = info(finished)["createTime"]
    for since, expected in ((begin, True), (begin + timedelta(hours=9), False)):
        listed = client.list_deployments(createTimeRange={"start": since})["deployments"]
        equal(finished in listed, expected, f"deployments since {since}")
    report = client.put_lifecycle_event_hook_execution_status
    refused("DeploymentIdRequiredException", report)
    refused("InvalidDeploymentIdException", report, deploymentId="d 1", lifecycleEventHookExecutionId="x", status="Failed")
    refused(
        "InvalidLifecycleEventHookExecutionIdException",
        report,
        deploymentId=finished,
        lifecycleEventHookExecutionId="x",
        status="Failed",
    )
    alarm = cbor("cloudwatch").describe_alarms(AlarmNames=["new-version-errors"])["MetricAlarms"]
    equal(alarm, cloudwatch.describe_alarms(AlarmNames=["new-version-errors"])["MetricAlarms"], "an alarm in CBOR")


set_up()
succeeds()
rolls_back_on_an_alarm()
finished = is_stopped()
a_report_meets_every_error(finished)
other_services_errors()
tells_everything()
speaks_cbor(finished)
changes_everything()
print("boto3: all as AWS has it")
