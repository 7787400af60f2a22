"""Celery with the settings that CELERY_OPTIONS says: the worker's tasks, and as a program a client that prints what becomes of its calls."""
import json
import os
import time

from celery import Celery, chain, chord, group

OPTIONS = json.loads(os.environ["CELERY_OPTIONS"])
app = Celery("settings", broker=os.environ["REDIS_URL"], backend=OPTIONS.get("backend", os.environ["REDIS_URL"]))
app.conf.update(OPTIONS.get("conf", {}))
prefix = OPTIONS.get("result_prefix", "")
# As Celery 5.3 does with global_keyprefix of result_backend_transport_options.
for name in ("task_keyprefix", "group_keyprefix", "chord_keyprefix"):
    setattr(app.backend, name, prefix.encode() + getattr(app.backend, name))


@app.task(name="add")
def add(x, y):
    return x + y


@app.task(name="total")
def total(values):
    return sum(values)


def signature(name, *args, queue="ours", **options):
    return app.signature(name, args=args).set(queue=queue, **options)


def main():
    print("priorities:", [signature("add", i, i, priority=i).apply_async().get(timeout=60) for i in range(10)])
    print("later:", signature("add", 1, 1, countdown=0.2).apply_async().get(timeout=60))
    print("chain:", chain(signature("add", 1, 1), signature("add", 2, queue="theirs"), signature("add", 3)).apply_async().get(timeout=60))
    parts = [signature("add", i, i, queue="theirs" if i % 2 else "ours") for i in range(6)]
    print("chord:", chord(parts, signature("total")).apply_async().get(timeout=60))
    groups = [group(signature("add", 1, 1), signature("add", 2, 2)), signature("add", 3, 3)]
    print("chord of groups:", chord(groups, signature("total")).apply_async().get(timeout=60))
    failed = signature("fail", "no").apply_async()
    print("failure:", type(failed.get(timeout=60, propagate=False)).__name__)
    print("ping:", sorted(list(answer.values())[0]["ok"] for answer in app.control.ping(timeout=10, limit=2)))
    gone = signature("add", 1, 1, countdown=2).apply_async()
    app.control.revoke(gone.id)
    print("revoked:", type(gone.get(timeout=60, propagate=False)).__name__)
    if OPTIONS.get("conf", {}).get("result_extended"):
        result = signature("add", 2, 3).apply_async()
        result.get(timeout=60)
        print("extended:", result.name, result.args, result.kwargs, result.worker, result.retries, result.queue)
        running = signature("wait").apply_async()
        until = time.monotonic() + 60
        while running.state != "STARTED" and time.monotonic() < until:
            time.sleep(0.01)
        print("started:", running.state, sorted(running.info))


if __name__ == "__main__":
    main()
