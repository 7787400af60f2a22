"""Hears every result that is published, and prints those ids that were given two final results.

Arguments: port. Password on standard input's first line; ends when standard input does.
Messages are lost while Redis is down; a doubled one that is heard is proof.
"""
import json
import select
import sys

import redis

password = sys.stdin.readline().strip()
seen, doubled = {}, set()
stream = None
while not select.select([sys.stdin], [], [], 0)[0]:
    try:
        if stream is None:
            stream = redis.Redis(port=int(sys.argv[1]), password=password, socket_timeout=1).pubsub(ignore_subscribe_messages=True)
            stream.psubscribe("celery-task-meta-*")
        message = stream.get_message(timeout=0.2)
    except redis.exceptions.RedisError:
        stream = None
        continue
    if message is None:
        continue
    meta = json.loads(message["data"])
    if meta["status"] in ("SUCCESS", "FAILURE", "REVOKED"):
        seen[meta["task_id"]] = seen.get(meta["task_id"], 0) + 1
        if seen[meta["task_id"]] > 1:
            doubled.add(meta["task_id"])
json.dump({"heard": len(seen), "doubled": sorted(doubled)[:10]}, sys.stdout)
