"""A node that answers what a test tells it to, over real sockets on loopback."""

import json
import queue
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Callable, Dict, List, NamedTuple, Optional


class Seen(NamedTuple):
    """A request that came."""

    method: str
    path: str
    headers: Dict[str, str]
    body: bytes


Reply = Callable[[BaseHTTPRequestHandler], None]


def answer(body: Any, status: int = 200, **headers: str) -> Reply:
    """JSON. Underscores in the names of headers stand for hyphens."""

    def send(handler: BaseHTTPRequestHandler) -> None:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    return send


def refusal(code: str, status: int, details: Optional[str] = None, violations: Optional[List[Dict[str, str]]] = None, **headers: str) -> Reply:
    body: Dict[str, Any] = {"error": "No", "code": code, "timestamp": "2026-01-01T00:00:00Z"}
    if details is not None:
        body["details"] = details
    if violations is not None:
        body["violations"] = violations
    return answer(body, status, **headers)


def cut(handler: BaseHTTPRequestHandler) -> None:
    """Ends the connection without an answer."""
    handler.connection.shutdown(socket.SHUT_RDWR)


def stream(*parts: str, then: Optional[threading.Event] = None, whole: bool = False) -> Reply:
    """Server-Sent Events, a chunk for each part; then the connection is cut, ended in order (``whole``), or kept until ``then``."""

    def send(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        for part in parts:
            content = part.encode()
            handler.wfile.write(b"%x\r\n%s\r\n" % (len(content), content))
        if then is not None:
            then.wait(30)
        if whole:
            handler.wfile.write(b"0\r\n\r\n")
        else:
            cut(handler)

    return send


def line(number: int) -> str:
    """An event of a log."""
    message = {"timestamp": "2026-01-01T00:00:00Z", "container": "web-1", "level": None, "message": f"line {number}", "cursor": f"c{number}"}
    return f"id: c{number}\ndata: {json.dumps(message)}\n\n"


def ring_line(number: int, type: str = "message") -> str:
    """An event of a deployment's log."""
    return f"id: c{number}\nevent: {type}\ndata: {json.dumps({'message': f't web-1: line {number}'})}\n\n"


class FakeNode:
    """Serves the replies it was given, one after the other."""

    def __init__(self, *replies: Reply) -> None:
        self.seen: List[Seen] = []
        self._replies: "queue.Queue[Reply]" = queue.Queue()
        for reply in replies:
            self._replies.put(reply)
        node = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self) -> None:
                self.close_connection = True
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                node.seen.append(Seen(self.command, self.path, {name.lower(): value for name, value in self.headers.items()}, body))
                try:
                    reply = node._replies.get_nowait()
                except queue.Empty:
                    reply = refusal("INTERNAL_ERROR", 500, "the test told no further answer")
                try:
                    reply(self)
                except OSError:
                    pass

            do_GET = do_POST = do_PUT = do_DELETE = handle_any

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def then(self, *replies: Reply) -> None:
        for reply in replies:
            self._replies.put(reply)

    def __enter__(self) -> "FakeNode":
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def nobody() -> str:
    """The URL of a port where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}"
