"""A Celery client of the shop's worker; prints what it gets."""
import os
import sys
import time

from celery import Celery
from celery.result import AsyncResult

app = Celery("shop", broker=sys.stdin.readline().strip(), backend=sys.stdin.readline().strip())
order = {"customer": "Ada", "items": {"coffee": 2, "tea": 1}}


def get(result):
    try:
        return result.get(timeout=60)
    except Exception as exc:
        return f"{type(exc).__name__}: {exc}"


def shown(invoice):
    return invoice["customer"], invoice["total"], len(invoice["number"])


print("registered:", [name for name in sorted(list(app.control.inspect(timeout=10).registered().values())[0]) if name.startswith("shop.")])
print("price:", get(app.send_task("shop.price", [order])))
print("by name:", get(app.send_task("shop.price", kwargs={"order": order})))
print("unknown:", get(app.send_task("shop.price", [{"customer": "Ada", "items": {"gold": 1}}])))
print("wrong:", get(app.send_task("shop.price", [["coffee"]])))
checkout = app.send_task("shop.checkout", [order])
print("checkout:", shown(get(AsyncResult(get(checkout), app=app))))
print("its children:", [get(child) for child in checkout.children])

schedule = AsyncResult(sys.stdin.readline().strip(), app=app)
while not schedule.ready():
    time.sleep(0.05)
print("schedule:", shown(get(AsyncResult(get(schedule), app=app))))
