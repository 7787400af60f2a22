"""Celery's remote control: sends the commands on standard input, in turn, and prints what the first worker answers to each, as JSON."""
import json
import os
import sys

from celery import Celery

app = Celery("control", broker=os.environ["REDIS_URL"], backend=os.environ["REDIS_URL"])
answers = []
for method, arguments in json.load(sys.stdin):
    replies = app.control.broadcast(method, arguments=arguments, reply=True, timeout=5, limit=1)
    answers.append(list(replies[0].values())[0] if replies else "no answer")
print(json.dumps(answers))
