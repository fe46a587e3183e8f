"""What both journeys need: the mock's control face, a zip of the hook program, the AppSpec."""

import io
import json
import os
import sys
import urllib.request
import zipfile

URL = os.environ["AWS_ENDPOINT_URL"]
ROLE = "arn:aws:iam::123456789012:role/deployer"
FUNCTION_ARN = "arn:aws:lambda:us-east-1:123456789012:function"


def control(method, path, body=None):
    request = urllib.request.Request(
        f"{URL}/_mock/{path}", method=method, data=json.dumps(body or {}).encode(), headers={"content-type": "application/json"}
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def advance(seconds):
    control("POST", "clock/advance", {"seconds": seconds})


def behave(version, **behavior):
    control("PUT", f"functions/orders/versions/{version}/behavior", behavior)


def bootstrap_zip(program=None, note=""):
    """A zip with a `bootstrap`: the hook program, or a text that never runs since the version has a behavior."""
    if not program:
        return zipped(b"#!/bin/sh\n", note)
    with open(program, "rb") as file:
        return zipped(file.read(), note)


def zipped(content, note):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        entry = zipfile.ZipInfo("bootstrap")
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = 0o100755 << 16
        archive.writestr(entry, content)
        archive.writestr("note.txt", note)
    return buffer.getvalue()


SILENT_HOOK = """#!{python}
import os, time, urllib.request
api = "http://" + os.environ["AWS_LAMBDA_RUNTIME_API"] + "/2018-06-01/runtime/invocation/"
while True:
    with urllib.request.urlopen(api + "next") as event:
        request_id, body = event.headers["Lambda-Runtime-Aws-Request-Id"], event.read()
    with open(os.environ["EVENT_FILE"] + ".part", "wb") as file:
        file.write(body)
    os.rename(os.environ["EVENT_FILE"] + ".part", os.environ["EVENT_FILE"])
    urllib.request.urlopen(urllib.request.Request(api + request_id + "/response", data=b"null"))
"""


def silent_hook_zip():
    """A hook that reports nothing and leaves its event in a file."""
    return zipped(SILENT_HOOK.format(python=sys.executable).encode(), "")


def app_spec(current, target, hooks=("CodeDeployHook_before", "CodeDeployHook_after")):
    spec = {
        "version": 0.0,
        "Resources": [
            {
                "orders": {
                    "Type": "AWS::Lambda::Function",
                    "Properties": {
                        "Name": "orders",
                        "Alias": "live",
                        "CurrentVersion": str(current),
                        "TargetVersion": str(target),
                    },
                }
            }
        ],
    }
    if hooks:
        spec["Hooks"] = [{event: hook} for event, hook in zip(("BeforeAllowTraffic", "AfterAllowTraffic"), hooks)]
    return json.dumps(spec)


def revision(*arguments):
    return {"revisionType": "AppSpecContent", "appSpecContent": {"content": app_spec(*arguments)}}


def equal(found, wanted, what):
    if found != wanted:
        raise AssertionError(f"{what}: {found!r} instead of {wanted!r}")
