"""Starts the AWS emulator with the few corrections that the product's definitions need.

Each correction edits the text of one function of MiniStack 1.5.33 and stops at once when that text is not there.
test/infra/emulator.aws-test.ts shows that every one of them works and refuses no less than it should.
"""

import inspect
import sys

from ministack.app import main
from ministack.core import iam_evaluator
from ministack.services import stepfunctions


def mend(module, function_name, old, new):
    """Replaces `old`, which must occur exactly once in the function, and puts the function back in its place."""
    source = inspect.getsource(getattr(module, function_name))
    if source.count(old) != 1:
        sys.exit(f"The emulator changed: {module.__name__}.{function_name} no longer holds {old!r} once; review {__file__}")
    exec(compile(source.replace(old, new), module.__file__, "exec"), module.__dict__)


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

if __name__ == "__main__":
    sys.exit(main())
