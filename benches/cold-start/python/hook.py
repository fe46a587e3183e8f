"""The comparison: the same hook in Python, with boto3 on awslambdaric."""

import json
import os

import boto3

codedeploy = boto3.client("codedeploy")
awslambda = boto3.client("lambda")


def handler(event, _context):
    status = "Failed"
    try:
        request = {"order": 1, "lines": [{"product": "tea", "quantity": 2}]}
        answer = awslambda.invoke(FunctionName=os.environ["CurrentVersion"], Payload=json.dumps(request))
        order = json.loads(answer["Payload"].read())
        if "FunctionError" not in answer and order["total"] > 0:
            status = "Succeeded"
    finally:
        codedeploy.put_lifecycle_event_hook_execution_status(
            deploymentId=event["DeploymentId"],
            lifecycleEventHookExecutionId=event["LifecycleEventHookExecutionId"],
            status=status,
        )
