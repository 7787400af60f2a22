"""A task message as a Celery client writes it, without Celery and without our code."""
import base64
import json
import uuid


def envelope(task_id, task="ping", args=()):
    body = json.dumps([list(args), {}, {"callbacks": None, "errbacks": None, "chain": None, "chord": None}]).encode()
    return json.dumps({
        "body": base64.b64encode(body).decode(), "content-encoding": "utf-8", "content-type": "application/json",
        "headers": {
            "lang": "py", "task": task, "id": task_id, "shadow": None, "eta": None, "expires": None, "group": None, "group_index": None,
            "retries": 0, "timelimit": [None, None], "root_id": task_id, "parent_id": None, "argsrepr": "()", "kwargsrepr": "{}",
            "origin": "bench", "ignore_result": False},
        "properties": {
            "correlation_id": task_id, "reply_to": "", "delivery_mode": 2, "delivery_info": {"exchange": "", "routing_key": "celery"},
            "priority": 0, "body_encoding": "base64", "delivery_tag": str(uuid.uuid4())}})
