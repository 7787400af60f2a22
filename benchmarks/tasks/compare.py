"""No-op tasks end to end, and the round trip of a single one: our worker and Celery's, in turn, driven by the same neutral client."""
import csv
import json
import os
import subprocess
import sys
import time
import uuid

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "common"))
from celery_message import envelope  # noqa: E402
from stage import Program, Redis, commit, machine, median, percentile, redis_version, start_october_worker, wait_for, write_result  # noqa: E402
from trips import Trips  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
TASKS = {"october": 100_000, "celery": 5_000}
TRIPS = 2_000


def start_worker(kind, redis):
    if kind == "october":
        return start_october_worker(redis)
    return Program(
        ["/usr/bin/python3", "-m", "celery", "-A", "celery_app", "worker", "--pool=prefork", "-c", "2", "--without-gossip", "--without-mingle", "-l", "ERROR"],
        {"REDIS_URL": redis.url}, cwd=HERE)


OWN = ("october:leases", "october:tasks", "october:pulse", "_kombu.binding.celery", "_kombu.binding.celeryev", "_kombu.binding.celery.pidbox", "unacked", "unacked_index", "unacked_mutex")


def results(redis):
    """How many results there are: all keys but the workers' own. One hash of messages in hand may be among them, so the check has the last word."""
    return redis.client.dbsize() - redis.client.exists(*OWN)


def check(redis, messages):
    """A rate counts only if every task has its result."""
    ids = [json.loads(message)["headers"]["id"] for message in messages]
    for at in range(0, len(ids), 1000):
        for stored in redis.client.mget(["celery-task-meta-" + i for i in ids[at:at + 1000]]):
            meta = json.loads(stored)
            assert (meta["status"], meta["result"]) == ("SUCCESS", "pong"), meta


def measure(kind, fsync, tls=False):
    redis = Redis(fsync, tls=tls)
    worker = start_worker(kind, redis)
    try:
        trips = Trips(redis)
        trips.one()
        first = time.perf_counter() - worker.started
        idle = worker.resident_mib()
        trips.many(100)
        took = trips.many(TRIPS) if fsync == "no" else [0]
        p50, p99 = percentile(took, 0.5) * 1e3, percentile(took, 0.99) * 1e3
        floor = trips.many(TRIPS, trips.floor) if fsync == "no" else [0]
        trips.close()
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
            "p50_ms": p50, "p99_ms": p99, "floor_p50_ms": percentile(floor, 0.5) * 1e3, "floor_p99_ms": percentile(floor, 0.99) * 1e3,
            "memory_mib": idle, "first_s": first, "sent_s": sent}
    finally:
        worker.stop()
        redis.stop()


def raw_rate():
    """Tasks per second if each cost Redis just LPUSH, RPOP, SET and PUBLISH, as redis-benchmark sends them in pipelines of 16."""
    redis = Redis("no", notify=False)
    message, result = "m" * len(envelope(str(uuid.uuid4()))), "r" * 230
    seconds = 0
    try:
        for words in (["lpush", "celery", message], ["rpop", "celery"], ["set", "celery-task-meta-__rand_int__", result], ["publish", "celery-task-meta-x", result]):
            out = subprocess.run(["redis-benchmark", "-p", str(redis.port), "--csv", "-c", "8", "-P", "16", "-n", "200000", "-r", "200000", *words],
                                 capture_output=True, text=True, check=True).stdout
            seconds += 1 / float(list(csv.reader(out.splitlines()))[-1][1])
    finally:
        redis.stop()
    return 1 / seconds


def table(rows):
    names = [
        ("rate", "no-op tasks end to end with results, per second", "{:,.0f}", False), ("p50_ms", "round trip at low load, p50, ms", "{:.2f}", True),
        ("p99_ms", "round trip at low load, p99, ms", "{:.2f}", True), ("cpu_us", "worker's CPU per task, µs", "{:.1f}", True),
        ("redis_us", "Redis' CPU per task, µs", "{:.1f}", True), ("memory_mib", "resident memory when idle (PSS), MiB", "{:.1f}", True),
        ("first_s", "from start to the first result, s", "{:.2f}", True)]
    names += [("floor_p50_ms", "floor: PUBLISH to a listener by the same client and Redis, p50, ms", "{:.2f}", True), ("floor_p99_ms", "the same, p99, ms", "{:.2f}", True)]
    lines = ["| median of all rounds | october-worker | Celery prefork -c 2 | ratio |", "| --- | ---: | ---: | ---: |"]
    for key, name, form, smaller in names:
        ours, theirs = (median([row[key] for row in rows[kind]]) for kind in ("october", "celery"))
        ratio = theirs / ours if smaller else ours / theirs
        lines.append(f"| {name} | {form.format(ours)} | {form.format(theirs)} | {'' if key.startswith('floor') else f'{ratio:.1f}x better'} |")
    each = {kind: ", ".join(f"{row['p99_ms']:.2f}" for row in rows[kind]) for kind in rows}
    return "\n".join(lines) + f"\n\nThe p99 of each round, ms: october-worker {each['october']}; Celery {each['celery']}."


def tls(plain, encrypted):
    def each(key, form):
        one, other = (median([row[key] for row in rows]) for rows in (encrypted, plain))
        return f"{form.format(one)} against {form.format(other)}"

    return (f"Over TLS between worker and Redis: {each('rate', '{:,.0f}')} tasks/s, {each('p50_ms', '{:.2f}')} ms round trip (p50), {each('cpu_us', '{:.1f}')} µs of the "
            f"worker's CPU and {each('redis_us', '{:.1f}')} µs of Redis' per task.")


def main():
    rounds = int(sys.argv[1])
    rows, durable, encrypted, raw = {"october": [], "celery": []}, {"october": [], "celery": []}, [], []
    for i in range(rounds):
        for kind in ("october", "celery") if i % 2 == 0 else ("celery", "october"):
            rows[kind].append(measure(kind, "no"))
            print(i, kind, {k: round(v, 2) for k, v in rows[kind][-1].items()}, file=sys.stderr)
            durable[kind].append(measure(kind, "always")["rate"])
        encrypted.append(measure("october", "no", tls=True))
        raw.append(raw_rate())
    celery = subprocess.run(["/usr/bin/python3", "-c", "import celery; print(celery.__version__)"], capture_output=True, text=True).stdout.strip()
    ours, theirs = (median(durable[kind]) for kind in ("october", "celery"))
    rate = median([row["rate"] for row in rows["october"]])
    write_result("tasks", "\n".join([
        "# Tasks: october-worker and Celery on the same Redis", "",
        f"`./benchmarks/tasks/run {rounds}` at {commit()}, {time.strftime('%Y-%m-%d', time.gmtime())}; {machine()}; Celery {celery}, Redis {redis_version()}, native october-worker; "
        f"{rounds} alternating rounds; one neutral client (LPUSH of Celery envelopes) drives both, and shares the processors with them.", "",
        table(rows), "",
        f"Under `appendfsync always`, median of {rounds} alternating rounds: october-worker {ours:,.0f} tasks/s, Celery {theirs:,.0f} tasks/s, {ours / theirs:.1f}x better.", "",
        tls(rows["october"], encrypted), "",
        f"LPUSH, RPOP, SET and PUBLISH one after the other, as redis-benchmark sends them (8 connections, pipelines of 16), are {median(raw):,.0f} tasks/s: "
        f"october-worker reaches {rate / median(raw):.0%} of that, visibility timeouts, fencing and all.", ""]))


main()
