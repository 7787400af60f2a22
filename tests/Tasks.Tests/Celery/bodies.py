"""A real Celery client: sends bodies of every kind, also broken ones, then prints a line for what becomes of each."""
import bz2
import gzip
import json
import os
import time
import zlib
from base64 import b64encode
from uuid import uuid4

from celery import Celery, chord, group, signature

URL = os.environ["REDIS_URL"]
app = Celery("bodies", broker=URL, backend=URL)
old = Celery("old", broker=URL, backend=URL)
old.conf.task_protocol = 1
app.set_current()
BIG = "x" * 100_000 + "é" * 1000 + "".join(str(i * i) for i in range(20_000))


def show(name, result):
    # Looked for, not waited for: Celery's own wait misses a result that comes between its look and its subscription.
    until = time.monotonic() + 60
    while not result.ready() and time.monotonic() < until:
        time.sleep(0.01)
    value = result.get(timeout=1, propagate=False)
    if isinstance(value, BaseException):
        text = f"{type(value).__name__}: {value}"
    elif value == BIG:
        text = "the same"
    else:
        text = repr(value)
    print(f"{name}: {text}", flush=True)


def send(name, sender, task, *args, **options):
    show(name, sender.send_task(task, args=args, **options))


def raw(name, body, names=True, encoding="base64", envelope=None, **headers):
    """Puts an envelope on the queue by hand, under a new id."""
    task_id = str(uuid4())
    body = body(task_id) if callable(body) else body
    body = body if isinstance(body, bytes) else json.dumps(body).encode()
    app.backend.client.lpush("celery", json.dumps({
        "content-type": "application/json", "content-encoding": "utf-8",
        "body": b64encode(body).decode() if encoding == "base64" else body.decode(),
        "headers": {**({"id": task_id, "task": "echo"} if names else {}), **headers},
        "properties": {"correlation_id": task_id, "delivery_tag": task_id, **({"body_encoding": "base64"} if encoding else {})},
        **(envelope or {})}))
    show(name, app.AsyncResult(task_id))


for name in ("gzip", "zlib", "bzip2"):
    send(name, app, "echo", BIG, compression=name)
send("lzma", app, "echo", 1, compression="lzma")
send("a retry of a compressed body", app, "flaky", 1, compression="bzip2")
send("pickle", app, "echo", 1, serializer="pickle")



def show_chord(name, part):
    parts = [signature("echo", args=(1,), app=app), part]
    error = chord(parts, signature("total", app=app), app=app).apply_async().get(timeout=60, propagate=False)
    print(f"{name}: {type(error).__name__}, {'DecodeError' if 'raised DecodeError(' in str(error) else error}")


show_chord("chord, a part with NaN", signature("echo", args=(float("nan"),), app=app))
show_chord("chord, a part in pickle", signature("echo", args=(1,), app=app).set(serializer="pickle"))

BODY = json.dumps([[1], {}, None]).encode()
raw("gzip with its own header", gzip.compress(BODY), compression="application/x-gzip")
raw("bzip2 in two streams", bz2.compress(BODY[:5]) + bz2.compress(BODY[5:]), compression="application/x-bz2")
raw("no gzip", BODY, compression="application/x-gzip")
raw("no bzip2", BODY, compression="application/x-bz2")
raw("half of a bzip2", bz2.compress(BODY)[:-9], compression="application/x-bz2")
raw("a bzip2 with one other bit", (lambda b: b[:12] + bytes([b[12] ^ 1]) + b[13:])(bz2.compress(BODY)), compression="application/x-bz2")
raw("a bomb of zlib", zlib.compress(b'[["' + b"a" * (16 << 20) + b'"], {}, null]', 9), compression="application/x-gzip")
raw("a bomb of bzip2", bz2.compress(b'[["' + b"a" * (16 << 20) + b'"], {}, null]'), compression="application/x-bz2")
raw("an unknown compression", BODY, compression="application/zstd")

send("protocol 1", old, "add", 2, 3)
send("protocol 1, compressed", old, "echo", BIG, compression="zlib")
send("protocol 1, pickle", old, "echo", 1, serializer="pickle")
send("protocol 1, later", old, "echo", 1, countdown=0.1)
send("protocol 1, too late", old, "echo", 1, expires=-10)
send("protocol 1, tried again", old, "flaky", 2)
send("protocol 1, fails", old, "fail", "no")
link = str(uuid4())
old.send_task("add", args=(2, 3), link=signature("add", args=(4,), app=old).set(task_id=link))
show("protocol 1, link", old.AsyncResult(link))
link = str(uuid4())
failing = old.send_task("fail", args=("no",), link_error=signature("echo", app=old).set(task_id=link))
print(f"protocol 1, error link: {old.AsyncResult(link).get(timeout=60) == failing.id}")
show("protocol 1, chord", chord(
    group(signature("echo", args=(i,), app=old) for i in range(4)), signature("total", app=old), app=old).apply_async())
raw("protocol 1, args no list", lambda i: {"task": "echo", "id": i, "args": {"a": 1}, "kwargs": {}}, names=False)
raw("protocol 1, no task", lambda i: {"id": i, "args": [], "kwargs": {}}, names=False)
raw("protocol 1, local time", lambda i: {"task": "echo", "id": i, "args": [1], "eta": "2020-01-01T00:00:00", "utc": False}, names=False)

for content_type in ("application/x-yaml", "application/x-msgpack", "text/plain", None):
    raw(f"content type {content_type}", b"- [1]", envelope={"content-type": content_type})
raw("content encoding latin-1", [[1], {}, None], envelope={"content-encoding": "latin-1"})
raw("content encoding UTF-8", [[1], {}, None], envelope={"content-encoding": "UTF-8"})
raw("not base64", b"********", encoding="none, though it says so")
raw("not encoded", b'[[1], {}, null]', encoding=None)
raw("not JSON", b"[[1], {}, null")
raw("not a number", b"[[NaN], {}, null]")
raw("not UTF-8", b'[["\xff"], {}, null]')
raw("no list", {"args": [1]})
raw("kwargs no map", [[1], [], None])
raw("args no list", [1, {}, None])
raw("embed no map", [[1], {}, [1]])
raw("embed with a name twice", b'[[1], {}, {"chain": [], "chain": []}]')
raw("more", [[1], {}, None, 4])
raw("two are enough", [[1], {}])
raw("a number as callback", [[1], {}, {"callbacks": [7]}])
raw("eta no time", [[1], {}, None], eta="soon")
