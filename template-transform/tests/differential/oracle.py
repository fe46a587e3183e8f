"""Answers what SAM's own transform makes of templates: one JSON line in, one JSON line out.

usage: oracle.py REGION
in:  {"template": text, "parameters": {name: value}}
out: {"expanded": template} or {"invalid": [message, ...]} or {"crash": text}
"""

import json
import logging
import os
import sys

os.environ.update(AWS_DEFAULT_REGION=sys.argv[1], AWS_EC2_METADATA_DISABLED="true", AWS_CONFIG_FILE=os.devnull)
logging.disable(logging.CRITICAL)

from samtranslator.model.exceptions import InvalidDocumentException  # noqa: E402
from samtranslator.translator.transform import transform  # noqa: E402
from samtranslator.yaml_helper import yaml_parse  # noqa: E402


class NoPolicies:
    """In place of the loader that would ask IAM."""

    def load(self):
        return {}


def answer(question):
    try:
        # CloudFormation hands templates on as JSON.
        template = json.loads(json.dumps(yaml_parse(question["template"])))
        return {"expanded": transform(template, question["parameters"], NoPolicies())}
    except InvalidDocumentException as error:
        return {"invalid": [cause.message for cause in error.causes]}
    except Exception as error:  # the transform itself fell over
        return {"crash": repr(error)}


# The transform shall not read or write here: about one mistake it asks whoever sits before it.
questions, sys.stdin = sys.stdin, open(os.devnull)
answers, sys.stdout = sys.stdout, open(os.devnull, "w")
for line in questions:
    print(json.dumps(answer(json.loads(line))), file=answers, flush=True)
