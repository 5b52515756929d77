import unittest

from orchestry._sse import Event, Events
from orchestry._wire import Reading, Send, WireError

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-A: 1\r\nx-a: 2\r\n\r\n5\r\nhello\r\n1;ext=1\r\n \r\n5\r\nworld\r\n0\r\nTrailer: x\r\n\r\n"
SIZED = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nhello world"


class Answers(unittest.TestCase):
    def test_an_answer_is_read_however_it_is_cut_into_pieces(self):
        for whole in [CHUNKED, SIZED]:
            for at in range(len(whole) + 1):
                reading = Reading()
                body = reading.feed(whole[:at]) + reading.feed(whole[at:])
                self.assertEqual((reading.head.status, body, reading.is_complete), (200, b"hello world", True), at)

    def test_an_answer_that_ends_too_early_is_told_wherever_it_ends(self):
        for whole in [CHUNKED, SIZED]:
            for at in range(len(whole) - 1):
                reading = Reading()
                reading.feed(whole[:at])
                with self.assertRaises(WireError):
                    reading.end()

    def test_an_answer_without_a_length_ends_with_the_connection(self):
        reading = Reading()
        self.assertEqual(reading.feed(b"HTTP/1.0 200 OK\r\n\r\nhello"), b"hello")
        reading.end()
        self.assertTrue(reading.is_complete)

    def test_headers_that_come_twice_are_both_kept(self):
        reading = Reading()
        reading.feed(CHUNKED)
        self.assertEqual(reading.head.headers["x-a"], "1, 2")

    def test_what_is_not_http_is_told(self):
        for data in [b"SSH-2.0-x\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n", b"HTTP/1.1 200 OK\r\nnonsense\r\n\r\n",
                     b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", b"x" * 200_000]:
            with self.subTest(data[:40]), self.assertRaises(WireError):
                Reading().feed(data)


class Requests(unittest.TestCase):
    def test_a_request_without_a_body_says_so(self):
        self.assertIn(b"Content-Length: 0\r\n", Send("POST", "http://a.test/x", {}, None, 1).to_bytes())

    def test_a_request_names_host_path_and_query(self):
        text = Send("GET", "http://a.test:1/x?y=1", {"A": "b"}, None, 1).to_bytes()
        self.assertTrue(text.startswith(b"GET /x?y=1 HTTP/1.1\r\nHost: a.test:1\r\n"))

    def test_a_request_is_shown_without_its_headers(self):
        self.assertNotIn("s3cret", repr(Send("GET", "http://a.test/", {"Authorization": "Bearer s3cret"}, None, 1)))


class ServerSentEvents(unittest.TestCase):
    TEXT = "\ufeffid: 1\r\nevent: gap\r\ndata: a\r\ndata:b\r\n\r\n: still here\n\nid\ndata:  ü\n\nevent: alone\n\ndata: last\n\ndata: cut".encode()
    EVENTS = [Event("a\nb", "gap", "1"), Event(None), Event(" ü", "message", ""), Event("last")]

    def test_events_are_read_however_they_are_cut_into_pieces(self):
        for at in range(len(self.TEXT) + 1):
            events = Events()
            self.assertEqual(events.feed(self.TEXT[:at]) + events.feed(self.TEXT[at:]), self.EVENTS, at)
        events = Events()
        self.assertEqual([e for i in range(len(self.TEXT)) for e in events.feed(self.TEXT[i : i + 1])], self.EVENTS)
