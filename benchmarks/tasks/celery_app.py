"""The peer's tasks."""
import os

from celery import Celery

app = Celery("peer", broker=os.environ["REDIS_URL"], backend=os.environ["REDIS_URL"])


@app.task(name="ping")
def ping():
    return "pong"
