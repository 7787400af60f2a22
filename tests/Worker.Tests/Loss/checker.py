"""Looks at Redis from the outside, with nothing of ours: does every accepted task have its one result?

Standard input: JSON {"port": …, "password": …, "queue": …, "expected": {task id: result}}.
Standard output: JSON {"missing": […], "wrong": […], "left": number of keys that should be empty by now}.
"""
import json
import sys

import redis

job = json.load(sys.stdin)
server = redis.Redis(port=job["port"], password=job["password"])
missing, wrong = [], []
ids = list(job["expected"])
for at in range(0, len(ids), 500):
    part = ids[at : at + 500]
    for task_id, stored in zip(part, server.mget(["celery-task-meta-" + i for i in part])):
        if stored is None:
            missing.append(task_id)
            continue
        meta = json.loads(stored)
        if (meta["status"], meta["result"], meta["task_id"]) != ("SUCCESS", job["expected"][task_id], task_id):
            wrong.append(meta)
left = [k.decode() for k in server.scan_iter("october:inflight:*")]
left += ["queue"] * server.llen(job["queue"]) + ["dead"] * server.zcard("october:dead") + ["delayed"] * server.zcard("october:delayed")
json.dump({"missing": missing[:10], "wrong": wrong[:10], "left": left[:10], "results": len(ids) - len(missing)}, sys.stdout)
