"""A Celery client that calls what the source generator has written; prints what it gets."""
import os
import time

from celery import Celery, chain, signature
from celery.result import AsyncResult, GroupResult

app = Celery("handlers", broker=os.environ["REDIS_URL"], backend=os.environ["REDIS_URL"])


def send(task, *args, **kwargs):
    return app.send_task(task, args, kwargs)


def get(result):
    try:
        return result.get(timeout=60)
    except Exception as exc:
        return f"{type(exc).__name__}: {exc}"


print("greet:", get(app.send_task("g.greet", ["Ada"], {"times": 2}, task_id="own")))
print("missing:", get(send("g.greet")))
print("unexpected:", get(send("g.greet", "Ada", loud=True)))
print("wrong:", get(send("g.greet", 5)))
print("order:", get(send("g.order", {"product": "tea", "count": 2, "size": "Large"})))

running = send("g.progress")
while running.state != "PROGRESS":
    time.sleep(0.01)
print("progress:", running.state, running.info, running.ready())
send("g.open")
print("then:", get(running), running.state)

for kind in ["once", "always", "other", "end"]:
    print(f"retried, {kind}:", get(send("g.retried", kind)))

parent = send("g.send", "task")
print("sent task:", get(AsyncResult(get(parent), app=app)), [child.get(timeout=60) for child in parent.children])
parent = send("g.send", "chain")
print("sent chain:", get(AsyncResult(get(parent), app=app)), len(parent.children))
parent = send("g.send", "chord")
print("sent chord:", get(AsyncResult(get(parent), app=app)))
parent = send("g.send", "group")
parent.get(timeout=60)
print("sent group:", isinstance(parent.children[0], GroupResult), parent.children[0].get(timeout=60))
linked = chain(signature("g.send", ["task"], app=app), signature("echo", app=app))()
print("sent within a chain:", len(get(linked)), [len(child.parent.id) if child.parent else None for child in linked.parent.children], len(linked.parent.children))
parent = send("g.send", "linked")
parent.get(timeout=60)
print("sent with a link:", parent.children[0].get(timeout=60), parent.children[0].children[0].get(timeout=60))
parent = send("g.send", "failing")
parent.get(timeout=60)
print("sent with an error link:", get(parent.children[0]), parent.children[0].children[0].children[0].get(timeout=60) == parent.children[0].id)
parent = send("g.send", "routed")
parent.get(timeout=60)
print("sent to its queue:", parent.children[0].state)
print("wait:", get(send("g.wait", 3)))
