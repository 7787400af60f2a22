"""Celery's remote control: pings all workers, or calls the task off whose id is given."""
import json
import os
import sys

from celery import Celery

app = Celery("control", broker=os.environ["REDIS_URL"], backend=os.environ["REDIS_URL"])
command = json.load(sys.stdin)
if command["method"] == "ping":
    print(json.dumps(app.control.inspect(timeout=3).ping()))
else:
    print(json.dumps(app.control.revoke(command["id"], reply=True, timeout=3)))
