"""Expands each template by SAM's own transform and lints the result. One JSON text a line in, one list of errors a line out."""

import json
import logging
import os
import sys

import yaml
from cfnlint.api import ManualArgs, lint
from samtranslator.translator.transform import transform


class Loader(yaml.SafeLoader):
    """CloudFormation's tags as maps."""


def tagged(loader, suffix, node):
    key = suffix if suffix in ("Ref", "Condition") else "Fn::" + suffix
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
        return {key: value.split(".", 1) if key == "Fn::GetAtt" else value}
    if isinstance(node, yaml.SequenceNode):
        return {key: loader.construct_sequence(node, deep=True)}
    return {key: loader.construct_mapping(node, deep=True)}


Loader.add_multi_constructor("!", tagged)


class ManagedPolicies:
    """No account is asked for the ARNs of managed policies."""

    def load(self):
        return {"AWSLambdaBasicExecutionRole": "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"}


logging.disable(logging.CRITICAL)
os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")
for line in sys.stdin:
    template = yaml.load(json.loads(line), Loader=Loader)
    expanded = transform(template, {}, ManagedPolicies())
    found = lint(json.dumps(expanded, indent=1), config=ManualArgs(regions=["us-east-1"]))
    # W1001 tells references to what a condition may leave out, which CloudFormation refuses.
    errors = [match for match in found if match.rule.id.startswith("E") or match.rule.id == "W1001"]
    print(json.dumps([f"{match.rule.id} {match.message}" for match in errors]), flush=True)
