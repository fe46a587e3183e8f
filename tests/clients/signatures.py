"""What clients with bad credentials meet when signatures are verified: each service's own typed exception."""

import datetime
import os
import subprocess
import sys

import boto3
import botocore.auth
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore import UNSIGNED

from stage import equal

AWS = os.path.join(os.path.dirname(sys.executable), "aws")
CALLS = {
    "codedeploy": lambda client: client.list_applications(),
    "lambda": lambda client: client.list_versions_by_function(FunctionName="arn:aws:lambda:us-east-1:123456789012:function:f"),
    "cloudwatch": lambda client: client.put_metric_data(
        Namespace="shop", MetricData=[{"MetricName": f"m{n}", "Value": n} for n in range(900)]
    ),
}
SERVICES = tuple(CALLS)


def client(service, key="mock", secret="mock", token=None, **config):
    return boto3.client(
        service,
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        aws_session_token=token,
        config=Config(retries={"total_max_attempts": 1}, **config),
    )


def refusal(service, made):
    """The code and the status of the exception; `None` when the call goes through."""
    try:
        CALLS[service](made)
    except ClientError as error:
        # A typed exception where the model has one, by the code otherwise.
        return error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]
    return None


def refusals(**credentials):
    return [refusal(service, client(service, **credentials)) for service in SERVICES]


NOT_FOUND = ("ResourceNotFoundException", 404)
equal(refusals(), [None, NOT_FOUND, None], "a good signature")
equal(refusals(token="whatever"), [None, NOT_FOUND, None], "a good signature with a session token")
functions = {"key": "ASIAMOCKCODEDEPLOY00", "secret": "mock-secret-access-key"}
equal(refusals(**functions, token="mock-session-token"), [None, NOT_FOUND, None], "a function's key")
own = {"key": "AKIDEXAMPLE", "secret": "a secret/with+signs="}
equal(refusals(**own), [None, NOT_FOUND, None], "a key of the settings")

unknown = [("UnrecognizedClientException", 400), ("UnrecognizedClientException", 403), ("InvalidClientTokenId", 400)]
equal(refusals(key="AKIDNOBODY"), unknown, "an unknown key")
equal(refusals(**functions), unknown, "a function's key without its token")
mismatch = [("InvalidSignatureException", 400), ("InvalidSignatureException", 403), ("SignatureDoesNotMatch", 400)]
equal(refusals(secret="wrong"), mismatch, "a wrong secret")
missing = [("MissingAuthenticationTokenException", 400), ("MissingAuthenticationTokenException", 403), ("MissingAuthenticationToken", 400)]
equal(refusals(signature_version=UNSIGNED), missing, "no signature")

now = botocore.auth.get_current_datetime
for minutes, code in ((14, None), (16, "expired"), (-14, None), (-16, "not yet current")):
    botocore.auth.get_current_datetime = lambda *arguments, m=minutes, **more: now(*arguments, **more) - datetime.timedelta(minutes=m)
    try:
        CALLS["codedeploy"](client("codedeploy"))
        told = None
    except ClientError as error:
        equal(error.response["Error"]["Code"], "InvalidSignatureException", "the code")
        told = error.response["Error"]["Message"]
    if (told is None) != (code is None) or (code and f"Signature {code}: " not in told):
        raise AssertionError(f"{minutes} minutes ago: {told}")
botocore.auth.get_current_datetime = now

environment = {**os.environ, "AWS_MAX_ATTEMPTS": "1", "AWS_SECRET_ACCESS_KEY": "wrong"}
for command, code in (
    (("deploy", "list-applications"), "InvalidSignatureException"),
    (("lambda", "list-functions"), "InvalidSignatureException"),
    (("cloudwatch", "list-metrics"), "SignatureDoesNotMatch"),
):
    done = subprocess.run([AWS, *command], capture_output=True, text=True, env=environment)
    if done.returncode not in (254, 255) or f"({code})" not in done.stderr:
        raise AssertionError(f"aws {command}: {code} was expected, not {done.returncode} {done.stderr}")
print("signatures: all as AWS has it")
