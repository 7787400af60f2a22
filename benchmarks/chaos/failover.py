"""Lets the primary fail again and again, in five ways, while tasks are sent and run; then looks from the outside which accepted tasks have no result.
Once as Redis is shipped, and once with min-replicas-to-write 1."""
import argparse
import json
import os
import signal
import sys
import tempfile
import threading
import time
import uuid

import redis
from redis.sentinel import Sentinel

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "common"))
from celery_message import envelope  # noqa: E402
from stage import Program, commit, free_port, machine, percentile, redis_version, start_october_worker, wait_for, write_result  # noqa: E402

WORKERS, NODES, SENTINELS, NAME = 3, 3, 3, "orders"
PATIENCE = 120
UNSAFE = "handed over"
# What Sentinel does at intervals, sooner: many failovers in little time.
HURRY = ["info-period", "200", "ping-period", "100", "publish-period", "200", "ask-period", "100"]
WAYS = {
    "killed": "SIGKILL",
    "frozen": "SIGSTOP, and SIGCONT when another one is primary",
    "cut off, then killed": "its replicas lose it for 0.3 s before it dies",
    "paused, then handed over": "`CLIENT PAUSE 10000 WRITE`, then `SENTINEL FAILOVER`, with nothing broken",
    UNSAFE: "`SENTINEL FAILOVER` alone: the old primary takes writes until it is a replica, which another replica may still follow",
}
ERRORS = redis.exceptions.RedisError


def answer(command, *words):
    """None where there is none: Sentinel closes all connections of a server whose role it changes."""
    try:
        return command(*words)
    except ERRORS:
        return None


class Server(Program):
    """A redis-server with a file of settings, which it may write anew."""

    def __init__(self, text, *options):
        self.port, self.folder = free_port(), tempfile.TemporaryDirectory()
        self.text, self.options = f"port {self.port}\nbind 127.0.0.1\ndir {self.folder.name}\n{text}", options
        self.client = redis.Redis(port=self.port, socket_timeout=1, socket_connect_timeout=1)
        self.start()

    def start(self):
        path = os.path.join(self.folder.name, "redis.conf")
        with open(path, "w") as f:
            f.write(self.text)
        super().__init__(["redis-server", path, *self.options])
        wait_for(self.answers, 20)

    def answers(self):
        return answer(self.client.ping)

    def signal(self, number):
        os.kill(self.process.pid, number)

    def role(self):
        return answer(self.client.info, "replication") or {"role": "none"}


class Replicas:
    """A primary, its replicas and Sentinels."""

    def __init__(self, min_replicas):
        # A primary that comes back with nothing would be copied by its replicas.
        text = f"save \"\"\nappendonly yes\nappendfsync no\nrepl-diskless-sync-delay 0\nmin-replicas-to-write {min_replicas}\n"
        first = Server(text)
        self.nodes = [first] + [Server(f"{text}replicaof 127.0.0.1 {first.port}\n") for _ in range(NODES - 1)]
        watch = (f"sentinel monitor {NAME} 127.0.0.1 {first.port} 2\nsentinel down-after-milliseconds {NAME} 1000\n"
                 f"sentinel failover-timeout {NAME} 2000\n")
        self.sentinels = [Server(watch, "--sentinel") for _ in range(SENTINELS)]
        for sentinel in self.sentinels:
            sentinel.client.execute_command("SENTINEL", "DEBUG", *HURRY)
        self.url = ";".join(f"sentinel://127.0.0.1:{sentinel.port}" for sentinel in self.sentinels)
        wait_for(self.is_whole, PATIENCE, 0.05)

    def connect(self):
        sentinel = Sentinel([("127.0.0.1", one.port) for one in self.sentinels], socket_timeout=1)
        return sentinel.master_for(NAME, socket_timeout=1)

    def named(self):
        """The ports that the Sentinels name."""
        return {int(one.client.execute_command("SENTINEL", "GET-MASTER-ADDR-BY-NAME", NAME)[1]) for one in self.sentinels}

    def primary(self):
        (port,) = self.named()
        return next(node for node in self.nodes if node.port == port)

    def is_whole(self):
        states = [one.client.sentinel_master(NAME) for one in self.sentinels]
        if len(self.named()) > 1 or any(state["flags"] != "master" or state["num-slaves"] != NODES - 1 or
                                        state["num-other-sentinels"] != SENTINELS - 1 for state in states):
            return False
        primary = self.primary()
        # A primary calls a replica online that still loads what it has missed.
        followers = [node.role() for node in self.nodes if node is not primary]
        seen = [slave for one in self.sentinels for slave in one.client.sentinel_slaves(NAME)]
        return (primary.role()["role"] == "master" and all(slave["flags"] == "slave" for slave in seen) and
                all(role["role"] == "slave" and role["master_port"] == primary.port and role["master_link_status"] == "up" for role in followers))

    def stop(self):
        for one in self.sentinels + self.nodes:
            one.kill()


class Sender(threading.Thread):
    """Sends add(n, 1) in small batches. What was not answered is not accepted, and never sent again under its id."""

    def __init__(self, replicas):
        super().__init__(daemon=True)
        self.client, self.accepted, self.way, self.stopping = replicas.connect(), {}, "", False
        self.start()

    def run(self):
        n = 0
        while not self.stopping:
            batch = {str(uuid.uuid4()): n + i for i in range(10)}
            try:
                self.client.lpush("celery", *[envelope(task_id, "add", [number, 1]) for task_id, number in batch.items()])
                self.accepted.update((task_id, (number + 1, self.way)) for task_id, number in batch.items())
                n += len(batch)
            except ERRORS:
                pass
            time.sleep(0.008)


def fail(replicas, old, way):
    """Ends with how the old primary comes back."""
    if way == "killed":
        old.kill()
        return old.start
    if way == "frozen":
        old.signal(signal.SIGSTOP)
        return lambda: old.signal(signal.SIGCONT)
    if way == "cut off, then killed":
        others = [node for node in replicas.nodes if node is not old]
        for node in others:
            node.signal(signal.SIGSTOP)
        old.client.execute_command("CLIENT", "KILL", "TYPE", "replica")
        time.sleep(0.3)
        old.kill()
        for node in others:
            node.signal(signal.SIGCONT)
        return old.start
    if way != UNSAFE:
        old.client.execute_command("CLIENT", "PAUSE", 10_000, "WRITE")
    replicas.sentinels[0].client.execute_command("SENTINEL", "FAILOVER", NAME)

    return lambda: wait_for(lambda: old.role()["role"] == "slave" and answer(old.client.execute_command, "CLIENT", "UNPAUSE"), PATIENCE)


def resumed(new):
    """Sends a task to the new primary, and waits for its result."""
    task_id = str(uuid.uuid4())

    wait_for(lambda: answer(new.client.lpush, "celery", envelope(task_id, "add", [1, 1])), PATIENCE)
    wait_for(lambda: answer(new.client.exists, "celery-task-meta-" + task_id), PATIENCE)


def promoted(replicas, old):
    return next((node for node in replicas.nodes if node is not old and node.role()["role"] == "master"), None)


def drained(client):
    return client.llen("celery") + client.zcard("october:delayed") + client.zcard("october:leases") == 0


def lost(client, accepted):
    """The accepted tasks that have no result, or a wrong one, and how many by how the primary failed."""
    missing, ids = {way: 0 for way in WAYS}, list(accepted)
    for at in range(0, len(ids), 500):
        part = ids[at:at + 500]
        for task_id, stored in zip(part, client.mget(["celery-task-meta-" + one for one in part])):
            value, way = accepted[task_id]
            meta = json.loads(stored) if stored else {}
            if (meta.get("status"), meta.get("result")) != ("SUCCESS", value):
                missing[way or next(iter(WAYS))] += 1
    return missing


def campaign(count, min_replicas):
    replicas = Replicas(min_replicas)
    settings = {"REDIS_URL": replicas.url, "REDIS_SENTINEL_MASTER": NAME, "TASK_MAX_DELIVERIES": "1000"}
    workers = [start_october_worker(replicas, settings) for _ in range(WORKERS)]
    sender, waits = Sender(replicas), {way: [] for way in WAYS}
    try:
        for i in range(count):
            sender.way = way = list(WAYS)[i % len(WAYS)]
            old = replicas.primary()
            comes_back = fail(replicas, old, way)
            wait_for(lambda: promoted(replicas, old), PATIENCE)
            start = time.perf_counter()
            resumed(promoted(replicas, old))
            waits[way].append(time.perf_counter() - start)
            comes_back()
            wait_for(replicas.is_whole, PATIENCE, 0.05)
            print(f"{i + 1} of {count}, {way}: {waits[way][-1]:.2f} s", file=sys.stderr)
        sender.stopping = True
        sender.join()
        client = replicas.primary().client
        wait_for(lambda: drained(client), PATIENCE, 0.1)
        missing = lost(client, sender.accepted)
    finally:
        sender.stopping = True
        for worker in workers:
            worker.stop()
        replicas.stop()
    sent = {way: sum(one == way for _, one in sender.accepted.values()) for way in WAYS}
    return [(way, len(waits[way]), sent[way], missing[way], waits[way]) for way in WAYS if waits[way]]


def table(rows):
    return "\n".join([
        "| the primary was | failovers | accepted | lost | work resumed, p50, s | longest, s |", "| --- | ---: | ---: | ---: | ---: | ---: |",
        *[f"| {way} | {number} | {sent:,} | {gone:,} | {percentile(waits, 0.5):.2f} | {max(waits):.2f} |" for way, number, sent, gone, waits in rows]])


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=200, help="failovers with each setting (default 200)")
    count = options.parse_args().count
    safe, plain = campaign(count, 1), campaign(count, 0)
    ways = "\n".join(f"- {way}: {text}." for way, text in WAYS.items())
    write_result("chaos", "\n".join([
        "# Chaos: failovers by Sentinel", "",
        f"`./benchmarks/chaos/failover --count {count}` at {commit()}, {time.strftime('%Y-%m-%d', time.gmtime())}; {machine()}; Redis {redis_version()}: a primary, "
        f"{NODES - 1} replicas and {SENTINELS} Sentinels (`down-after-milliseconds` 1000, their intervals shortened by `SENTINEL DEBUG`), {WORKERS} native "
        "october-workers; redis-py sends batches of 10.", "",
        "How the primary failed, in turn:", "", ways, "",
        "Lost is a task that a primary had accepted and that has no result when all has ended. Work resumed: from the moment that a replica is primary to the first "
        "result of a task that is sent to it then.", "",
        "## With `min-replicas-to-write 1`", "", table(safe), "",
        "## As Redis is shipped", "", table(plain), ""]), "-failover")
    return 0 if sum(row[3] for row in safe if row[0] != UNSAFE) == 0 and max(max(row[4]) for row in safe + plain) < 5 else 1


sys.exit(main())
