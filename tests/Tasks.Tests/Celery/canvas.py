"""A real Celery client: sends every kind of workflow, then prints a line for what becomes of each."""
import json
import os
import time
from uuid import uuid4

from celery import Celery, chain, chord, group, signature
from celery.canvas import chunks, xmap, xstarmap

app = Celery("canvas", broker=os.environ["REDIS_URL"], backend=os.environ["REDIS_URL"])
app.set_current()
QUEUE, OTHER = "ours", "theirs"


def task(name, *args, queue=QUEUE, **options):
    return signature(name, args=args, app=app).set(queue=queue, **options)


def add(*args, **options):
    return task("add", *args, **options)


def echo(*args, **options):
    return task("echo", *args, **options)


def immutable(value):
    return signature("echo", args=(value,), immutable=True, app=app).set(queue=QUEUE)


def total(**options):
    return task("total", **options)


def outcome(result):
    # Looked for, not waited for: Celery's own wait misses a result that comes between its look and its subscription.
    until = time.monotonic() + 60
    while not result.ready() and time.monotonic() < until:
        time.sleep(0.01)
    value = result.get(timeout=1, propagate=False)
    return f"{type(value).__name__}: {value}" if isinstance(value, BaseException) else repr(value)


def linked(name, *args, option="link", **options):
    """Sends a task with a link of a known id and gives both results."""
    follow_up = str(uuid4())
    sent = task(name, *args).apply_async(**{option: echo(task_id=follow_up, **options)})
    return sent, app.AsyncResult(follow_up)


def show(name, text):
    print(f"{name}: {text}", flush=True)


steps = chain(add(2, 3), add(4), add(5)).apply_async()
show("chain", outcome(steps))
show("chain, earlier results", [outcome(steps.parent), outcome(steps.parent.parent)])
show("chain, children", [child.id == steps.parent.id for child in steps.parent.parent.children])
show("chain, collected", [value for _, value in steps.parent.parent.collect()])
show("chain, immutable", outcome(chain(add(2, 3), signature("add", args=(7, 8), immutable=True, app=app).set(queue=QUEUE)).apply_async()))
broken = chain(task("fail", "no"), echo(), echo()).apply_async()
show("chain, first fails", [outcome(broken), outcome(broken.parent)])

sent, follow_up = linked("add", 1, 1)
show("link", [outcome(sent), outcome(follow_up), [child.id == follow_up.id for child in sent.children]])
sent, follow_up = linked("fail", "no", option="link_error")
show("link_error", [outcome(sent), outcome(follow_up) == repr(sent.id)])
sent, follow_up = linked("add", 1, 1, priority=9, countdown=0.2, expires=60)
show("link with options", outcome(follow_up))

show("group", outcome(group(add(1, 1), add(2, 2)).apply_async()))
tail = chain(add(1, 1), group(add(1), add(2))).apply_async()
show("group after a task", outcome(tail))
show("group within a chain", outcome(chain(add(1, 1), group(add(1), add(2)), total(), add(1)).apply_async()))

show("chord", outcome(chord([add(i, i) for i in range(10)], echo()).apply_async()))
show("chord with a chain as body", outcome(chord([add(i, i) for i in range(10)], chain(total(), add(1))).apply_async()))
errback = str(uuid4())
body = echo()
body.link_error(echo(task_id=errback))
failed = chord([add(1, 1), task("fail", "no")], body).apply_async()
text = outcome(failed)
show("chord with a failing part", text.startswith("ChordError: Dependency ") and text.endswith("('no')"))
show("chord with a failing part, error link", outcome(app.AsyncResult(errback)) == repr(failed.id))
show("chord with a failing part, children", failed.children[0].children[0].id == errback)
parts = [json.loads(part) for key in app.backend.client.keys("celery-taskset-meta-*.j") for part in app.backend.client.zrange(key, 0, -1)]
show("chord with a failing part, kept parts", [part[2:] if part[2] == "SUCCESS" else part[2] for part in parts])
show("chord within a chord", outcome(chord([chord([add(1, 1), add(2, 2)], total()), add(3, 3)], echo()).apply_async()))
show("chord of groups", outcome(chord([chain(add(1, 1), group(add(1), add(2))), add(9, 9)], echo()).apply_async()))
show("chain of chords", outcome(chain(group(add(1, 1), add(2, 2)), total(), group(add(1), add(2)), total()).apply_async()))
steps = add(1, 0) | group(add(1), add(1)) | group(total(), total()) | total()
show("chain of groups", outcome(steps.apply_async()))
steps = add(1, 0) | group(add(1), add(1)) | total() | add(1) | chord(group(add(1), add(1)), total())
show("chain that ends in a chord", outcome(steps.apply_async()))
inner = chain(immutable(3), chord([immutable(4), immutable(5)], immutable(6)))
show("chord whose last part ends in a chord", outcome(chain(echo(1), chord([immutable(2), inner], immutable(7))).apply_async()))
show("failing chord within a chord", outcome(chord([chord([task("fail", "no"), add(1, 1)], total()), add(1, 1)], echo()).apply_async()).split(":")[0])

show("map", outcome(xmap(echo(), [1, [2]]).apply_async(queue=QUEUE)))
show("chunks", outcome(chunks(add(), [(i, i) for i in range(5)], 2).apply_async(queue=QUEUE)))
show("map within a chain", outcome(chain(add(1, 1), xstarmap(add(), [(1, 2), (3, 4)]).set(queue=QUEUE), total()).apply_async()))

for where in (QUEUE, OTHER):
    parts = [add(i, i, queue=QUEUE if i % 2 else OTHER) for i in range(20)]
    show(f"chord by both kinds of worker, body by {where}", outcome(chord(parts, echo(queue=where)).apply_async()) == repr([2 * i for i in range(20)]))
both = chain(add(1, 1), add(1, queue=OTHER), add(1), group(add(1), add(2, queue=OTHER)), echo(queue=OTHER), echo()).apply_async()
show("chain by both kinds of worker", outcome(both))
inner = chord([add(1), add(2, queue=OTHER)], total())
both = chain(add(1, 1), group(add(1, queue=OTHER), add(2)), total(queue=OTHER), inner).apply_async()
show("chord that Celery's worker sends for ours", outcome(both))
