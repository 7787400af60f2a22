"""No-op tasks end to end, and the round trip of a single one: our worker and Celery's, in turn, driven by the same neutral client."""
import base64
import json
import os
import subprocess
import sys
import time
import uuid

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "common"))
from stage import PROGRAMS, ROOT, Program, Redis, free_port, machine, median, percentile, wait_for, write_result  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
TASKS = {"october": 100_000, "celery": 5_000}
TRIPS = 1_000


def envelope(task_id):
    """As a Celery client writes it."""
    body = base64.b64encode(b'[[], {}, {"callbacks": null, "errbacks": null, "chain": null, "chord": null}]').decode()
    return json.dumps({
        "body": body, "content-encoding": "utf-8", "content-type": "application/json",
        "headers": {
            "lang": "py", "task": "ping", "id": task_id, "shadow": None, "eta": None, "expires": None, "group": None, "group_index": None,
            "retries": 0, "timelimit": [None, None], "root_id": task_id, "parent_id": None, "argsrepr": "()", "kwargsrepr": "{}",
            "origin": "bench", "ignore_result": False},
        "properties": {
            "correlation_id": task_id, "reply_to": "", "delivery_mode": 2, "delivery_info": {"exchange": "", "routing_key": "celery"},
            "priority": 0, "body_encoding": "base64", "delivery_tag": str(uuid.uuid4())}})


def start_worker(kind, redis):
    if kind == "october":
        return Program([os.path.join(PROGRAMS, "Worker", "october-worker")], {
            "REDIS_URL": redis.url, "LISTEN_ADDRESS": "127.0.0.1", "PORT": str(free_port()), "LOG_FORMAT": "none"})
    return Program(
        ["/usr/bin/python3", "-m", "celery", "-A", "celery_app", "worker", "--pool=prefork", "-c", "2", "--without-gossip", "--without-mingle", "-l", "ERROR"],
        {"REDIS_URL": redis.url}, cwd=HERE)


def one_trip(redis, listener):
    task_id = str(uuid.uuid4())
    key = "celery-task-meta-" + task_id
    listener.subscribe(key)
    while listener.get_message(timeout=5)["type"] != "subscribe":
        pass
    message = envelope(task_id)
    start = time.perf_counter()
    redis.client.lpush("celery", message)
    while True:
        answer = listener.get_message(timeout=10)
        if answer is None:
            raise TimeoutError("no result")
        if answer["type"] == "message":
            break
    took = time.perf_counter() - start
    listener.unsubscribe(key)
    while listener.get_message(timeout=5)["type"] != "unsubscribe":
        pass
    return took


OWN = ("october:leases", "october:tasks", "october:pulse", "_kombu.binding.celery", "_kombu.binding.celeryev", "_kombu.binding.celery.pidbox", "unacked", "unacked_index", "unacked_mutex", "unacked_mutex")


def results(redis):
    """How many results there are: all keys but the workers' own. One hash of messages in hand may be among them, so the check has the last word."""
    return redis.client.dbsize() - redis.client.exists(*set(OWN))


def check(redis, messages):
    """A rate counts only if every task has its result."""
    ids = [json.loads(message)["headers"]["id"] for message in messages]
    for at in range(0, len(ids), 1000):
        for stored in redis.client.mget(["celery-task-meta-" + i for i in ids[at:at + 1000]]):
            meta = json.loads(stored)
            assert (meta["status"], meta["result"]) == ("SUCCESS", "pong"), meta


def measure(kind, fsync):
    redis = Redis(fsync)
    worker = start_worker(kind, redis)
    try:
        listener = redis.client.pubsub()
        one_trip(redis, listener)
        first = time.perf_counter() - worker.started
        idle = worker.resident_mib()
        for _ in range(50):
            one_trip(redis, listener)
        trips = [one_trip(redis, listener) for _ in range(TRIPS)] if fsync == "no" else [0]
        count = TASKS[kind] if fsync == "no" else TASKS[kind] // 2
        messages = [envelope(str(uuid.uuid4())) for _ in range(count)]
        redis.client.config_resetstat()
        redis.client.flushdb()
        cpu, redis_cpu = worker.cpu_seconds(), redis.cpu_seconds()
        start = time.perf_counter()
        for at in range(0, count, 500):
            redis.client.lpush("celery", *messages[at:at + 500])
        sent = time.perf_counter() - start
        last = json.loads(messages[-1])["headers"]["id"]
        wait_for(lambda: redis.client.llen("celery") == 0 and redis.client.exists("celery-task-meta-" + last) and results(redis) >= count, 300)
        took = time.perf_counter() - start
        check(redis, messages)
        return {
            "rate": count / took, "cpu_us": (worker.cpu_seconds() - cpu) / count * 1e6, "redis_us": (redis.cpu_seconds() - redis_cpu) / count * 1e6,
            "p50_ms": percentile(trips, 0.5) * 1e3, "p99_ms": percentile(trips, 0.99) * 1e3, "memory_mib": idle, "first_s": first, "sent_s": sent}
    finally:
        worker.stop()
        redis.stop()


def table(rows):
    names = [
        ("rate", "no-op tasks end to end with results, per second", "{:,.0f}", False), ("p50_ms", "round trip at low load, p50, ms", "{:.2f}", True),
        ("p99_ms", "round trip at low load, p99, ms", "{:.2f}", True), ("cpu_us", "worker's CPU per task, µs", "{:.1f}", True),
        ("redis_us", "Redis' CPU per task, µs", "{:.1f}", True), ("memory_mib", "resident memory when idle (PSS), MiB", "{:.1f}", True),
        ("first_s", "from start to the first result, s", "{:.2f}", True)]
    lines = ["| median of all rounds | october-worker | Celery prefork -c 2 | ratio |", "| --- | ---: | ---: | ---: |"]
    for key, name, form, smaller in names:
        ours, theirs = (median([row[key] for row in rows[kind]]) for kind in ("october", "celery"))
        ratio = theirs / ours if smaller else ours / theirs
        lines.append(f"| {name} | {form.format(ours)} | {form.format(theirs)} | {ratio:.1f}x better |")
    return "\n".join(lines)


def main():
    rounds = int(sys.argv[1])
    rows, durable = {"october": [], "celery": []}, {"october": [], "celery": []}
    for i in range(rounds):
        for kind in ("october", "celery") if i % 2 == 0 else ("celery", "october"):
            rows[kind].append(measure(kind, "no"))
            print(i, kind, {k: round(v, 2) for k, v in rows[kind][-1].items()}, file=sys.stderr)
    for kind in ("october", "celery"):
        durable[kind].append(measure(kind, "always"))
    celery = subprocess.run(["/usr/bin/python3", "-c", "import celery; print(celery.__version__)"], capture_output=True, text=True).stdout.strip()
    server = subprocess.run(["redis-server", "--version"], capture_output=True, text=True).stdout.split()[2]
    commit = subprocess.run(["git", "-C", ROOT, "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()
    write_result("tasks", "\n".join([
        "# Tasks: october-worker and Celery on the same Redis", "",
        f"`./benchmarks/tasks/run {rounds}` at {commit}, {time.strftime('%Y-%m-%d', time.gmtime())}; {machine()}; Celery {celery}, Redis {server}, native october-worker; "
        f"{rounds} alternating rounds; one neutral client (LPUSH of Celery envelopes) drives both.", "",
        table(rows), "",
        "Under `appendfsync always`: " + ", ".join(f"{name} {durable[kind][0]['rate']:,.0f} tasks/s" for kind, name in (("october", "october-worker"), ("celery", "Celery"))) + ".", ""]))


main()
