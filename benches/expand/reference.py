"""Expands a template with SAM's own transform.

usage: reference.py TEMPLATE          prints the expansion
       reference.py TEMPLATE RUNS     prints the seconds of each run: reading and expanding, imports not counted
"""

import json
import logging
import os
import sys
import time

os.environ.update(AWS_DEFAULT_REGION="eu-west-1", AWS_EC2_METADATA_DISABLED="true", AWS_CONFIG_FILE=os.devnull)
logging.disable(logging.CRITICAL)

from samtranslator.translator.transform import transform  # noqa: E402
from samtranslator.yaml_helper import yaml_parse  # noqa: E402


class NoPolicies:
    """In place of the loader that would ask IAM."""

    def load(self):
        return {}


def expanded(text):
    return transform(json.loads(json.dumps(yaml_parse(text), default=str)), {}, NoPolicies())


text = open(sys.argv[1], encoding="utf-8").read()
if len(sys.argv) == 2:
    print(json.dumps(expanded(text), indent=2))
else:
    for _ in range(int(sys.argv[2])):
        start = time.perf_counter()
        expanded(text)
        print(time.perf_counter() - start)
