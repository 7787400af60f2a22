"""A real Celery client: what the calls of client.py leave out, with the queue on standard input. Chords, the queue's lengths, and emptying it."""
import os
import sys
import time

from celery import Celery, chord, group, signature

app = Celery("rights", broker=os.environ["REDIS_URL"], backend=os.environ["REDIS_URL"])
app.set_current()
queue = sys.stdin.read()


def task(name, *args):
    return signature(name, args=args, app=app).set(queue=queue)


def outcome(result):
    # Looked for, not waited for: Celery's own wait misses a result that comes between its look and its subscription.
    until = time.monotonic() + 60
    while not result.ready() and time.monotonic() < until:
        time.sleep(0.01)
    return result.get(timeout=1)


assert outcome(chord([task("add", 1, 2), task("add", 3, 4)], task("total")).apply_async()) == 10
results = group([task("add", 1, 2), task("ping")]).apply_async()
results.save()
assert outcome(app.GroupResult.restore(results.id)) == [3, "pong"]
results.delete()
results[0].forget()
with app.connection() as connection:
    channel = connection.default_channel
    channel.queue_declare(queue="celery-empty", passive=False)
    channel.queue_purge("celery-empty")
    channel.queue_delete("celery-empty")
    with channel.conn_or_acquire() as client, client.lock("unacked_mutex", timeout=10):
        pass
