"""A primary that Sentinels look after, and the ways it fails in."""
from redis.sentinel import Sentinel

from servers import Server, answer
from stage import wait_for

NODES, SENTINELS, NAME = 3, 3, "orders"
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


class Replicas:
    """A primary, its replicas and Sentinels."""

    title = "failovers by Sentinel"
    description = (f"a primary, {NODES - 1} replicas and {SENTINELS} Sentinels (`down-after-milliseconds` 1000, their intervals shortened by `SENTINEL DEBUG`)")
    ways, unsafe, tag = WAYS, UNSAFE, ""

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

    def settings(self):
        return {"REDIS_SENTINEL_MASTER": NAME}

    def promoted(self, old):
        return next((node for node in self.nodes if node is not old and node.role()["role"] == "master"), None)

    def fail(self, old, way):
        """Ends with how the old primary comes back."""
        if back := old.end(way, [node for node in self.nodes if node is not old]):
            return back
        if way != UNSAFE:
            old.client.execute_command("CLIENT", "PAUSE", 10_000, "WRITE")
        self.sentinels[0].client.execute_command("SENTINEL", "FAILOVER", NAME)

        return lambda: wait_for(lambda: old.role()["role"] == "slave" and answer(old.client.execute_command, "CLIENT", "UNPAUSE"), PATIENCE)

    def stop(self):
        for one in self.sentinels + self.nodes:
            one.kill()
