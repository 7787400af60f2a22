"""One task at a time, from sending to its result, over bare sockets: what is measured is the queue, not a client library."""
import gc
import os
import socket
import sys
import time
import uuid

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "common"))
from celery_message import envelope  # noqa: E402


def command(*words):
    words = [word if isinstance(word, bytes) else word.encode() for word in words]
    return b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in words)


def connect(server):
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=30)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


class Trips:
    def __init__(self, server):
        self.sender, self.listener = connect(server), connect(server)
        self.listener.sendall(command("PSUBSCRIBE", "celery-task-meta-*"))
        self.listener.recv(4096)

    def one(self):
        """Seconds from sending to the result."""
        task_id = str(uuid.uuid4())
        message, wanted, heard = command("LPUSH", "celery", envelope(task_id)), task_id.encode(), b""
        start = time.perf_counter()
        self.sender.sendall(message)
        while heard.count(wanted) < 2 or not heard.endswith(b"}\r\n"):
            heard += self.listener.recv(65536)
        took = time.perf_counter() - start
        self.sender.recv(4096)
        return took

    def floor(self):
        """The same by the same sockets without a worker: seconds from PUBLISH to the listener."""
        message = command("PUBLISH", "celery-task-meta-" + str(uuid.uuid4()), "x" * 230 + "}")
        heard, start = b"", time.perf_counter()
        self.sender.sendall(message)
        while not heard.endswith(b"}\r\n"):
            heard += self.listener.recv(65536)
        took = time.perf_counter() - start
        self.sender.recv(4096)
        return took

    def many(self, count, one=None):
        gc.disable()
        try:
            return [(one or self.one)() for _ in range(count)]
        finally:
            gc.enable()

    def close(self):
        self.sender.close()
        self.listener.close()
