"""Holds the raw answers of a service against botocore's own model of it: members, types, enums, required members."""

import json
from datetime import datetime


class Mismatch(AssertionError):
    pass


def watch(client):
    """Checks every successful answer that the client gets from here on."""

    def check(operation_model, response_dict, **_):
        if response_dict["status_code"] >= 300:
            return
        shape = operation_model.output_shape
        protocol = operation_model.service_model.resolved_protocol
        if shape is None or protocol not in ("json", "rest-json"):
            return
        if protocol == "rest-json" and (shape.serialization or {}).get("payload"):
            return
        body = json.loads(response_dict["body"] or b"{}")
        in_body = {
            name: member
            for name, member in shape.members.items()
            if member.serialization.get("location") is None
        }
        where = operation_model.name
        structure(body, shape, in_body, where)

    client.meta.events.register("before-parse", check)
    return client


def structure(value, shape, members, where):
    if not isinstance(value, dict):
        raise Mismatch(f"{where} is no object: {value!r}")
    names = {member.serialization.get("name", name): (name, member) for name, member in members.items()}
    for name, inner in value.items():
        if name not in names:
            raise Mismatch(f"{where} has a member that the model does not have: {name}")
        if inner is not None:
            check(inner, names[name][1], f"{where}.{name}")
    for name in shape.required_members:
        if name in members and value.get(members[name].serialization.get("name", name)) is None:
            raise Mismatch(f"{where} lacks {name}")


def check(value, shape, where):
    kind = shape.type_name
    if kind == "structure":
        structure(value, shape, shape.members, where)
    elif kind == "list":
        expect(value, list, where)
        for number, item in enumerate(value):
            check(item, shape.member, f"{where}[{number}]")
    elif kind == "map":
        expect(value, dict, where)
        for key, item in value.items():
            check(item, shape.value, f"{where}[{key}]")
    elif kind in ("string", "character"):
        expect(value, str, where)
        if shape.enum and value not in shape.enum:
            raise Mismatch(f"{where} is {value!r}, which is none of {shape.enum}")
    elif kind == "boolean":
        expect(value, bool, where)
    elif kind in ("integer", "long"):
        if isinstance(value, bool) or not isinstance(value, int):
            raise Mismatch(f"{where} is {value!r}, which is no whole number")
    elif kind in ("double", "float"):
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise Mismatch(f"{where} is {value!r}, which is no number")
    elif kind == "timestamp":
        if isinstance(value, str):
            datetime.fromisoformat(value)
        elif isinstance(value, bool) or not isinstance(value, (int, float)):
            raise Mismatch(f"{where} is {value!r}, which is no time")
    elif kind == "blob":
        expect(value, str, where)
    else:
        raise Mismatch(f"{where} has the type {kind}, which is not checked")


def expect(value, kind, where):
    if not isinstance(value, kind):
        raise Mismatch(f"{where} is {value!r}, which is no {kind.__name__}")
