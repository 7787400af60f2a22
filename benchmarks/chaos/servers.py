"""Redis servers that fail, and who looks at them from the outside."""
import os
import signal
import tempfile
import time

import redis

from stage import Program, free_port, wait_for

# The client of clusters has exceptions of another kind.
ERRORS = (redis.exceptions.RedisError, redis.exceptions.RedisClusterException)


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

    def end(self, way, others):
        """Ends, as every kind of server may. How it comes back; None for another way."""
        if way == "killed":
            self.kill()
            return self.start
        if way == "frozen":
            self.signal(signal.SIGSTOP)
            return lambda: self.signal(signal.SIGCONT)
        if way != "cut off, then killed":
            return None
        for node in others:
            node.signal(signal.SIGSTOP)
        self.client.execute_command("CLIENT", "KILL", "TYPE", "replica")
        time.sleep(0.3)
        self.kill()
        for node in others:
            node.signal(signal.SIGCONT)
        return self.start
