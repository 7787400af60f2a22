"""A Redis Cluster, and the ways in which the primary of a slot fails, or the slot leaves it."""
import logging
import subprocess

from redis.cluster import ClusterNode, RedisCluster

from servers import Server, answer
from stage import free_port, wait_for

# What its client meets is expected.
logging.getLogger("redis").setLevel(logging.CRITICAL)
PATIENCE = 120
TAG, SLOT = "{october}", 11958
# The slot is the first one of either of the first two primaries, which it is moved between.
SLOTS = [(SLOT, SLOT + 499), (SLOT + 500, 16383), (0, SLOT - 1)]
REPLICAS = [0, 0, 1, 1]
MOVED = "moved away"
WAYS = {
    "killed": "SIGKILL",
    "frozen": "SIGSTOP, and SIGCONT when another one serves the slot",
    "cut off, then killed": "its replicas lose it for 0.3 s before it dies",
    "handed over": "`CLUSTER FAILOVER` at its replica",
    MOVED: "`redis-cli --cluster reshard` of the slot, key by key, with all that is in it; the primary stays",
}


class Node(Server):
    """A node of a cluster, with a bus."""

    def __init__(self, text):
        self.bus = free_port()
        super().__init__(f"{text}cluster-enabled yes\ncluster-port {self.bus}\ncluster-node-timeout 1000\ncluster-allow-replica-migration no\n")

    def ask(self, *words):
        found = answer(self.client.execute_command, *words)
        return found.decode() if isinstance(found, bytes) else found

    def id(self):
        return self.ask("CLUSTER", "MYID")


class Cluster:
    """Two primaries with two replicas each, and one that has all other slots."""

    title = "the primary of a slot of a Redis Cluster"
    description = "a cluster of 7 nodes (`cluster-node-timeout` 1000), with 2 replicas for each of the two primaries that have the slot in turn"
    ways, unsafe, tag = WAYS, None, TAG

    def __init__(self, min_replicas):
        text = "save \"\"\nappendonly yes\nappendfsync no\nrepl-diskless-sync-delay 0\n"
        safe = f"{text}min-replicas-to-write {min_replicas}\n"
        self.nodes = [Node(safe), Node(safe), Node(text)] + [Node(safe) for _ in REPLICAS]
        for i, node in enumerate(self.nodes):
            node.ask("CLUSTER", "SET-CONFIG-EPOCH", i + 1)
            if i < len(SLOTS):
                node.ask("CLUSTER", "ADDSLOTSRANGE", *SLOTS[i])
            if i > 0:
                self.nodes[0].ask("CLUSTER", "MEET", "127.0.0.1", node.port, node.bus)
        wait_for(self.is_calm, PATIENCE, 0.05)
        for node, primary in zip(self.nodes[len(SLOTS):], REPLICAS):
            node.ask("CLUSTER", "REPLICATE", self.nodes[primary].id())
        self.url = "redis+cluster://" + ",".join(f"127.0.0.1:{node.port}" for node in self.nodes)
        wait_for(self.is_whole, PATIENCE, 0.05)

    def settings(self):
        return {}

    def connect(self):
        nodes = [ClusterNode("127.0.0.1", node.port) for node in self.nodes]
        return RedisCluster(startup_nodes=nodes, socket_timeout=1, socket_connect_timeout=1, cluster_error_retry_attempts=1)

    def serving(self):
        """The nodes that take a write to the slot."""
        return [node for node in self.nodes if answer(node.client.execute_command, "DEL", f"{TAG}october:none") is not None]

    def primary(self):
        (node,) = self.serving()
        return node

    def promoted(self, old):
        return next((node for node in self.serving() if node is not old), None)

    def is_calm(self):
        for node in self.nodes:
            info, nodes = node.ask("CLUSTER", "INFO"), node.ask("CLUSTER", "NODES")
            if info is None or nodes is None or "cluster_state:ok" not in info or len(nodes.splitlines()) != len(self.nodes):
                return False
            if "fail" in nodes or "handshake" in nodes:
                return False
        return True

    def replicas_of(self, primary):
        return [node for node in self.nodes if (role := node.role())["role"] == "slave" and role["master_port"] == primary.port]

    def is_whole(self):
        if not self.is_calm() or len(self.serving()) != 1:
            return False
        # A primary calls a replica online that still loads what it has missed.
        homes = [node for node in self.nodes if node.role()["role"] == "master" and node is not self.nodes[2]]
        return len(homes) == 2 and all(
            len(self.replicas_of(home)) == 2 and all(node.role()["master_link_status"] == "up" for node in self.replicas_of(home)) for home in homes)

    def fail(self, old, way):
        """Ends with how the old primary comes back."""
        if back := old.end(way, self.replicas_of(old)):
            return back
        if way == MOVED:
            other = next(node for node in self.nodes if node.role()["role"] == "master" and node not in (old, self.nodes[2]))
            subprocess.run(
                ["redis-cli", "--cluster", "reshard", f"127.0.0.1:{old.port}", "--cluster-from", old.id(), "--cluster-to", other.id(), "--cluster-slots", "1",
                 "--cluster-yes"], check=True, capture_output=True, timeout=PATIENCE)
        else:
            self.hand_over(old)
        return lambda: None

    def hand_over(self, old):
        """Again when the others do not agree: for two timeouts after a vote they give no other one."""
        other = self.replicas_of(old)[0]
        for _ in range(5):
            other.client.execute_command("CLUSTER", "FAILOVER")
            try:
                return wait_for(lambda: self.promoted(old), 6)
            except TimeoutError:
                pass

    def stop(self):
        for node in self.nodes:
            node.kill()
