"""The same deployment as a shell makes it, with the AWS CLI."""

import json
import os
import subprocess
import sys
import tempfile

from stage import FUNCTION_ARN, ROLE, advance, app_spec, behave, bootstrap_zip, control, equal, silent_hook_zip

FOLDER = tempfile.TemporaryDirectory()
AWS = os.path.join(os.path.dirname(sys.executable), "aws")


def run(*arguments):
    environment = {**os.environ, "AWS_MAX_ATTEMPTS": "1", "AWS_PAGER": ""}
    return subprocess.run([AWS, *arguments, "--output", "json"], capture_output=True, text=True, env=environment)


def aws(*arguments):
    done = run(*arguments)
    if done.returncode != 0:
        raise AssertionError(f"aws {' '.join(arguments)}: {done.stderr}")
    return json.loads(done.stdout) if done.stdout.strip() else None


def refused(code, *arguments):
    done = run(*arguments)
    # Version 1 of the CLI ends with 255, version 2 with 254.
    if done.returncode not in (254, 255) or f"({code})" not in done.stderr:
        raise AssertionError(f"aws {' '.join(arguments)}: {code} was expected, not {done.returncode} {done.stderr}")


def file(content):
    with tempfile.NamedTemporaryFile(dir=FOLDER.name, delete=False) as written:
        written.write(content)
    return written.name


def create(name, handler, archive, *more):
    path = f"fileb://{file(archive)}"
    named = ("--function-name", name, "--handler", handler, "--zip-file", path)
    aws("lambda", "create-function", *named, "--runtime", "provided.al2023", "--role", ROLE, *more)


def alias():
    found = aws("lambda", "get-alias", "--function-name", "orders", "--name", "live")
    return found["FunctionVersion"], found.get("RoutingConfig", {}).get("AdditionalVersionWeights", {})


def deploy(current, target, hooks, config=None):
    revision = {"revisionType": "AppSpecContent", "appSpecContent": {"content": app_spec(current, target, hooks)}}
    group = ("--application-name", "shop", "--deployment-group-name", "orders")
    config = ("--deployment-config-name", config) if config else ()
    return aws("deploy", "create-deployment", *group, *config, "--revision", json.dumps(revision))["deploymentId"]


def info(deployment):
    return aws("deploy", "get-deployment", "--deployment-id", deployment)["deploymentInfo"]


create("orders", "bootstrap", bootstrap_zip())
aws("lambda", "publish-version", "--function-name", "orders")
aws("lambda", "create-alias", "--function-name", "orders", "--name", "live", "--function-version", "1")
changed = f"fileb://{file(bootstrap_zip(note='2'))}"
aws("lambda", "update-function-code", "--function-name", "orders", "--zip-file", changed, "--publish")
behave(1, answers={"total": 100})
behave(2, answers={"total": 900})
variables = f"Variables={{CurrentVersion={FUNCTION_ARN}:orders:2}}"
hook = bootstrap_zip(os.environ["HOOK_PROGRAM"])
for name in ("CodeDeployHook_before", "CodeDeployHook_after"):
    create(name, "checks_the_total", hook, "--timeout", "30", "--environment", variables)

alarm = ("--alarm-name", "errors", "--namespace", "AWS/Lambda", "--metric-name", "Errors", "--statistic", "Sum")
threshold = ("--threshold", "0", "--comparison-operator", "GreaterThanThreshold", "--evaluation-periods", "2")
dimensions = ("--dimensions", "Name=FunctionName,Value=orders", "Name=Resource,Value=orders:live")
aws("cloudwatch", "put-metric-alarm", *alarm, *threshold, *dimensions, "--period", "60")
aws("deploy", "create-application", "--application-name", "shop", "--compute-platform", "Lambda")
group = ("--application-name", "shop", "--deployment-group-name", "orders", "--service-role-arn", ROLE)
canary = ("--deployment-config-name", "CodeDeployDefault.LambdaCanary10Percent5Minutes")
style = ("--deployment-style", "deploymentType=BLUE_GREEN,deploymentOption=WITH_TRAFFIC_CONTROL")
alarms = ("--alarm-configuration", "enabled=true,alarms=[{name=errors}]")
rollback = ("--auto-rollback-configuration", "enabled=true,events=[DEPLOYMENT_FAILURE,DEPLOYMENT_STOP_ON_ALARM]")
aws("deploy", "create-deployment-group", *group, *canary, *style, *alarms, *rollback)

control("POST", "clock/hold")
deployment = deploy(1, 2, ["CodeDeployHook_before", "CodeDeployHook_after"])
advance(0)
equal(alias(), ("1", {"2": 0.1}), "the alias after the first step")
advance(300)
equal(alias(), ("2", {}), "the alias at the end")
aws("deploy", "wait", "deployment-successful", "--deployment-id", deployment)
equal(info(deployment)["status"], "Succeeded", "the deployment")

# A version whose errors trip the alarm.
worse = f"fileb://{file(bootstrap_zip(note='3'))}"
aws("lambda", "update-function-code", "--function-name", "orders", "--zip-file", worse, "--publish")
behave(3, answers={"total": 900}, error_rate=1.0)
half = {"type": "TimeBasedCanary", "timeBasedCanary": {"canaryPercentage": 50, "canaryInterval": 60}}
config = ("--deployment-config-name", "Half", "--compute-platform", "Lambda")
aws("deploy", "create-deployment-config", *config, "--traffic-routing-config", json.dumps(half))
deployment = deploy(2, 3, None, "Half")
advance(0)
equal(alias(), ("2", {"3": 0.5}), "the alias with half of the traffic on either version")
answer = ("--function-name", "orders", "--qualifier", "live", file(b""))
for _ in range(2):
    while "FunctionError" not in aws("lambda", "invoke", *answer):
        pass
    advance(60)
advance(10)
alarm = aws("cloudwatch", "describe-alarms", "--alarm-names", "errors")["MetricAlarms"][0]
equal(alarm["StateValue"], "ALARM", "the alarm")
stopped = info(deployment)
equal((stopped["status"], stopped["errorInformation"]["code"]), ("Stopped", "ALARM_ACTIVE"), "the deployment")
equal(info(stopped["rollbackInfo"]["rollbackDeploymentId"])["status"], "Succeeded", "the rollback")
equal(alias(), ("2", {}), "the alias after the rollback")

off = ("--alarm-configuration", "enabled=false,alarms=[{name=errors}]")
aws("deploy", "update-deployment-group", "--application-name", "shop", "--current-deployment-group-name", "orders", *off)
deployment = deploy(2, 1, None)
advance(0)
equal(alias(), ("2", {"1": 0.1}), "the alias before the stop")
aws("deploy", "stop-deployment", "--deployment-id", deployment, "--auto-rollback-enabled")
advance(0)
equal(alias(), ("2", {}), "the alias after the stop")
events = aws("deploy", "list-deployment-targets", "--deployment-id", deployment)["targetIds"]
equal(events, ["orders"], "the targets")

refused("DeploymentAlreadyCompletedException", "deploy", "stop-deployment", "--deployment-id", deployment)

# A hook that says nothing leaves its event behind, so that the report can be tried in every way.
event_file = os.path.join(FOLDER.name, "event")
create("CodeDeployHook_silent", "silent", silent_hook_zip(), "--environment", f"Variables={{EVENT_FILE={event_file}}}")
waiting = deploy(2, 1, ["CodeDeployHook_silent"])
advance(0)
with open(event_file) as written:
    token = json.load(written)["LifecycleEventHookExecutionId"]
operation = ("deploy", "put-lifecycle-event-hook-execution-status")


def report(deployment, token, status):
    pairs = {"--deployment-id": deployment, "--lifecycle-event-hook-execution-id": token, "--status": status}
    return (*operation, *(word for pair in pairs.items() if pair[1] for word in pair))


refused("DeploymentIdRequiredException", *report(None, token, "Failed"))
refused("InvalidDeploymentIdException", *report("d 1", token, "Failed"))
refused("DeploymentDoesNotExistException", *report("d-UNKNOWN00", token, "Failed"))
refused("InvalidLifecycleEventHookExecutionIdException", *report(deployment, token, "Failed"))
refused("InvalidLifecycleEventHookExecutionStatusException", *report(waiting, token, "Skipped"))
# No deployment here is of a platform without Lambda hooks, so this one comes on demand like the errors common to all of AWS.
on_demand = {
    "UnsupportedActionForDeploymentTypeException": 400,
    "ThrottlingException": 400,
    "ExpiredTokenException": 400,
    "InternalFailure": 500,
    "ServiceUnavailable": 503,
}
for code, status in on_demand.items():
    fault = {"service": "codedeploy", "operation": "PutLifecycleEventHookExecutionStatus", "kind": "error"}
    control("POST", "faults", {**fault, "status": status, "code": code})
    refused(code, *report(waiting, token, "Failed"))
equal(aws(*report(waiting, token, "Failed")), {"lifecycleEventHookExecutionId": token}, "the answer to a report")
refused("LifecycleEventAlreadyCompletedException", *report(waiting, token, "Failed"))
refused("ResourceNotFoundException", "lambda", "get-function", "--function-name", "nobody")
state = ("--state-value", "ALARM", "--state-reason", "drill")
refused("ResourceNotFound", "cloudwatch", "set-alarm-state", "--alarm-name", "nobody", *state)
print("AWS CLI: all as AWS has it")
