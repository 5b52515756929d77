"""Against a real cluster with a real engine."""

import asyncio
import contextlib
import io
import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
import types as python_types
import typing
import unittest
import unittest.mock
import urllib.error
import urllib.parse
import urllib.request

import orchestry
from orchestry import AsyncClient, Client

from .live import APP, kill_leader, only_live, password, spec, urls
from .shapes import misfits, public

SDK = pathlib.Path(__file__).resolve().parent.parent
README = SDK / "README.md"
#: What the reference of the API says about its SDKs.
REFERENCE = APP.parent / "reference.md"


def remove(name: str) -> None:
    with contextlib.suppress(orchestry.AppNotFoundError):
        Client(urls()).remove_app(name, force=True)


def moment(timestamp: str) -> str:
    """What puts timestamps in order: a fraction of a second has no zeros at its end, so that ``.7Z`` comes after ``.701Z`` in an alphabet."""
    return timestamp.rstrip("Z")


class Chatter:
    """Has an application's container write a line for each request, numbered, until it is told to stop."""

    def __init__(self, client: Client, name: str) -> None:
        self._address = client.get_app_status(name)["containers"][0]["ip"]
        self._over = threading.Event()
        self.count = 0
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._over.wait(0.02):
            try:
                urllib.request.urlopen(f"http://{self._address}/n{self.count}", timeout=5).close()
            except urllib.error.HTTPError:
                pass
            self.count += 1

    def stop(self) -> int:
        """How many there were."""
        self._over.set()
        self._thread.join()
        return self.count


def number_of(line) -> int:
    found = re.search(r"url:/n(\d+)$", line["message"])
    return int(found.group(1)) if found else -1


def examples_of(file: pathlib.Path):
    return re.findall(r"^```python\n(.*?)^```$", file.read_text(encoding="utf-8"), re.M | re.S)


def at_localhost(url: str):
    """Has whoever connects to localhost:8000 reach a node instead: that port of this machine may be anybody's."""
    node, connect = urllib.parse.urlsplit(url), socket.create_connection

    def reach(address, *args, **options):
        return connect((node.hostname, node.port) if address == ("localhost", 8000) else address, *args, **options)

    return unittest.mock.patch("socket.create_connection", reach)


class Follower:
    """Follows a stream in a thread of its own, and keeps what a function makes of each message; None and -1 are passed over."""

    def __init__(self, open: typing.Callable[[], typing.Any], read: typing.Callable[[typing.Any], typing.Any]) -> None:
        self.got: typing.List[typing.Any] = []
        self._came, self._failure, self._is_over = threading.Condition(), None, False
        self._thread = threading.Thread(target=self._run, args=(open, read), daemon=True)
        self._thread.start()

    def _run(self, open, read) -> None:
        try:
            with open() as stream:
                for item in stream:
                    if isinstance(item, orchestry.Gap):
                        raise AssertionError(item)
                    with self._came:
                        if self._is_over:
                            return
                        if read(item) not in (None, -1):
                            self.got.append(read(item))
                            self._came.notify_all()
        except BaseException as failure:
            with self._came:
                self._failure = failure
                self._came.notify_all()

    def reach(self, condition) -> typing.List[typing.Any]:
        """Waits until what came so far fits; answers it."""
        with self._came:
            if not self._came.wait_for(lambda: self._failure or (self.got and condition(self.got)), 60):
                raise AssertionError(f"in vain; got {self.got[-20:]}")
            if self._failure:
                raise self._failure
            return list(self.got)

    def stop(self) -> None:
        self._is_over = True


@only_live
class Documented(unittest.TestCase):
    def run_all(self, blocks, file):
        """Runs examples one after the other, in a folder with the specification; answers what they printed."""
        remove("my-app")
        self.addCleanup(remove, "my-app")
        try:
            import yaml
        except ImportError:
            # JSON is YAML.
            yaml = python_types.SimpleNamespace(safe_load=json.load)
        names = {"yaml": yaml}
        before, out = os.getcwd(), io.StringIO()
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "app.yml").write_text(APP.read_text(encoding="utf-8"), encoding="utf-8")
            os.chdir(folder)
            try:
                with contextlib.redirect_stdout(out):
                    for block in blocks:
                        exec(compile(block, str(file), "exec"), names)
            finally:
                os.chdir(before)
        return out.getvalue()

    def test_the_example_of_the_reference_runs_as_it_stands(self):
        with at_localhost(urls()[0]):
            self.assertEqual(self.run_all(examples_of(REFERENCE), REFERENCE), "App is running with 3 replicas\n")

    def test_the_examples_of_the_readme_run_as_they_stand(self):
        leader, other, _ = urls()
        blocks = examples_of(README)
        self.assertGreater(len(blocks), 7)
        # The only things that differ: where the nodes are, and the password.
        blocks = [block.replace("http://localhost:8000", leader, 1).replace("http://localhost:8000", other).replace("changeme", password()) for block in blocks]
        printed = self.run_all(blocks, README)
        self.assertIn("App is running with 3 replicas", printed)
        self.assertIn("APP_NOT_FOUND 404", printed)
        self.assertIn("hello running", printed)

    def test_every_example_of_the_folder_runs(self):
        self.addCleanup(remove, "pipeline")
        programs = sorted((SDK / "examples").glob("*.py"))
        self.assertTrue(programs)
        settings = {**os.environ, "PYTHONPATH": str(SDK / "src"), "ORCHESTRY_URL": ",".join(urls()), "ORCHESTRY_PASSWORD": password()}
        for program in programs:
            with self.subTest(program.name):
                ran = subprocess.run([sys.executable, "-B", str(program)], env=settings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=90)
                self.assertEqual(ran.returncode, 0, ran.stdout)
                self.assertIn("pipeline is running", ran.stdout)
                self.assertNotIn(password(), ran.stdout)


@only_live
class Endpoints(unittest.TestCase):
    def check(self, method: str, *args, **options):
        """Calls it, and compares the answer with the type that is declared for it."""
        answer = getattr(self.room, method)(*args, **options)
        returned = typing.get_type_hints(getattr(type(self.room), method))["return"]
        self.assertEqual(list(misfits(answer, returned, method)), [])
        self.called.add(method)
        return answer

    def until(self, condition):
        deadline = time.monotonic() + 20
        while not condition():
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.02)

    def test_every_endpoint_answers_what_its_type_says(self):
        remove("sdk-walk")
        self.addCleanup(remove, "sdk-walk")
        # Writes begin at a node that must redirect them.
        self.client, self.called = Client(list(reversed(urls()))), set()
        self.room = self.client
        self.check("register_app", spec("sdk-walk"))
        with self.assertRaises(orchestry.AppAlreadyExistsError):
            self.client.register_app(spec("sdk-walk"))
        self.assertIsNone(self.check("get_scaling", "sdk-walk")["last_scaling_event"])
        self.assertEqual(self.check("get_app_spec", "sdk-walk")["metadata"]["name"], "sdk-walk")
        self.assertEqual(self.check("start_app", "sdk-walk", replicas=1)["status"], "running")
        # A node that does not lead learns a moment later that the replica is ready.
        self.until(lambda: self.check("get_app_status", "sdk-walk")["replicas"] == {"current": 1, "desired": 1, "healthy": 1})
        self.assertEqual(self.check("scale_app", "sdk-walk", 2, timeout=60)["current_replicas"], 2)
        self.until(lambda: self.check("get_app_health", "sdk-walk")["overall_health"] == "healthy")
        self.assertEqual(self.check("check_health", "sdk-walk")["healthy"], 2)
        self.assertIn("sdk-walk", [app["name"] for app in self.check("list_apps", status="running")["apps"]])
        self.check("list_apps", format="summary")
        self.assertTrue(self.check("get_logs", "sdk-walk", tail=5, since="1h")["logs"])
        self.assertTrue(self.check("get_events", "sdk-walk", type="scaling", limit=2)["has_more"])
        self.check("get_app_metrics", "sdk-walk", history=2, interval="5m")
        self.assertEqual(self.check("get_scaling", "sdk-walk")["last_scaling_event"]["to_replicas"], 2)
        self.check("update_scaling", "sdk-walk", {"mode": "manual", "min_replicas": 1, "max_replicas": 7})
        self.assertEqual(self.check("get_scaling", "sdk-walk")["policy"]["max_replicas"], 7)
        self.check("simulate_scaling", "sdk-walk", {"policy": {"max_replicas": 4}, "series": [
            {"timestamp": "2026-01-01T00:00:00Z", "rps": 10}, {"timestamp": "2026-01-01T00:10:00Z", "rps": 500}]})
        self.check("get_scaling_decisions", "sdk-walk", limit=3)
        with self.client.metrics("sdk-walk") as figures:
            self.assertEqual(list(misfits(next(figures), orchestry.types.MetricsMessage)), [])
        with self.client.events(app="sdk-walk", tail=3) as events:
            self.assertEqual(list(misfits(next(events), orchestry.types.EventMessage)), [])
        with self.client.logs("sdk-walk", follow=True) as lines:
            self.assertEqual(list(misfits(next(lines), orchestry.types.LogMessage)), [])
        lines = list(self.client.logs("sdk-walk", tail=3))
        times = [line["timestamp"] for line in lines]
        self.assertEqual(times, sorted(times, key=moment))
        self.check("stop_app", "sdk-walk", timeout=1)
        self.assertEqual(self.check("get_app_status", "sdk-walk")["status"], "stopped")
        self.check("remove_app", "sdk-walk", force=True)
        config = self.check("get_config")
        self.check("update_config", {"scaling": {"default_cooldown": config["scaling"]["default_cooldown"]}})
        for method in ("cluster_status", "cluster_leader", "cluster_health", "system_health", "system_metrics", "api_document"):
            self.check(method)
        self.assertIn("orchestry_", self.check("prometheus_metrics"))
        self.assertEqual(set(public(Client)) - self.called, {"logs", "events", "metrics", "login", "logout"})

    def test_every_endpoint_of_ring_answers_what_its_type_says(self):
        remove("sdk-ring")
        self.addCleanup(remove, "sdk-ring")
        self.client, self.called = Client(list(reversed(urls()))), set()
        self.room = ring = self.client.ring
        with self.assertRaises(orchestry.AuthenticationError) as raised:
            ring.deployments()
        self.assertEqual((raised.exception.code, raised.exception.status), ("UNAUTHORIZED", 401))
        with self.assertRaises(orchestry.AuthenticationError) as raised:
            self.client.login("admin", "wrong horse")
        self.assertEqual(raised.exception.code, "INVALID_CREDENTIALS")
        self.client.login("admin", password())
        self.assertEqual(self.check("health")["state"], "UP")
        me = self.check("current_user")
        self.assertEqual(me["username"], "admin")
        self.check("node")

        user = self.check("create_user", "sdk", "a password of sdk")
        self.assertIn(user, self.check("users"))
        self.assertEqual(self.check("update_user", user["id"], username="sdk2")["username"], "sdk2")
        self.check("delete_user", user["id"])

        space = self.check("create_namespace", "sdk-space")
        self.assertIn(space, self.check("namespaces"))
        self.assertEqual(self.check("namespace", "sdk-space"), space)
        config = self.check("create_config", "sdk-site", "hello", namespace="sdk-space")
        self.assertEqual(self.check("configs", namespace=["sdk-space", "sdk-nowhere"]), [config])
        self.assertEqual(self.check("update_config", config["id"], "hello again")["data"], "hello again")
        self.assertEqual(self.check("config", config["id"])["data"], "hello again")
        with self.assertRaises(orchestry.ConflictError) as raised:
            ring.delete_namespace("sdk-space")
        self.assertEqual(raised.exception.code, "NAMESPACE_IN_USE")
        secret = self.check("create_secret", "sdk-db", {"user": "shop", "password": "hunter2"})
        self.assertIn(secret["id"], [each["id"] for each in self.check("secrets", namespace="default")])
        self.check("rotate_secret", secret["id"], {"user": "shop", "password": "hunter3"})
        self.assertNotIn("hunter", str(self.check("secret", secret["id"])))

        token = self.check("create_token", "sdk-ci", ["deployments:write"], namespaces=["default"])
        self.assertIn(token["id"], [each["id"] for each in self.check("tokens")])
        self.assertIsNone(self.check("token", token["id"])["revoked_at"])
        token = self.check("rotate_token", token["id"])
        pipeline = Client(urls(), token=token["token"])
        self.until(lambda: all(self.is_known(Client(url, token=token["token"])) for url in urls()))
        with self.assertRaises(orchestry.ForbiddenError) as raised:
            pipeline.ring.users()
        self.assertEqual((raised.exception.code, raised.exception.status), ("FORBIDDEN", 403))

        body = {
            "name": "sdk-ring", "runtime": "docker", "image": "orchestry/hello:1", "replicas": 1, "ports": [{"target": 80}], "labels": {"of": "sdk"},
            "secrets": {"PASSWORD": {"secretRef": secret["id"], "field": "password"}, "GREETING": "hi"},
            "health_checks": [{"type": "http", "url": "http://localhost:80/", "interval": "1s", "timeout": "1s", "readiness": True}],
        }
        with self.assertRaises(orchestry.ValidationError) as raised:
            ring.apply_deployment({**body, "replicas": -1, "image": ""})
        self.assertGreater(len(raised.exception.violations), 1)
        with self.assertRaises(orchestry.ValidationError) as raised:
            ring.apply_deployment({**body, "runtime": "podman"})
        self.assertEqual((raised.exception.code, raised.exception.status), ("UNSUPPORTED_RUNTIME", 422))
        self.check("apply_deployment", body, dry_run=True)
        with self.assertRaises(orchestry.NotFoundError) as raised:
            ring.deployment("sdk-ring")
        self.assertEqual(raised.exception.code, "DEPLOYMENT_NOT_FOUND")
        self.assertEqual(pipeline.ring.apply_deployment(body, create_only=True)["id"], "sdk-ring")
        with self.assertRaises(orchestry.ConflictError):
            ring.apply_deployment(body, create_only=True)
        # Changes nothing, and tells this client how far the journal was.
        self.assertEqual(self.check("apply_deployment", body)["id"], "sdk-ring")
        self.until(lambda: self.check("deployment", "sdk-ring")["status"] == "running")
        self.assertEqual([each["id"] for each in self.check("deployments", namespace="default", status=["running", "failed"]) if each["id"] == "sdk-ring"], ["sdk-ring"])
        self.assertTrue(self.check("deployment_events", "sdk-ring", limit=2))
        self.until(lambda: any("serves" in line["message"] for line in ring.deployment_logs("sdk-ring", tail=50)))
        with ring.deployment_logs("sdk-ring", follow=True) as lines:
            self.assertEqual(list(misfits(next(lines), orchestry.types.RingLogLine)), [])
            self.assertTrue(lines.cursor)
        self.check("revoke_token", token["id"])
        self.until(lambda: not any(self.is_known(Client(url, token=token["token"])) for url in urls()))
        with self.assertRaises(orchestry.AuthenticationError) as raised:
            pipeline.ring.deployments()
        self.assertNotIn(token["token"], str(raised.exception))
        self.assertEqual(self.check("delete_deployment", "sdk-ring", force=True)["status"], "deleted")
        self.check("delete_secret", secret["id"], force=True)
        self.check("delete_config", config["id"])
        self.check("delete_namespace", "sdk-space")
        self.check("rotate_signing_key")
        self.client.logout()
        with self.assertRaises(orchestry.AuthenticationError):
            ring.users()
        self.assertEqual(set(public(type(ring))) - self.called, {"deployment_logs"})

    @staticmethod
    def is_known(client):
        """Whether the node accepts the client's token."""
        with contextlib.suppress(orchestry.AuthenticationError):
            return client.ring.deployments() is not None
        return False

    def test_errors_are_of_their_classes(self):
        client = Client(urls())
        with self.assertRaises(orchestry.AppNotFoundError):
            client.start_app("sdk-nobody")
        with self.assertRaises(orchestry.InvalidSpecError) as raised:
            client.register_app({"apiVersion": "v1", "kind": "App", "metadata": {"name": "Not A Name"}})
        self.assertGreater(len(raised.exception.violations), 1)
        with self.assertRaises(orchestry.ValidationError):
            client.list_apps(status="sleepy")

    def test_a_specification_may_be_yaml(self):
        self.addCleanup(remove, "sdk-yaml")
        text = "apiVersion: v1\nkind: App\nmetadata: {name: sdk-yaml}\nspec: {type: http, image: 'orchestry/hello:1', ports: [{containerPort: 80, protocol: HTTP}]}\n"
        self.assertEqual(Client(urls()).register_app(text)["app_name"], "sdk-yaml")

    def test_a_node_shows_what_was_just_written_at_another(self):
        leader, other, _ = urls()
        at_leader, at_other = Client(leader), Client(other)
        for number in range(10):
            name = f"sdk-own-{number}"
            at_other.register_app(spec(name))
            self.addCleanup(remove, name)
            # Its read goes to the node that did not take the write.
            self.assertEqual(at_other.get_app_status(name)["name"], name)
        self.assertEqual(at_leader.revision, 0)
        self.assertGreater(at_other.revision, 0)


@only_live
class Failover(unittest.TestCase):
    NAME = "sdk-failover"

    def setUp(self):
        remove(self.NAME)
        self.addCleanup(remove, self.NAME)
        self.client = Client(urls())
        self.client.register_app(spec(self.NAME))
        self.client.start_app(self.NAME, replicas=1)

    def test_streams_of_both_apis_have_every_message_once_and_changes_go_on_when_the_leader_is_killed(self):
        chatter = Chatter(self.client, self.NAME)
        self.addCleanup(chatter.stop)
        self.client.login("admin", password())
        # The same log over both APIs, and figures, at the same time.
        followers = [
            Follower(lambda: self.client.logs(self.NAME, follow=True, tail=1000), number_of),
            Follower(lambda: self.client.ring.deployment_logs(self.NAME, follow=True, tail=1000), number_of),
            Follower(lambda: self.client.metrics(self.NAME), lambda figures: figures["timestamp"]),
        ]
        for follower in followers:
            self.addCleanup(follower.stop)
            follower.reach(lambda got: len(got) > 1)
        killer = threading.Thread(target=kill_leader)
        killer.start()
        self.write_while(killer)
        reached = chatter.count
        while chatter.count < reached + 20:
            time.sleep(0.02)
        chatter.stop()
        for follower in followers[:2]:
            self.assertEqual(follower.reach(lambda got: got[-1] >= chatter.count - 1), list(range(chatter.count)))
        reached = len(followers[2].got)
        figures = followers[2].reach(lambda got: len(got) > reached)
        self.assertEqual(figures, sorted(set(figures), key=moment))

    def write_while(self, killer):
        """Changes things until the cluster is whole again."""
        written = 0
        while killer.is_alive() or written < 3:
            is_whole, is_known = not killer.is_alive(), True
            try:
                self.client.ring.create_namespace("sdk-failover")
            except (orchestry.ConnectionLostError, orchestry.ClusterNotReadyError):
                # It was on its way to the leader when that died: whether it was carried out is for the caller to look. More than one can meet the
                # dying process, but none may be cut once the cluster is whole again.
                self.assertFalse(is_whole)
                is_known = False
            # Done twice it is as done once: whatever becomes of it is not for the caller to know.
            with contextlib.nullcontext() if is_known else contextlib.suppress(orchestry.NotFoundError):
                self.client.ring.delete_namespace("sdk-failover")
            self.client.update_scaling(self.NAME, {"max_replicas": 10 + written % 5})
            self.assertEqual(self.client.get_scaling(self.NAME)["policy"]["max_replicas"], 10 + written % 5)
            written += 1
            # Leaves the processors to the nodes.
            time.sleep(0.02)

    def test_events_that_are_followed_with_asyncio_come_once_each_when_the_leader_is_killed(self):
        async def run():
            client = AsyncClient(urls())
            first = (await client.get_events(self.NAME, limit=1))["events"][0]["id"]
            got = []

            async def follow():
                async with client.events(app=self.NAME, after=str(first)) as events:
                    async for event in events:
                        self.assertNotIsInstance(event, orchestry.Gap)
                        got.append(event["id"])
                        if event["message"].startswith("Stopped"):
                            return

            following = asyncio.ensure_future(follow())
            await client.scale_app(self.NAME, 2)
            await asyncio.get_running_loop().run_in_executor(None, kill_leader)
            await client.scale_app(self.NAME, 3)
            await client.stop_app(self.NAME, timeout=1)
            await asyncio.wait_for(following, 60)
            known = (await client.get_events(self.NAME, limit=1000))["events"]
            return got, [event["id"] for event in reversed(known) if first < event["id"] <= got[-1]]

        got, known = asyncio.run(run())
        self.assertEqual(got, known)
        self.assertGreater(len(got), 4)
