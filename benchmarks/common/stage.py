"""Programs on a stage: started on free loopback ports, measured, and ended by their process ids."""
import os
import platform
import signal
import socket
import statistics
import subprocess
import tempfile
import time

import redis

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
PROGRAMS = os.path.join(ROOT, "artifacts", "benchmarks")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Program:
    """A process (and its children), with its processor time and resident memory."""

    def __init__(self, argv, env=None, cwd=None, stdin=None):
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            argv, env={**os.environ, **(env or {})}, cwd=cwd, stdin=subprocess.PIPE if stdin else None,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        if stdin:
            self.process.stdin.write(stdin.encode())
            self.process.stdin.close()

    def family(self):
        pids, rest = [], [self.process.pid]
        while rest:
            pid = rest.pop()
            pids.append(pid)
            try:
                for task in os.listdir(f"/proc/{pid}/task"):
                    with open(f"/proc/{pid}/task/{task}/children") as f:
                        rest += [int(c) for c in f.read().split()]
            except OSError:
                pass
        return pids

    def cpu_seconds(self):
        total = 0
        for pid in self.family():
            try:
                with open(f"/proc/{pid}/stat") as f:
                    fields = f.read().rsplit(")", 1)[1].split()
                total += int(fields[11]) + int(fields[12])
            except OSError:
                pass
        return total / os.sysconf("SC_CLK_TCK")

    def resident_mib(self):
        """Proportional set size: pages shared by forked children count once."""
        total = 0
        for pid in self.family():
            try:
                with open(f"/proc/{pid}/smaps_rollup") as f:
                    total += next(int(line.split()[1]) for line in f if line.startswith("Pss:"))
            except OSError:
                pass
        return total / 1024

    def kill(self):
        """SIGKILL."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self):
        try:
            os.killpg(self.process.pid, signal.SIGTERM)
        except ProcessLookupError:
            pass
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Redis(Program):
    def __init__(self, fsync="no", notify=True, tls=False):
        """With tls, `url` is that of a second port with TLS; `client` stays on the plain one."""
        self.port = free_port()
        self.folder = tempfile.TemporaryDirectory()
        durable = f"appendonly yes\nappendfsync {fsync}\n" if fsync != "no" else ""
        self.config = f"port {self.port}\nbind 127.0.0.1\ndir {self.folder.name}\nsave \"\"\n{'notify-keyspace-events Kl' if notify else ''}\n{durable}"
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.client = redis.Redis(port=self.port)
        if tls:
            self._listen_with_tls()
        self._start()

    def _listen_with_tls(self):
        port, name = free_port(), os.path.join(self.folder.name, "redis")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1", "-subj", "/CN=redis",
                        "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", f"{name}.key", "-out", f"{name}.crt"], check=True, capture_output=True)
        self.config += f"tls-port {port}\ntls-cert-file {name}.crt\ntls-key-file {name}.key\ntls-ca-cert-file {name}.crt\ntls-auth-clients no\n"
        self.url = f"rediss://127.0.0.1:{port}/0?ssl_ca_certs={name}.crt"

    def restart(self):
        """SIGKILL, and again on the same data."""
        self.kill()
        self._start()

    def _start(self):
        super().__init__(["redis-server", "-"], stdin=self.config)
        wait_for(self._answers, 20)

    def _answers(self):
        try:
            return self.client.ping()
        except redis.exceptions.RedisError:
            return False


def start_october_worker(server, settings=None):
    return Program([os.path.join(PROGRAMS, "Worker", "october-worker")], {
        "REDIS_URL": server.url, "LISTEN_ADDRESS": "127.0.0.1", "PORT": str(free_port()), "LOG_FORMAT": "none", **(settings or {})})


def wait_for(condition, seconds, pause=0.005):
    end = time.perf_counter() + seconds
    while not condition():
        if time.perf_counter() > end:
            raise TimeoutError(f"not within {seconds} s")
        time.sleep(pause)


def median(values):
    return statistics.median(values)


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def machine():
    with open("/proc/cpuinfo") as f:
        model = next((line.split(":", 1)[1].strip() for line in f if line.startswith("model name")), platform.machine())
    return f"{os.cpu_count()} x {model}, Linux {platform.release()}"


def commit():
    return subprocess.run(["git", "-C", ROOT, "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()


def redis_version():
    return subprocess.run(["redis-server", "--version"], capture_output=True, text=True).stdout.split()[2].removeprefix("v=")


def write_result(name, text, kind=""):
    folder = os.path.join(ROOT, "benchmarks", name, "results")
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, time.strftime("%Y-%m-%d", time.gmtime()) + kind + ".md")
    with open(path, "w") as f:
        f.write(text)
    print(text)
    print("written to " + os.path.relpath(path, ROOT))
