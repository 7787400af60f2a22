"""A real Celery client: sends the calls on standard input, then prints what AsyncResult says of each, as JSON."""
import json
import os
import sys
from datetime import datetime, timedelta, timezone

from celery import Celery

app = Celery("client", broker=os.environ["REDIS_URL"], backend=os.environ["REDIS_URL"])
app.conf.update(json.loads(os.environ["CELERY_OPTIONS"]).get("conf", {}))


def send(call):
    options = dict(call.get("options", {}))
    for name in ("eta", "expires"):
        if name in options:
            options[name] = datetime.now(timezone.utc) + timedelta(seconds=options[name])
    call["sent_eta"] = options.get("eta")
    return app.send_task(call["task"], args=call.get("args", []), kwargs=call.get("kwargs", {}), queue=call["queue"], **options)


def answer(call, result):
    if call.get("options", {}).get("ignore_result"):
        return {"id": result.id}
    value = result.get(timeout=40, propagate=False)
    if isinstance(value, BaseException):
        return {"id": result.id, "state": result.state, "type": type(value).__name__, "message": str(value.args[0])}
    eta = call["sent_eta"]
    return {"id": result.id, "state": result.state, "value": value, "early": eta is not None and result.date_done.replace(tzinfo=timezone.utc) < eta}


calls = json.load(sys.stdin)
results = [send(call) for call in calls]
json.dump([answer(call, result) for call, result in zip(calls, results)], sys.stdout)
