"""Lets the primary fail again and again, in several ways, while tasks are sent and run; then looks from the outside which accepted tasks have no result.
Once as Redis is shipped, and once with min-replicas-to-write 1. With --cluster the primary is that of a slot, which is also moved to another one."""
import argparse
import json
import os
import sys
import threading
import time
import uuid

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "common"))
from celery_message import envelope  # noqa: E402
from cluster import Cluster  # noqa: E402
from replicas import Replicas  # noqa: E402
from servers import ERRORS, answer  # noqa: E402
from stage import commit, machine, percentile, redis_version, start_october_worker, wait_for, write_result  # noqa: E402

WORKERS, PATIENCE = 3, 120
# So many are accepted before each failure.
FLOW = 500


class Sender(threading.Thread):
    """Sends add(n, 1) in small batches. What was not answered is not accepted, and never sent again under its id."""

    def __init__(self, replicas):
        super().__init__(daemon=True)
        self.client, self.accepted, self.way, self.stopping = replicas.connect(), {}, "", False
        self.queue = replicas.tag + "celery"
        self.start()

    def run(self):
        n = 0
        while not self.stopping:
            batch = {str(uuid.uuid4()): n + i for i in range(10)}
            try:
                self.client.lpush(self.queue, *[envelope(task_id, "add", [number, 1]) for task_id, number in batch.items()])
                self.accepted.update((task_id, (number + 1, self.way)) for task_id, number in batch.items())
                n += len(batch)
            except ERRORS:
                pass
            time.sleep(0.008)


def resumed(replicas, old):
    """Sends a task to the new primary, and waits for its result."""
    task_id, new = str(uuid.uuid4()), replicas.promoted(old)

    wait_for(lambda: answer(new.client.lpush, replicas.tag + "celery", envelope(task_id, "add", [1, 1])), PATIENCE)
    wait_for(lambda: answer(new.client.exists, f"{replicas.tag}celery-task-meta-{task_id}"), PATIENCE)


def drained(client, tag):
    return client.llen(tag + "celery") + client.zcard(tag + "october:delayed") + client.zcard(tag + "october:leases") == 0


def lost(client, replicas, accepted):
    """The accepted tasks that have no result, or a wrong one, and how many by how the primary failed."""
    missing, ids = {way: 0 for way in replicas.ways}, list(accepted)
    for at in range(0, len(ids), 500):
        part = ids[at:at + 500]
        for task_id, stored in zip(part, client.mget([f"{replicas.tag}celery-task-meta-{one}" for one in part])):
            value, way = accepted[task_id]
            meta = json.loads(stored) if stored else {}
            if (meta.get("status"), meta.get("result")) != ("SUCCESS", value):
                missing[way or next(iter(replicas.ways))] += 1
    return missing


def campaign(kind, count, min_replicas):
    replicas = kind(min_replicas)
    settings = {"REDIS_URL": replicas.url, "TASK_MAX_DELIVERIES": "1000", **replicas.settings()}
    workers = [start_october_worker(replicas, settings) for _ in range(WORKERS)]
    sender, waits = Sender(replicas), {way: [] for way in replicas.ways}
    try:
        for i in range(count):
            sender.way = way = list(replicas.ways)[i % len(replicas.ways)]
            before = len(sender.accepted)
            wait_for(lambda: len(sender.accepted) >= before + FLOW, PATIENCE, 0.05)
            old = replicas.primary()
            comes_back = replicas.fail(old, way)
            wait_for(lambda: replicas.promoted(old), PATIENCE)
            start = time.perf_counter()
            resumed(replicas, old)
            waits[way].append(time.perf_counter() - start)
            comes_back()
            wait_for(replicas.is_whole, PATIENCE, 0.05)
            print(f"{i + 1} of {count}, {way}: {waits[way][-1]:.2f} s", file=sys.stderr)
        sender.stopping = True
        sender.join()
        client = replicas.primary().client
        wait_for(lambda: drained(client, replicas.tag), PATIENCE, 0.1)
        missing = lost(client, replicas, sender.accepted)
    finally:
        sender.stopping = True
        for worker in workers:
            worker.stop()
        replicas.stop()
    sent = {way: sum(one == way for _, one in sender.accepted.values()) for way in replicas.ways}
    return [(way, len(waits[way]), sent[way], missing[way], waits[way]) for way in replicas.ways if waits[way]]


def table(rows):
    return "\n".join([
        "| the primary was | failovers | accepted | lost | work resumed, p50, s | longest, s |", "| --- | ---: | ---: | ---: | ---: | ---: |",
        *[f"| {way} | {number} | {sent:,} | {gone:,} | {percentile(waits, 0.5):.2f} | {max(waits):.2f} |" for way, number, sent, gone, waits in rows]])


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=200, help="failovers with each setting (default 200)")
    options.add_argument("--cluster", action="store_true", help="of the primary of a slot of a Redis Cluster, in the place of one that Sentinels look after")
    options = options.parse_args()
    kind, count = Cluster if options.cluster else Replicas, options.count
    safe, plain = campaign(kind, count, 1), campaign(kind, count, 0)
    ways = "\n".join(f"- {way}: {text}." for way, text in kind.ways.items())
    write_result("chaos", "\n".join([
        f"# Chaos: {kind.title}", "",
        f"`./benchmarks/chaos/failover{' --cluster' if options.cluster else ''} --count {count}` at {commit()}, {time.strftime('%Y-%m-%d', time.gmtime())}; "
        f"{machine()}; Redis {redis_version()}: {kind.description}, {WORKERS} native october-workers; redis-py sends batches of 10, {FLOW} tasks at least before each failure.", "",
        "How the primary failed, in turn:", "", ways, "",
        "Lost is a task that a primary had accepted and that has no result when all has ended. Work resumed: from the moment that another node is primary to the "
        "first result of a task that is sent to it then.", "",
        "## With `min-replicas-to-write 1`", "", table(safe), "",
        "## As Redis is shipped", "", table(plain), ""]), "-cluster" if options.cluster else "-failover")
    return 0 if sum(row[3] for row in safe if row[0] != kind.unsafe) == 0 and max(max(row[4]) for row in safe + plain) < 5 else 1


sys.exit(main())
