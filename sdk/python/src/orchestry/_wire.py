"""HTTP/1.1 without input or output: makes the bytes of requests, and reads answers from the bytes that came. Both clients use it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Dict, Mapping, Optional
from urllib.parse import urlsplit

# Header lines of an answer, together.
_LONGEST_HEAD = 128 * 1024


class WireError(Exception):
    """What came is not HTTP, or ended too early."""


@dataclass(frozen=True)
class Reply:
    """An answer. Names of headers are in lower case. Of a stream, the body is empty."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True)
class Send:
    """A request to be sent. ``timeout`` is how many seconds the answer may take; ``idle`` how long a stream may be silent."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: Optional[bytes]
    timeout: float
    idle: Optional[float] = None

    def __repr__(self) -> str:
        # Headers may hold the token.
        return f"Send({self.method} {self.url})"

    def to_bytes(self) -> bytes:
        """The request as it is sent."""
        target = urlsplit(self.url)
        path = target.path or "/"
        if target.query:
            path += "?" + target.query
        lines = [f"{self.method} {path} HTTP/1.1", f"Host: {target.netloc}", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        if self.body is not None:
            lines.append(f"Content-Length: {len(self.body)}")
        elif self.method not in ("GET", "DELETE"):
            lines.append("Content-Length: 0")
        return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii") + (self.body or b"")


class Reading:
    """Reads one answer. ``feed`` it what came, ``end`` it when the connection ends."""

    def __init__(self) -> None:
        self.head: Optional[Reply] = None
        self.is_complete = False
        self._buffer = b""
        self._chunks: Optional[_Chunks] = None
        self._left: Optional[int] = None

    def feed(self, data: bytes) -> bytes:
        """Takes what came; answers what of the body was in it."""
        if self.head is None:
            self._buffer += data
            if not self._read_head():
                return b""
            data, self._buffer = self._buffer, b""
        if self.is_complete:
            return b""
        if self._chunks is not None:
            body = self._chunks.feed(data)
            self.is_complete = self._chunks.is_complete
            return body
        if self._left is None:
            return data
        body = data[: self._left]
        self._left -= len(body)
        self.is_complete = self._left == 0
        return body

    def end(self) -> None:
        """The connection has ended. Raises unless the answer was complete."""
        if self.head is None or self._chunks is not None or self._left is not None:
            if not self.is_complete:
                raise WireError("the connection ended in the middle of the answer" if self.head or self._buffer else "the connection ended without an answer")
        self.is_complete = True

    def _read_head(self) -> bool:
        while True:
            end = self._buffer.find(b"\r\n\r\n")
            if end < 0:
                if len(self._buffer) > _LONGEST_HEAD:
                    raise WireError("the answer's headers do not end")
                return False
            head, self._buffer = self._buffer[:end], self._buffer[end + 4 :]
            reply = _parse_head(head)
            # 1xx only announces the answer.
            if reply.status >= 200:
                break
        self.head = reply
        if "chunked" in reply.headers.get("transfer-encoding", "").lower():
            self._chunks = _Chunks()
        elif reply.status in (204, 304):
            self.is_complete = True
        elif "content-length" in reply.headers:
            length = reply.headers["content-length"]
            if not length.isdigit():
                raise WireError("the answer has no valid length")
            self._left = int(length)
            self.is_complete = self._left == 0
        return True


def _parse_head(head: bytes) -> Reply:
    first, *lines = head.decode("iso-8859-1").split("\r\n")
    version, _, rest = first.partition(" ")
    status = rest[:3]
    if not version.startswith("HTTP/1.") or not status.isdigit() or len(status) < 3:
        raise WireError("what answered does not speak HTTP")
    headers: Dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon:
            raise WireError("the answer has a broken header")
        name, value = name.strip().lower(), value.strip()
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return Reply(int(status), headers)


class _Chunks:
    """Takes the chunks' frames off a body."""

    def __init__(self) -> None:
        self.is_complete = False
        self._buffer = b""
        self._left = 0
        self._in_trailer = False

    def feed(self, data: bytes) -> bytes:
        self._buffer += data
        body = []
        while not self.is_complete:
            if self._left > 0:
                part = self._buffer[: self._left]
                if not part:
                    break
                body.append(part)
                self._left -= len(part)
                self._buffer = self._buffer[len(part) :]
                continue
            end = self._buffer.find(b"\n")
            if end < 0:
                if len(self._buffer) > _LONGEST_HEAD:
                    raise WireError("the answer has a broken chunk")
                break
            line, self._buffer = self._buffer[:end].strip(), self._buffer[end + 1 :]
            if self._in_trailer:
                self.is_complete = not line
            elif line:
                self._left = self._size(line)
                self._in_trailer = self._left == 0
            # Else it is the line's end behind a chunk.
        return b"".join(body)

    @staticmethod
    def _size(line: bytes) -> int:
        try:
            return int(line.split(b";")[0], 16)
        except ValueError:
            raise WireError("the answer has a broken chunk") from None
