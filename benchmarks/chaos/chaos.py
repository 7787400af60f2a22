"""Kills workers and Redis for minutes while tasks are sent, and looks from the outside whether each accepted task has its one result;
then measures how soon the tasks of dead workers run again, with the settings as shipped."""
import json
import os
import random
import subprocess
import sys
import threading
import time
import uuid

import redis

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "common"))
from celery_message import envelope  # noqa: E402
from stage import ROOT, Redis, commit, machine, percentile, redis_version, start_october_worker, wait_for, write_result  # noqa: E402

# The same two programs, which know nothing of our code, judge the small form in the tests.
JUDGES = os.path.join(ROOT, "tests", "Worker.Tests", "Loss")
WORKERS, REDIS_EVERY, BURST = 3, 5, 20_000
RESULT, HELD = "celery-task-meta-", "october:inflight:*"


class Sender(threading.Thread):
    """Sends add(n, 1) in small batches. What was not answered is not accepted, and never sent again under its id."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self.server, self.accepted, self.stopping = server, {}, False
        self.start()

    def run(self):
        client, n = redis.Redis(port=self.server.port), 0
        while not self.stopping:
            batch = {str(uuid.uuid4()): n + i for i in range(10)}
            try:
                client.lpush("celery", *[envelope(task_id, "add", [number, 1]) for task_id, number in batch.items()])
                self.accepted.update((task_id, number + 1) for task_id, number in batch.items())
                n += len(batch)
            except redis.exceptions.RedisError:
                pass
            time.sleep(0.008)


def drained(client):
    return client.llen("celery") + client.zcard("october:delayed") + client.zcard("october:leases") == 0


def judge(program, server, **job):
    answer = subprocess.run(["/usr/bin/python3", os.path.join(JUDGES, program)], input=json.dumps({"port": server.port, "password": None, **job}),
                            capture_output=True, text=True, check=True).stdout
    return json.loads(answer)


def loss(minutes, seed):
    chance, server = random.Random(seed), Redis("always", notify=False)
    listener = subprocess.Popen(["/usr/bin/python3", os.path.join(JUDGES, "listener.py"), str(server.port)],
                                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    listener.stdin.write("\n")
    listener.stdin.flush()
    # Here tasks are killed for no fault of their own.
    start = lambda: start_october_worker(server, {"WORKER_VISIBILITY_TIMEOUT": "1s", "TASK_MAX_DELIVERIES": "1000"})  # noqa: E731
    sender, workers = Sender(server), [start() for _ in range(WORKERS)]
    kills = {"workers": 0, "redis": 0}
    now = time.monotonic()
    end, redis_at = now + minutes * 60, now + REDIS_EVERY
    while time.monotonic() < end:
        time.sleep(0.5)
        victim = chance.randrange(WORKERS)
        workers[victim].kill()
        workers[victim] = start()
        kills["workers"] += 1
        if time.monotonic() >= redis_at:
            server.restart()
            kills["redis"] += 1
            redis_at = time.monotonic() + REDIS_EVERY
    sender.stopping = True
    sender.join()
    wait_for(lambda: drained(server.client), 180, 0.1)
    found = judge("checker.py", server, queue="celery", expected=sender.accepted)
    heard = json.loads(listener.communicate()[0])
    for worker in workers:
        worker.stop()
    server.stop()
    return {"accepted": len(sender.accepted), "kills": kills, "found": found, "heard": heard}


def take_over(rounds, victims):
    """Seconds from a kill to the result, for each task that the dead held."""
    server, waits = Redis("always", notify=False), []
    workers = [start_october_worker(server) for _ in range(WORKERS)]
    client = server.client
    for _ in range(rounds):
        sending = [envelope(str(uuid.uuid4()), "add", [1, 1]) for _ in range(BURST)]
        client.lpush("celery", *sending[:BURST // 2])
        client.lpush("celery", *sending[BURST // 2:])
        time.sleep(0.05)
        killed = time.monotonic()
        for victim in range(victims):
            workers[victim].kill()
        for victim in range(victims):
            workers[victim] = start_october_worker(server)
        wait_for(lambda: client.llen("celery") == 0, 60, 0.05)
        time.sleep(0.3)
        # The living have ended theirs by now.
        ids = {json.loads(message)["headers"]["id"] for key in client.scan_iter(HELD) for message in client.hvals(key)}
        while ids:
            if time.monotonic() - killed > 60:
                raise TimeoutError(f"{len(ids)} tasks did not run again")
            names = list(ids)
            done = {name for name, there in zip(names, client.mget([RESULT + name for name in names])) if there}
            waits += [time.monotonic() - killed] * len(done)
            ids -= done
            time.sleep(0.02)
        client.flushdb()
    for worker in workers:
        worker.stop()
    server.stop()
    return waits


def line(name, waits):
    return f"| {name} | {len(waits):,} | {percentile(waits, 0.5):.1f} | {percentile(waits, 0.99):.1f} | {max(waits):.1f} |"


def main():
    minutes, seed = float(sys.argv[1]), int(sys.argv[2])
    one, every = take_over(6, 1), take_over(4, WORKERS)
    for waits in (one, every):
        print(len(waits), waits and max(waits), file=sys.stderr)
    lost = loss(minutes, seed)
    found, heard = lost["found"], lost["heard"]
    well = not (found["missing"] or found["wrong"] or found["left"] or heard["doubled"])
    write_result("chaos", "\n".join([
        "# Chaos: killed workers and a killed Redis", "",
        f"`./benchmarks/chaos/run {sys.argv[1]} {seed}` at {commit()}, {time.strftime('%Y-%m-%d', time.gmtime())}; {machine()}; Redis {redis_version()} with `appendfsync always`, "
        f"{WORKERS} native october-workers.", "",
        "## Nothing is lost", "",
        f"For {minutes:g} minutes a worker was SIGKILLed every half second ({lost['kills']['workers']} times) and Redis every {REDIS_EVERY} s ({lost['kills']['redis']} times). "
        f"Of {lost['accepted']:,} tasks that Redis had accepted {found['results']:,} had their result; "
        f"missing {len(found['missing'])}, wrong {len(found['wrong'])}, left behind {len(found['left'])}. "
        f"Of {heard['heard']:,} results heard, {len(heard['doubled'])} were of a task that had one already.", "",
        "## How soon a dead worker's tasks run again", "",
        "With the visibility timeout as shipped (10 s), a new worker at once in the place of each dead one; from SIGKILL to the result.", "",
        "| killed | tasks held | p50, s | p99, s | longest, s |", "| --- | ---: | ---: | ---: | ---: |",
        line(f"one worker of {WORKERS}", one), line(f"all {WORKERS} at once", every), ""]))
    return 0 if well and percentile(one + every, 0.99) < 20 else 1


sys.exit(main())
