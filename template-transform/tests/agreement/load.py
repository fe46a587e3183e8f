"""Reads one JSON text a line (a YAML document) and answers one line: what PyYAML's safe loader makes of it, with CloudFormation's tags."""

import json
import sys

import yaml


class Loader(yaml.SafeLoader):
    """The safe loader, with every local tag as a map of one key."""


class Date(str):
    """A date as it was written."""


def tagged(loader, suffix, node):
    key = suffix if suffix in ("Ref", "Condition") else "Fn::" + suffix
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
        if key == "Fn::GetAtt":
            value = value.split(".", 1)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    return {key: value}


def as_written(loader, node):
    # JSON has no dates; whether it is one is part of the answer.
    loader.construct_yaml_timestamp(node)
    return Date(node.value)


Loader.add_multi_constructor("!", tagged)
Loader.add_constructor("tag:yaml.org,2002:timestamp", as_written)


def text_key(key):
    if isinstance(key, str):
        return str(key)
    return json.dumps(key)


def plain(value):
    """Keys as text, and numbers that JSON does not have as text, tagged with their type."""
    if isinstance(value, dict):
        return {"map": {text_key(key): plain(item) for key, item in value.items()}}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, Date):
        return {"map": {"date": str(value)}}
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int):
        return {"int": str(value)}
    return {"float": json.dumps(value)}


def answer(text):
    try:
        documents = list(yaml.load_all(text, Loader=Loader))
    except (yaml.YAMLError, ValueError, TypeError, RecursionError, AttributeError, IndexError, KeyError) as error:
        return {"error": type(error).__name__}
    if len(documents) != 1 or not isinstance(documents[0], dict):
        return {"error": "not one map"}
    return {"document": plain(documents[0])}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
