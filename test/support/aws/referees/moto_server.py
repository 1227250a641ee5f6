"""Starts moto's Step Functions, with a JSONata that works and tasks that are answered over HTTP.

moto brings the interpreter but neither an engine for JSONata nor, without docker, functions that run.
"""

import json
import sys
import urllib.request

import jsonata
import moto.stepfunctions.parser.asl.jsonata.jsonata as asl_jsonata
from moto.awslambda.models import LambdaBackend
from moto.server import main


def evaluate(expression):
    try:
        return jsonata.Jsonata(expression).evaluate(None)
    except Exception as error:
        raise asl_jsonata.JSONataException("UNKNOWN", str(error)) from error


def invoke(self, function_name, qualifier, body, headers, response_headers):
    """As boundary/scripted-task.ts: the task's controller says what to return or to throw."""
    event = json.loads(body)
    request = urllib.request.Request(event["controller"], data=json.dumps(event).encode(), method="POST")
    with urllib.request.urlopen(request) as answer:
        order = json.load(answer)
    if "throws" in order:
        response_headers["x-amz-function-error"] = "Unhandled"
        return json.dumps({"errorType": order["throws"], "errorMessage": order["message"]}).encode()
    return json.dumps(order["returns"]).encode()


for owner, name in ((asl_jsonata, "_eval_jsonata"), (LambdaBackend, "invoke")):
    if not hasattr(owner, name):
        sys.exit(f"moto changed: {owner.__name__}.{name} is gone; review {__file__}")
asl_jsonata._eval_jsonata = evaluate
LambdaBackend.invoke = invoke

if __name__ == "__main__":
    main(sys.argv[1:])
