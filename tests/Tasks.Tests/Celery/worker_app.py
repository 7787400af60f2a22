"""The Celery side of the interop tests: the same tasks as RunningConsumer, in Python."""
import os

from celery import Celery

app = Celery("interop", broker=os.environ["REDIS_URL"], backend=os.environ["REDIS_URL"])
app.conf.update(
    worker_prefetch_multiplier=1,
    broker_transport_options={"visibility_timeout": 60},
    task_acks_late=True,
)


@app.task(name="add")
def add(x, y):
    return x + y


@app.task(name="ping")
def ping():
    return "pong"


@app.task(name="echo")
def echo(value):
    return value


@app.task(name="total")
def total(values):
    return sum(values)


@app.task(name="fail")
def fail(message):
    raise ValueError(message)


@app.task(name="flaky", bind=True, max_retries=5)
def flaky(self, failures):
    if self.request.retries < failures:
        raise self.retry(countdown=0.1, exc=ValueError("not yet"))
    return self.request.retries
