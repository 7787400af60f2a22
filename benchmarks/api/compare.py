"""Requests per second of our api and of FastAPI on uvicorn, in turn, on the same Redis and under the same load (wrk)."""
import os
import re
import subprocess
import sys
import time
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "common"))
from stage import PROGRAMS, Program, Redis, commit, free_port, machine, median, wait_for, write_result  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
SECONDS = 5


def start(kind, redis, port):
    if kind == "october":
        return Program([os.path.join(PROGRAMS, "Api", "october-api")], {
            "REDIS_URL": redis.url, "LISTEN_ADDRESS": "127.0.0.1", "PORT": str(port), "LOG_FORMAT": "none", "SHUTDOWN_DELAY": "0",
            "API_RATE_LIMIT": "0", "TASKS_MAX_QUEUE_LENGTH": "0"})
    return Program(
        ["/usr/bin/python3", "-m", "uvicorn", "peer:app", "--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--log-level", "error", "--no-access-log"],
        {"REDIS_URL": redis.url}, cwd=HERE)


def answers(url):
    try:
        with urllib.request.urlopen(url, timeout=1) as response:
            return response.status == 200
    except OSError:
        return False


def load(url, script=None):
    command = ["wrk", "-t1", "-c32", f"-d{SECONDS}s"] + (["-s", os.path.join(HERE, script)] if script else []) + [url]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in text or "Socket errors" in text:
        raise RuntimeError(text)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1))


def measure(kind):
    redis, port = Redis(), free_port()
    program = start(kind, redis, port)
    base = f"http://127.0.0.1:{port}"
    try:
        wait_for(lambda: answers(base + "/healthz"), 30, 0.002)
        first = time.perf_counter() - program.started
        time.sleep(1)
        idle = program.resident_mib()
        load(base + "/healthz")
        cpu = program.cpu_seconds()
        health = load(base + "/healthz")
        health_cpu = (program.cpu_seconds() - cpu) / (health * SECONDS) * 1e6
        load(base + "/tasks/add", "post.lua")
        redis.client.flushdb()
        cpu = program.cpu_seconds()
        post = load(base + "/tasks/add", "post.lua")
        post_cpu = (program.cpu_seconds() - cpu) / (post * SECONDS) * 1e6
        sent = redis.client.llen("celery")
        # A request counts only if its task is in Redis.
        assert sent >= post * SECONDS * 0.95, (sent, post * SECONDS)
        return {"health": health, "health_us": health_cpu, "post": post, "post_us": post_cpu, "memory": idle, "first": first}
    finally:
        program.stop()
        redis.stop()


def main():
    rounds = int(sys.argv[1])
    rows = {"october": [], "fastapi": []}
    for i in range(rounds):
        for kind in ("october", "fastapi") if i % 2 == 0 else ("fastapi", "october"):
            rows[kind].append(measure(kind))
            print(i, kind, {k: round(v, 3) for k, v in rows[kind][-1].items()}, file=sys.stderr)
    names = [
        ("health", "GET /healthz, requests/s, metrics on", "{:,.0f}", False), ("health_us", "CPU per GET /healthz, µs", "{:.1f}", True),
        ("post", "POST /tasks/add, requests/s", "{:,.0f}", False), ("post_us", "CPU per POST /tasks/add, µs", "{:.1f}", True),
        ("memory", "resident memory when idle (PSS), MiB", "{:.1f}", True), ("first", "from start to the first 200, s", "{:.3f}", True)]
    lines = ["| median of all rounds | october-api | FastAPI + uvicorn + Celery client | ratio |", "| --- | ---: | ---: | ---: |"]
    for key, name, form, smaller in names:
        ours, theirs = (median([row[key] for row in rows[kind]]) for kind in ("october", "fastapi"))
        lines.append(f"| {name} | {form.format(ours)} | {form.format(theirs)} | {(theirs / ours if smaller else ours / theirs):.1f}x better |")
    versions = subprocess.run(
        ["/usr/bin/python3", "-c", "import fastapi, uvicorn, celery; print('FastAPI', fastapi.__version__ + ',', 'uvicorn', uvicorn.__version__ + ',', 'Celery', celery.__version__)"],
        capture_output=True, text=True).stdout.strip()
    write_result("api", "\n".join([
        "# Api: october-api and FastAPI on the same Redis", "",
        f"`./benchmarks/api/run {rounds}` at {commit()}, {time.strftime('%Y-%m-%d', time.gmtime())}; {machine()}; {versions}, native october-api; {rounds} alternating rounds; "
        f"wrk with 32 connections on the same cores, {SECONDS} s each after {SECONDS} s to warm up.", "", *lines, ""]))


main()
