"""A real Celery monitor: prints the type of each event as it comes, with its task and worker, until standard input closes."""
import os
import sys
import threading

from celery import Celery

app = Celery("monitor", broker=os.environ["REDIS_URL"], backend=os.environ["REDIS_URL"])
state = app.events.State()


def show(event):
    state.event(event)
    detail = event.get("result") or event.get("exception") or event.get("name") or ""
    if event["type"] == "task-revoked":
        detail = " ".join(f"{name}={event[name]}" for name in ("terminated", "signum", "expired"))
    print(event["type"], event.get("uuid", ""), event["hostname"], detail, sep="\t", flush=True)


with app.connection() as connection:
    receiver = app.events.Receiver(connection, handlers={"*": show})
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    print("ready", flush=True)
    receiver.capture(limit=None, timeout=None, wakeup=True)
