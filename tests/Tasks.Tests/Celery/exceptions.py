"""A real Celery client: calls the task "throw" with each kind on standard input, and prints what AsyncResult.get() raises: its class and its text."""
import json
import os
import sys

from celery import Celery

app = Celery("exceptions", broker=os.environ["REDIS_URL"], backend=os.environ["REDIS_URL"])
raised = []
for kind in json.load(sys.stdin):
    try:
        app.send_task("throw", args=[kind]).get(timeout=40, interval=0.02)
    except Exception as error:
        kinds = [base.__name__ for base in type(error).__mro__ if base.__module__ == "builtins"]
        raised.append([kind, type(error).__module__, type(error).__name__, kinds[0], str(error)[:60]])
print(json.dumps(raised, ensure_ascii=False))
