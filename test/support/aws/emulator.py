"""Starts the AWS emulator with the few corrections that the product's definitions need.

Each correction edits the text of one function of MiniStack 1.5.33 and stops at once when that text is not there.
test/infra/emulator.aws-test.ts shows that every one of them works and refuses no less than it should.
"""

import inspect
import json
import os
import sys

from ministack.app import main
from ministack.core import iam_evaluator, lambda_runtime
from ministack.services import lambda_svc, stepfunctions


def replace_once(text, old, new, where):
    """The text with `new` for `old`, which must occur in it exactly once."""
    if text.count(old) != 1:
        sys.exit(f"The emulator changed: {where} no longer holds {old!r} once; review {__file__}")
    return text.replace(old, new)


def mend(module, function_name, old, new):
    """Puts a function with `new` for `old` in the function's place."""
    source = inspect.getsource(getattr(module, function_name))
    mended = replace_once(source, old, new, f"{module.__name__}.{function_name}")
    exec(compile(mended, module.__file__, "exec"), module.__dict__)


def correct():
    # A task that waits for a token fails when the function that was handed the token fails. Unmended it waits on.
    mend(
        stepfunctions,
        "_invoke_with_callback",
        """        except _ExecutionError:
            pass
""",
        """        except _ExecutionError:
            _task_tokens.pop(token, None)
            raise
""",
    )

    # Each attempt of such a task has a token of its own. Unmended a retry hands out the token of the attempt before.
    mend(
        stepfunctions,
        "_execute_task",
        """        ctx["State"]["RetryCount"] = sum(retry_counts.values())
""",
        """        ctx["State"]["RetryCount"] = sum(retry_counts.values())
        if is_callback:
            ctx["Task"] = {"Token": new_uuid()}
""",
    )

    # A function fails under the name of what it throws, which Retry and Catch go by. Unmended every error has one and the same name.
    lambda_runtime._NODEJS_WORKER_SCRIPT = replace_once(
        lambda_runtime._NODEJS_WORKER_SCRIPT,
        """trace: err.stack || \"\"""",
        """trace: err.stack || \"\", name: err.name""",
        "the script of Node functions",
    )
    mend(
        lambda_svc,
        "_execute_function_warm",
        """            error_type = "Runtime.HandlerError"
""",
        """            error_type = result.get("name") or "Runtime.HandlerError"
""",
    )

    # The request of these calls names no resource that the emulator could compare with a policy's. They are allowed to whoever
    # is allowed the action on anything; unmended they are refused to everyone whose policy names a resource.
    NAMELESS = frozenset({"states:SendTaskSuccess", "ses:SendEmail", "ses:SendRawEmail"})
    iam_evaluator.NAMELESS = NAMELESS
    mend(
        iam_evaluator,
        "_first_match",
        "and _resource_matches(ctx.resource_arn, stmt.resources, stmt.not_resources)",
        """and (_resource_matches(ctx.resource_arn, stmt.resources, stmt.not_resources)
                     or (effect == "Allow" and ctx.resource_arn == "*" and ctx.action in NAMELESS))""",
    )


def record_rights(file):
    """Writes down, as JSON lines, each right that a role has (`granted`) and each that let something through (`used`)."""
    written = set()
    evaluate, first_match = iam_evaluator.evaluate, iam_evaluator._first_match

    def write(kind, principal, action, resource):
        line = (kind, principal, action, resource)
        if line not in written:
            written.add(line)
            print(json.dumps({"kind": kind, "principal": principal, "action": action, "resource": resource}), file=file, flush=True)

    def evaluate_and_record(ctx, policies, *limits):
        for statement in (statement for policy in policies for statement in policy if statement.effect == "Allow"):
            for action in statement.actions:
                for resource in statement.resources:
                    write("granted", ctx.principal_arn, action, resource)
        return evaluate(ctx, policies, *limits)

    def match_and_record(ctx, statements, effect):
        statement = first_match(ctx, statements, effect)
        if statement is not None and effect == "Allow":
            for resource in statement.resources:
                if ctx.resource_arn == "*" or iam_evaluator.fnmatch_iam_cs(ctx.resource_arn, resource):
                    write("used", ctx.principal_arn, ctx.action, resource)
        return statement

    iam_evaluator.evaluate, iam_evaluator._first_match = evaluate_and_record, match_and_record


# As it is published, to show that each correction is still needed.
if "UNCORRECTED" not in os.environ:
    correct()
if "RIGHTS_FILE" in os.environ:
    record_rights(open(os.environ["RIGHTS_FILE"], "w", encoding="utf-8"))

if __name__ == "__main__":
    sys.exit(main())
