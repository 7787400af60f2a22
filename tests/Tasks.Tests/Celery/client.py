"""A real Celery client: sends the call on standard input and prints what AsyncResult says of it, as JSON."""
import json
import os
import sys
from datetime import datetime, timedelta, timezone

from celery import Celery

app = Celery("client", broker=os.environ["REDIS_URL"], backend=os.environ["REDIS_URL"])
answers = []
for call in json.load(sys.stdin):
    options = call.get("options", {})
    if "eta_in" in options:
        options["eta"] = datetime.now(timezone.utc) + timedelta(seconds=options.pop("eta_in"))
    result = app.send_task(call["task"], args=call.get("args", []), kwargs=call.get("kwargs", {}), **options)
    if options.get("ignore_result"):
        answers.append({"id": result.id})
        continue
    value = result.get(timeout=20, propagate=False)
    failed = isinstance(value, BaseException)
    answers.append(
        {
            "id": result.id,
            "state": result.state,
            "value": None if failed else value,
            "error": [type(value).__name__, type(value).__module__, [str(a) for a in value.args]] if failed else None,
        }
    )
json.dump(answers, sys.stdout)
