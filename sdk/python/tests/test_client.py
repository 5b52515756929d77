import pickle
import threading
import unittest

import orchestry

from .both import both
from .fake import FakeNode, answer, cut, line, nobody, refusal, ring_line, stream


class Case(unittest.TestCase):
    client = None

    def node(self, *replies) -> FakeNode:
        node = FakeNode(*replies)
        self.addCleanup(node.__exit__)
        return node


class Requests(Case):
    def test_what_is_sent_and_answered(self):
        node = self.node(answer({"replicas": {"current": 3}}))
        status = self.client(node.url)("get_app_status", "my-app")
        self.assertEqual(status["replicas"]["current"], 3)
        seen = node.seen[0]
        self.assertEqual((seen.method, seen.path, seen.body), ("GET", "/api/v1/apps/my-app", b""))
        self.assertEqual(seen.headers["accept"], "application/json")
        self.assertNotIn("authorization", seen.headers)

    def test_text_is_answered_as_text(self):
        node = self.node(answer("# HELP ü".encode(), Content_Type="text/plain"))
        self.assertEqual(self.client(node.url)("prometheus_metrics"), "# HELP ü")

    def test_a_write_follows_the_leader_with_body_and_token(self):
        leader = self.node(answer({"status": "running"}, X_Orchestry_Revision="12"), answer({"total": 0}))
        follower = self.node(refusal("NOT_LEADER", 307, Location=leader.url + "/api/v1/apps/web/start"), answer({"total": 0}))
        client = self.client(follower.url, token="s3cret")
        self.assertEqual(client("start_app", "web", replicas=2)["status"], "running")
        self.assertEqual((leader.seen[0].method, leader.seen[0].body), ("POST", b'{"replicas":2,"wait":true}'))
        self.assertEqual(leader.seen[0].headers["authorization"], "Bearer s3cret")
        client("list_apps")
        self.assertEqual(follower.seen[1].headers["x-orchestry-revision"], "12")

    def test_it_waits_for_an_election_and_passes_over_nodes_that_are_not_there(self):
        node = self.node(refusal("CLUSTER_NOT_READY", 503, Retry_After="1", X_Orchestry_Outcome="unchanged"), answer({"status": "stopped"}))
        self.assertEqual(self.client([nobody(), node.url])("stop_app", "web")["status"], "stopped")
        self.assertEqual(len(node.seen), 2)

    def test_a_read_is_sent_again_after_a_cut_and_a_write_is_not(self):
        node = self.node(cut, answer({"total": 0}), cut)
        client = self.client(node.url)
        self.assertEqual(client("list_apps"), {"total": 0})
        with self.assertRaises(orchestry.ConnectionLostError) as raised:
            client("start_app", "web")
        self.assertEqual(raised.exception.code, "CONNECTION_LOST")
        self.assertEqual(len(node.seen), 3)

    def test_a_node_that_stays_silent_is_given_up(self):
        free = threading.Event()
        self.addCleanup(free.set)
        node = self.node(lambda _: free.wait(30))
        with self.assertRaises(orchestry.ConnectionLostError) as raised:
            self.client(node.url, timeout=0.2)("scale_app", "web", 1, wait=False)
        self.assertIn("timed out", str(raised.exception))

    def test_a_login_is_kept_until_it_is_ended(self):
        node = self.node(answer({"token": "s3cret"}), answer([]), answer(b"", 204), answer([]))
        client = self.client(node.url, token="former")
        self.assertIsNone(client("login", "admin", "hunter2"))
        self.assertEqual(client("ring.users"), [])
        self.assertIsNone(client("logout"))
        client("ring.users")
        self.assertEqual(node.seen[0].body, b'{"username":"admin","password":"hunter2"}')
        self.assertEqual([seen.headers.get("authorization") for seen in node.seen], [None, "Bearer s3cret", "Bearer s3cret", None])
        self.assertNotIn("s3cret", repr(client.client) + repr(client.client.ring))

    def test_a_login_without_a_token_in_its_answer_is_told(self):
        for body in ({"token": "two words"}, {"token": None}, []):
            with self.assertRaises(orchestry.UnexpectedAnswerError) as raised:
                self.client(self.node(answer(body)).url)("login", "admin", "hunter2")
            self.assertNotIn("two words", str(raised.exception))

    def test_nobody_there_is_told_by_name(self):
        url = nobody()
        with self.assertRaises(orchestry.ConnectionFailedError) as raised:
            self.client(url, timeout=0.2)("list_apps")
        self.assertIn(url, str(raised.exception))
        self.assertIsInstance(raised.exception, ConnectionError)


class Errors(Case):
    def fail(self, reply, **options) -> orchestry.OrchestryError:
        with self.assertRaises(orchestry.OrchestryError) as raised:
            self.client(self.node(reply).url, **options)("register_app", {})
        return raised.exception

    def test_an_error_has_all_that_the_server_said(self):
        violations = [{"field": "spec.image", "message": "must be given"}, {"field": "metadata.name", "message": "is too long"}]
        error = self.fail(refusal("INVALID_SPEC", 400, "spec.image: must be given", violations))
        self.assertIsInstance(error, orchestry.InvalidSpecError)
        self.assertEqual((error.code, error.status, error.details, error.violations), ("INVALID_SPEC", 400, "spec.image: must be given", violations))
        self.assertEqual(str(error), "INVALID_SPEC: No\n  spec.image: must be given\n  metadata.name: is too long")

    def test_an_error_of_the_ring_api_is_one_of_the_same(self):
        error = self.fail(answer({"error": "name: must be given", "code": "VALIDATION_ERROR", "violations": [{"field": "name", "message": "must be given"}]}, 400))
        self.assertIsInstance(error, orchestry.ValidationError)
        self.assertEqual((error.message, error.details, error.violations), ("name: must be given", None, [{"field": "name", "message": "must be given"}]))
        for code, status, kind in [
            ("DEPLOYMENT_NOT_FOUND", 404, orchestry.NotFoundError),
            ("SECRET_IN_USE", 409, orchestry.ConflictError),
            ("INVALID_CREDENTIALS", 401, orchestry.AuthenticationError),
            ("FORBIDDEN", 403, orchestry.ForbiddenError),
            ("UNSUPPORTED_RUNTIME", 422, orchestry.ValidationError),
        ]:
            error = self.fail(answer({"error": "No", "code": code}, status))
            self.assertEqual((type(error), error.code, error.status, str(error)), (kind, code, status, f"{code}: No"))

    def test_a_code_of_a_later_version_is_an_error_of_its_status(self):
        error = self.fail(refusal("NEW_CODE", 409))
        self.assertEqual((type(error), error.code), (orchestry.ConflictError, "NEW_CODE"))

    def test_it_says_when_to_come_back(self):
        error = self.fail(refusal("RATE_LIMIT_EXCEEDED", 429, Retry_After="17"))
        self.assertEqual((type(error), error.retry_after), (orchestry.RateLimitedError, 17))

    def test_what_is_not_the_api_is_told(self):
        for reply in [answer(b"<html>hello</html>", 200), answer(b"<html>hello</html>", 500), answer([], 418)]:
            self.assertEqual(self.fail(reply).code, "UNEXPECTED_ANSWER")

    def test_a_token_that_the_answer_repeats_is_not_shown(self):
        for reply in [refusal("FORBIDDEN", 403, "no rights: s3cret"), answer(b"Bearer s3cret is bad", 401)]:
            error = self.fail(reply, token="s3cret")
            self.assertNotIn("s3cret", str(error) + repr(error) + repr(vars(error)))

    def test_it_can_be_pickled(self):
        error = self.fail(refusal("APP_NOT_FOUND", 404, "there is none"))
        again = pickle.loads(pickle.dumps(error))
        self.assertEqual((type(again), str(again), vars(again)), (type(error), str(error), vars(error)))

    def test_a_client_is_shown_without_its_token(self):
        client = self.client("http://127.0.0.1:8000", token="s3cret").client
        self.assertEqual(repr(client), f"{type(client).__name__}('http://127.0.0.1:8000')")


class Streams(Case):
    def test_every_line_comes_once_over_cut_connections_and_several_nodes(self):
        first = self.node(stream(line(1), line(2)[:20]), stream(line(4), "event: close\ndata: {\"code\":1000}\n\n"))
        second = self.node(stream(line(2) + line(3)))
        items = self.client([first.url, second.url]).take(9, "logs", "web", follow=True, tail=0)
        self.assertEqual([item["message"] for item in items], ["line 1", "line 2", "line 3", "line 4"])
        self.assertEqual(second.seen[0].headers["last-event-id"], "c1")
        self.assertEqual(first.seen[1].headers["last-event-id"], "c3")

    def test_a_deployment_s_log_is_followed_as_an_application_s(self):
        first = self.node(stream(ring_line(1), ring_line(2, "gap")))
        second = self.node(stream(ring_line(3), "event: close\ndata: {\"code\":1000}\n\n"))
        items = self.client([first.url, second.url]).take(9, "ring.deployment_logs", "web", follow=True)
        self.assertEqual([item["message"].rpartition(" ")[2] for item in items], ["1", "2", "3"])
        self.assertIsInstance(items[1], orchestry.Gap)
        self.assertEqual((items[1].timestamp, items[1].container, items[1].reason, items[1].cursor), ("t", "web-1", "line 2", "c2"))
        self.assertEqual([seen.path for seen in first.seen + second.seen], ["/deployments/web/logs?follow=true&tail=100"] * 2)
        self.assertEqual(second.seen[0].headers["last-event-id"], "c2")

    def test_following_begins_with_a_hundred_lines_unless_told_otherwise(self):
        node = self.node(*[stream(line(1)) for _ in range(3)])
        client = self.client(node.url)
        client.take(1, "logs", "web", follow=True)
        client.take(1, "logs", "web", follow=True, since="1h")
        client.take(1, "logs", "web", follow=True, after="c0", container="web-1")
        self.assertEqual([seen.path.partition("?")[2] for seen in node.seen], ["tail=100", "since=1h", "container=web-1&after=c0"])

    def test_a_refusal_is_raised_when_the_stream_is_opened(self):
        with self.assertRaises(orchestry.AppNotFoundError):
            self.client(self.node(refusal("APP_NOT_FOUND", 404)).url).take(1, "metrics", "web")


class PastLines(unittest.TestCase):
    PAGE = {"logs": [{"message": "new"}, {"message": "old"}]}

    def test_without_follow_the_lines_come_in_their_order(self):
        with FakeNode(answer(self.PAGE)) as node:
            lines = list(orchestry.Client(node.url).logs("web", tail=2))
        self.assertEqual([entry["message"] for entry in lines], ["old", "new"])

    def test_with_asyncio_as_well(self):
        import asyncio

        async def read(url):
            return [entry["message"] async for entry in orchestry.AsyncClient(url).logs("web")]

        with FakeNode(answer(self.PAGE)) as node:
            self.assertEqual(asyncio.run(read(node.url)), ["old", "new"])


class Interrupted(unittest.TestCase):
    def test_an_iteration_that_is_cancelled_loses_nothing(self):
        import asyncio

        free = threading.Event()
        self.addCleanup(free.set)

        async def read(url):
            taken = []
            async with orchestry.AsyncClient(url).logs("web", follow=True) as lines:
                taken.append((await lines.__anext__())["message"])
                waiting = asyncio.ensure_future(lines.__anext__())
                await asyncio.sleep(0)
                waiting.cancel()
                with self.assertRaises(asyncio.CancelledError):
                    await waiting
                free.set()
                taken.append((await lines.__anext__())["message"])
            return taken

        with FakeNode(stream(line(1), then=free), stream(line(2))) as node:
            self.assertEqual(asyncio.run(read(node.url)), ["line 1", "line 2"])
            self.assertEqual(node.seen[1].headers["last-event-id"], "c1")

    def test_a_stream_that_is_closed_ends(self):
        with FakeNode(stream(line(1), line(2))) as node:
            lines = orchestry.Client(node.url).logs("web", follow=True)
            next(lines)
            self.assertEqual(lines.cursor, "c1")
            lines.close()
            self.assertEqual(list(lines), [])

    def test_after_an_error_it_is_over(self):
        with FakeNode(refusal("APP_NOT_FOUND", 404)) as node:
            lines = orchestry.Client(node.url).logs("web", follow=True)
            with self.assertRaises(orchestry.AppNotFoundError):
                next(lines)
            self.assertEqual(list(lines), [])


_twice = both(Requests, Errors, Streams)


def load_tests(loader, tests, pattern):
    suite = _twice(loader, tests, pattern)
    for case in (PastLines, Interrupted):
        suite.addTests(loader.loadTestsFromTestCase(case))
    return suite
