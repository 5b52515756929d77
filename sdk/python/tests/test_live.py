"""Against a real cluster with a real engine."""

import asyncio
import contextlib
import io
import json
import os
import pathlib
import re
import sys
import tempfile
import threading
import time
import types as python_types
import typing
import unittest
import urllib.error
import urllib.request

import orchestry
from orchestry import AsyncClient, Client

from .live import APP, kill_leader, only_live, spec, urls
from .shapes import misfits

README = pathlib.Path(__file__).resolve().parent.parent / "README.md"


def remove(name: str) -> None:
    with contextlib.suppress(orchestry.AppNotFoundError):
        Client(urls()).remove_app(name, force=True)


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


@only_live
class Documented(unittest.TestCase):
    def test_the_examples_of_the_readme_run_as_they_stand(self):
        remove("my-app")
        self.addCleanup(remove, "my-app")
        leader, other, _ = urls()
        text = README.read_text(encoding="utf-8")
        blocks = re.findall(r"^```python\n(.*?)^```$", text, re.M | re.S)
        self.assertGreater(len(blocks), 6)
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
                        # The only thing that differs: where the nodes are.
                        block = block.replace("http://localhost:8000", leader, 1).replace("http://localhost:8000", other)
                        exec(compile(block, str(README), "exec"), names)
            finally:
                os.chdir(before)
        self.assertIn("App is running with 3 replicas", out.getvalue())
        self.assertIn("APP_NOT_FOUND 404", out.getvalue())


@only_live
class Endpoints(unittest.TestCase):
    def check(self, method: str, *args, **options):
        """Calls it, and compares the answer with the type that is declared for it."""
        answer = getattr(self.client, method)(*args, **options)
        returned = typing.get_type_hints(getattr(Client, method))["return"]
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
        self.assertEqual([line["timestamp"] for line in lines], sorted(line["timestamp"] for line in lines))
        self.check("stop_app", "sdk-walk", timeout=1)
        self.assertEqual(self.check("get_app_status", "sdk-walk")["status"], "stopped")
        self.check("remove_app", "sdk-walk", force=True)
        config = self.check("get_config")
        self.check("update_config", {"scaling": {"default_cooldown": config["scaling"]["default_cooldown"]}})
        for method in ("cluster_status", "cluster_leader", "cluster_health", "system_health", "system_metrics", "api_document"):
            self.check(method)
        self.assertIn("orchestry_", self.check("prometheus_metrics"))
        everything = {name for name in vars(Client) if not name.startswith("_")}
        self.assertEqual(everything - self.called, {"logs", "events", "metrics", "revision"})

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
        for number in range(20):
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

    def test_a_log_that_is_followed_has_every_line_once_when_the_leader_is_killed(self):
        chatter = Chatter(self.client, self.NAME)
        self.addCleanup(chatter.stop)
        numbers, killer = [], None
        with self.client.logs(self.NAME, follow=True, tail=1000) as lines:
            for line in lines:
                self.assertNotIsInstance(line, orchestry.Gap)
                if number_of(line) >= 0:
                    numbers.append(number_of(line))
                if len(numbers) == 10:
                    killer = killer or threading.Thread(target=self.kill_then_stop, args=(chatter,))
                    if not killer.ident:
                        killer.start()
                if killer and not killer.is_alive() and numbers[-1] >= chatter.count - 1:
                    break
        self.assertEqual(numbers, list(range(chatter.count)))

    def kill_then_stop(self, chatter):
        kill_leader()
        reached = chatter.count
        while chatter.count < reached + 20:
            time.sleep(0.02)
        chatter.stop()
        # One more, by which the reader notices that the others are over.
        urllib.request.urlopen(f"http://{chatter._address}/", timeout=5).close()

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

    def test_writes_go_on_while_the_leader_is_killed_and_another_elected(self):
        killer = threading.Thread(target=kill_leader)
        killer.start()
        written = 0
        while killer.is_alive() or written < 3:
            is_whole = not killer.is_alive()
            try:
                self.client.update_scaling(self.NAME, {"max_replicas": 10 + written % 5})
            except orchestry.ConnectionLostError:
                # It was on its way to the leader when that died: whether it was carried out is for the caller to look. More than one can meet the
                # dying process, but none may be cut once the cluster is whole again.
                self.assertFalse(is_whole)
                continue
            self.assertEqual(self.client.get_scaling(self.NAME)["policy"]["max_replicas"], 10 + written % 5)
            written += 1
        killer.join()
        self.assertGreater(written, 2)
