import json
import unittest

import orchestry
from orchestry import End, Gap, _calls
from orchestry._follow import Item, Read, follow
from orchestry._wire import Reply, Send
from orchestry.errors import ConnectionFailedError, ConnectionLostError

from .fake import line
from .steps import A, B, Clock, Run, no, session

REFUSED = ConnectionFailedError("No connection", code="CONNECTION_FAILED")
CUT = ConnectionLostError("Cut", code="CONNECTION_LOST")
OPENED = Reply(200, {"date": "Thu, 01 Jan 2026 00:00:00 GMT"})
OPENED_AT = 1767225600


def close(code):
    return f'event: close\ndata: {{"code":{code},"reason":""}}\n\n'


def event(kind, **fields):
    return f"id: {fields['cursor']}\nevent: {kind}\ndata: {json.dumps(fields)}\n\n"


class Following(unittest.TestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.got = []

    def follow(self, call=None, *urls, with_ends=False, give_up_after=60) -> None:
        self.run = Run(follow(call or _calls.logs("web", tail=0), session(*urls), with_ends, give_up_after, self.clock), self.clock)

    def tell(self, *outcomes) -> None:
        """Says what came, and takes the messages that this gave."""
        for outcome in outcomes:
            self.run.tell(outcome.encode() if isinstance(outcome, str) else outcome)
            while isinstance(self.run.step, Item):
                self.got.append(self.run.step.value)
                self.run.tell(None)

    @property
    def lines(self):
        return [item["message"] for item in self.got]

    @property
    def sent(self) -> Send:
        return self.run.sent


class GoingOn(Following):
    def test_every_message_comes_once_over_connections_that_are_cut_anywhere(self):
        text = line(1) + line(2) + line(3)
        for at in range(len(text) + 1):
            with self.subTest(at=at):
                self.got = []
                self.follow()
                self.tell(OPENED, text[:at], CUT)
                reached = len(self.got)
                self.assertEqual(self.sent.headers.get("Last-Event-ID"), f"c{reached}" if reached else None)
                self.tell(OPENED, "".join(line(n) for n in range(reached + 1, 4)))
                self.assertEqual(self.lines, ["line 1", "line 2", "line 3"])

    def test_it_goes_on_at_the_next_node(self):
        self.follow(None, A, B)
        self.tell(OPENED, line(1), CUT)
        self.assertTrue(self.sent.url.startswith(B))
        self.assertEqual(self.sent.headers["Last-Event-ID"], "c1")

    def test_a_node_that_stops_or_fails_or_finds_it_slow_is_left_for_the_next(self):
        for code in [1001, 1011, 1013]:
            with self.subTest(code):
                self.follow(None, A, B)
                self.tell(OPENED, line(1) + close(code))
                self.assertTrue(self.sent.url.startswith(B))

    def test_an_orderly_end_without_a_word_is_no_end(self):
        self.follow()
        self.tell(OPENED, line(1), b"")
        self.assertEqual(self.sent.headers["Last-Event-ID"], "c1")

    def test_a_node_that_has_not_seen_the_cursor_yet_is_passed_over(self):
        self.follow(None, A, B)
        self.tell(OPENED, line(1), CUT, no("CLUSTER_NOT_READY", 503))
        self.assertTrue(self.sent.url.startswith(A))
        self.assertEqual(self.sent.headers["Last-Event-ID"], "c1")

    def test_what_was_asked_for_at_first_is_asked_for_again(self):
        self.follow(_calls.logs("web", tail=5, container="web-1"))
        self.tell(OPENED, line(1), CUT)
        self.assertIn("container=web-1", self.sent.url)


class WithoutACursor(Following):
    def test_it_goes_on_from_the_time_at_which_the_stream_was_opened(self):
        self.follow(_calls.events(tail=0))
        self.tell(OPENED, CUT)
        self.assertEqual(self.sent.url, f"{A}/api/v1/events/stream?since={OPENED_AT}")

    def test_that_time_stays_the_first_one(self):
        self.follow(_calls.events())
        self.tell(OPENED, CUT, Reply(200, {"date": "Thu, 01 Jan 2026 00:01:00 GMT"}), CUT)
        self.assertIn(f"since={OPENED_AT}", self.sent.url)

    def test_a_past_that_was_asked_for_and_has_not_come_is_asked_for_again(self):
        self.follow(_calls.logs("web", tail=5))
        self.tell(OPENED, CUT)
        self.assertIn("tail=5", self.sent.url)

    def test_a_sign_of_life_before_any_message_says_that_there_was_no_past(self):
        self.follow(_calls.logs("web", tail=5))
        self.tell(OPENED, ": still here\n\n", CUT)
        self.assertTrue(self.sent.url.endswith(f"?since={OPENED_AT}"))

    def test_a_cursor_that_was_given_is_kept(self):
        self.follow(_calls.logs("web", after="c7"))
        self.tell(OPENED, ": still here\n\n", CUT)
        self.assertTrue(self.sent.url.endswith("?after=c7"))


class Messages(Following):
    GAP = dict(type="gap", timestamp="t", container="web-1", **{"from": "a", "to": "b"}, missed=3, reason="The log was rotated", cursor="g1")

    def test_a_gap_is_an_object_that_a_loop_that_only_prints_can_print(self):
        self.follow()
        self.tell(OPENED, event("gap", **self.GAP))
        gap = self.got[0]
        self.assertIsInstance(gap, Gap)
        self.assertEqual((gap.container, gap.from_, gap.to, gap.missed, gap.reason, gap.cursor), ("web-1", "a", "b", 3, "The log was rotated", "g1"))
        self.assertEqual((gap["message"], gap["level"]), ("Messages are missing here: The log was rotated", None))
        self.tell(CUT)
        self.assertEqual(self.sent.headers["Last-Event-ID"], "g1")

    def test_the_end_of_a_container_is_told_to_those_who_ask_for_it(self):
        end = event("end", type="end", timestamp="t", container="web-1", cursor="e1")
        self.follow()
        self.tell(OPENED, end, CUT)
        self.assertEqual((self.got, self.sent.headers["Last-Event-ID"]), ([], "e1"))
        self.follow(with_ends=True)
        self.tell(OPENED, end)
        self.assertIsInstance(self.got[0], End)

    def test_a_kind_of_a_later_version_is_passed_over(self):
        self.follow()
        self.tell(OPENED, event("weather", cursor="w1"), line(2))
        self.assertEqual(self.lines, ["line 2"])

    def test_what_is_no_message_is_an_error(self):
        for data in ["data: nonsense\n\n", "data: [1]\n\n"]:
            with self.subTest(data), self.assertRaises(orchestry.UnexpectedAnswerError):
                self.follow()
                self.tell(OPENED, data)


class Ending(Following):
    def test_it_ends_when_the_application_is_removed(self):
        self.follow()
        self.tell(OPENED, line(1) + close(1000))
        self.assertTrue(self.run.is_over)

    def test_it_ends_when_the_application_was_removed_while_nobody_was_connected(self):
        self.follow()
        self.tell(OPENED, line(1), CUT, no("APP_NOT_FOUND", 404))
        self.assertTrue(self.run.is_over)

    def test_an_application_that_never_was_is_an_error(self):
        self.follow()
        with self.assertRaises(orchestry.AppNotFoundError):
            self.tell(no("APP_NOT_FOUND", 404))

    def test_a_request_that_is_refused_is_an_error(self):
        self.follow()
        with self.assertRaises(orchestry.ValidationError):
            self.tell(no("VALIDATION_ERROR", 400))

    def test_it_gives_up_when_no_node_was_there_for_as_long_as_was_said(self):
        self.follow(None, A, B, give_up_after=20)
        began = self.clock.time
        with self.assertRaises(ConnectionFailedError):
            for _ in range(1000):
                self.tell(REFUSED)
        self.assertLessEqual(self.clock.time - began, 20)
        self.assertGreater(len(self.run.pauses), 5)

    def test_whatever_comes_begins_that_time_anew(self):
        self.follow(give_up_after=5)
        for _ in range(20):
            self.tell(OPENED, ": still here\n\n", CUT)
            self.clock.time += 4
        self.assertTrue(self.sent.url)

    def test_it_never_gives_up_when_told_so(self):
        self.follow(give_up_after=None)
        for _ in range(500):
            self.tell(REFUSED)
        self.assertTrue(self.sent.url)

    def test_a_rate_limit_is_waited_for(self):
        self.follow()
        self.tell(no("RATE_LIMIT_EXCEEDED", 429, retry_after="7"))
        self.assertEqual(self.run.pauses, [7.0])

    def test_a_node_that_serves_too_many_is_left_for_the_next(self):
        self.follow(None, A, B)
        self.tell(no("TOO_MANY_SUBSCRIBERS", 503, retry_after="10"))
        self.assertTrue(self.sent.url.startswith(B))
