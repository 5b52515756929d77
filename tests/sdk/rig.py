"""Runs a command beside a real cluster: three controllers, a PostgreSQL of their own, the engine of this machine.

    rig.py CONTROLLER COMMAND [ARGUMENT...]

The command finds the cluster by ORCHESTRY_SDK_RIG, a URL: GET it for {"urls": [the leader's, the others'], "password": of the user 'admin', "page": an
origin on a free port whose pages the controllers let in}; POST /kill-leader to it to have the leader's process killed and started again, answered when
the cluster is whole. Everything is gone in the end.
"""

import fcntl
import glob
import json
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer

NAME = "sdk-tests"
SUBNET = os.environ.get("SDK_TEST_SUBNET", "172.30.170.0/24")
NODES = ("node-1", "node-2", "node-3")
PATIENCE = 60
INHERITED = ("PATH", "HOME", "DOTNET_ROOT", "DOTNET_CLI_TELEMETRY_OPTOUT", "DOCKER_HOST")


def until(what, condition):
    """Asks until it is so. A condition that holds is not waited for longer."""
    deadline = time.monotonic() + PATIENCE
    while True:
        held = condition()
        if held:
            return held
        if time.monotonic() > deadline:
            raise RuntimeError(f"waited {PATIENCE} s in vain for {what}")
        time.sleep(0.05)


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def get(url):
    """The JSON that a node answers; None where it does not."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return json.load(answer)
    except (urllib.error.URLError, OSError, ValueError):
        return None


class Database:
    """A PostgreSQL server on a free port, with its data in a folder. It refuses to run as root."""

    def __init__(self, folder):
        programs = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
        if not programs:
            raise RuntimeError("PostgreSQL is not installed")
        self._as = {}
        if os.getuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(folder, user.pw_uid, user.pw_gid)
            self._as = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        self.port = free_port()
        data, self._log = os.path.join(folder, "data"), os.path.join(folder, "log")
        self._run([programs[-1] + "/initdb", "-D", data, "-U", "orchestry", "-A", "trust", "-N", "--locale=C.UTF-8", "-E", "UTF8"], folder)
        with open(self._log, "w") as log:
            self._server = subprocess.Popen(
                [programs[-1] + "/postgres", "-D", data, "-p", str(self.port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
                 "-c", "fsync=off"], cwd=folder, stdout=log, stderr=log, **self._as)
        until("PostgreSQL", self._serves)

    def _run(self, command, folder):
        done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **self._as)
        if done.returncode:
            raise RuntimeError(done.stdout)

    def _serves(self):
        if self._server.poll() is not None:
            with open(self._log) as log:
                raise RuntimeError(log.read())
        with open(self._log) as log:
            return "ready to accept connections" in log.read()

    def stop(self):
        # At once: nobody wants its data.
        self._server.send_signal(signal.SIGQUIT)
        self._server.wait()


class Controller:
    """A node: its address outlives its process."""

    def __init__(self, program, folder, name, database, password, page):
        self._program, self._folder = program, folder
        self._api, self._ingress = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self._api}"
        self._log = os.path.join(folder, name + ".log")
        self._process = None
        self._settings = {key: os.environ[key] for key in INHERITED if key in os.environ}
        # It lives for a minute: measuring what to compile better costs more than it brings.
        self._settings["DOTNET_TieredPGO"] = "0"
        self._settings.update(
            ORCHESTRY_PORT=str(self._api), INGRESS_PORT=str(self._ingress), ORCHESTRY_DATA_DIR=os.path.join(folder, name), CLUSTER_NODE_ID=name,
            CLUSTER_NAME=NAME, DOCKER_NETWORK=NAME, DOCKER_SUBNET=SUBNET, CLUSTER_LEASE_SECONDS="3", METRICS_INTERVAL="1",
            RATE_LIMIT_PER_HOUR="0", RATE_LIMIT_PER_MINUTE="0", RING_PORT="off", ORCHESTRY_KEY_FILE=os.path.join(folder, "master.key"),
            ORCHESTRY_ADMIN_PASSWORD=password, CORS_ORIGINS=page,
            ORCHESTRY_DATABASE=f"Host=127.0.0.1;Port={database.port};Database=postgres;Username=orchestry;SSL Mode=Disable")

    @property
    def pid(self):
        return self._process.pid

    def start(self):
        with open(self._log, "a") as log:
            self._process = subprocess.Popen(["dotnet", "exec", self._program], cwd=self._folder, env=self._settings, stdout=log, stderr=log)

    def leader(self):
        """Whom it takes for the leader, once it sees all nodes healthy."""
        if self._process.poll() is not None:
            raise RuntimeError("a controller ended: " + self.log())
        health = get(self.url + "/cluster/health")
        return health and health.get("cluster_ready") and health.get("cluster_size") == len(NODES) and health["leader_id"]

    def kill(self):
        self._process.kill()
        self._process.wait()

    def log(self):
        with open(self._log) as log:
            return log.read()


class Cluster:
    def __init__(self, program, folder):
        database_folder = os.path.join(folder, "postgres")
        os.mkdir(database_folder)
        os.chmod(folder, 0o755)
        self.database = Database(database_folder)
        self.password = secrets.token_urlsafe(12)
        self.page = f"http://127.0.0.1:{free_port()}"
        self.nodes = {name: Controller(program, folder, name, self.database, self.password, self.page) for name in NODES}
        self._killing = threading.Lock()

    def start(self):
        for node in self.nodes.values():
            node.start()
        self.urls()

    def urls(self):
        """The leader's, then the others'; waits until all agree who leads."""

        def agreed():
            leaders = {node.leader() for node in self.nodes.values()}
            leader = leaders.pop()
            return not leaders and leader

        leader = until("all nodes to agree on a leader", agreed)
        return [node.url for name, node in sorted(self.nodes.items(), key=lambda pair: pair[0] != leader)]

    def kill_leader(self):
        with self._killing:
            url = self.urls()[0]
            node = next(node for node in self.nodes.values() if node.url == url)
            node.kill()
            node.start()
            return self.urls()

    def stop(self):
        for node in self.nodes.values():
            try:
                node.kill()
            except AttributeError:
                pass  # It was never started.
        self.database.stop()


def control(cluster):
    """Serves the rig to the command."""

    class Handler(BaseHTTPRequestHandler):
        def _answer(self, urls):
            body = json.dumps({"urls": urls, "password": cluster.password, "page": cluster.page}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self):
            self._answer(cluster.urls())

        def do_POST(self):
            if self.path != "/kill-leader":
                self.send_error(404)
                return
            self._answer(cluster.kill_leader())

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_address[1]}"


def docker(*arguments):
    return subprocess.run(["docker", *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout.split()


def clear():
    """Removes what this rig, or one that was killed, has made on the engine."""
    containers = docker("ps", "-aq", "--filter", f"label=orchestry.cluster={NAME}")
    if containers:
        docker("rm", "-f", "-v", *containers)
    docker("network", "rm", NAME)


def main():
    program, command = os.path.abspath(sys.argv[1]), sys.argv[2:]
    lock = open(os.path.join(tempfile.gettempdir(), f"orchestry-{NAME}.lock"), "w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    folder = tempfile.mkdtemp(prefix="orchestry-sdk-")
    # So that an ended rig cleans up as one that was interrupted does.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    cluster = None
    try:
        clear()
        cluster = Cluster(program, folder)
        cluster.start()
        status = subprocess.run(command, env={**os.environ, "ORCHESTRY_SDK_RIG": control(cluster)}).returncode
        if status and cluster:
            for name, node in cluster.nodes.items():
                failures = [line for line in node.log().splitlines() if re.search(r" (fail|crit): ", line)]
                if failures:
                    print(f"{name} logged:\n" + "\n".join(failures[-20:]), file=sys.stderr)
        return status
    finally:
        if cluster:
            cluster.stop()
        clear()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
