"""The nodes a client was given, the one it asks now, and the leader it has learned of."""

from __future__ import annotations

from typing import List, Optional, Sequence, Tuple, Union
from urllib.parse import urljoin, urlsplit


class Nodes:
    """Where to send what. Safe to share between threads: every field is replaced as a whole."""

    def __init__(self, urls: Union[str, Sequence[str]]) -> None:
        listed = [urls] if isinstance(urls, str) else list(urls)
        if not listed:
            raise ValueError("at least one URL of a node is needed")
        self.given: List[str] = [_checked(url) for url in listed]
        self._origins = {_origin(url) for url in self.given}
        self._current = 0
        self._leader: Optional[str] = None

    def __len__(self) -> int:
        return len(self.given)

    @property
    def current(self) -> str:
        """The node that is asked first."""
        return self.given[self._current % len(self.given)]

    @property
    def for_writes(self) -> str:
        """The leader, where it is known: one way less than by a redirect."""
        return self._leader or self.current

    def pass_over(self, failed: str) -> str:
        """The node did not do: forgets it as the leader and answers the one to try next."""
        if failed == self._leader:
            self._leader = None
        if failed == self.current:
            self._current = (self._current + 1) % len(self.given)
        return self.current

    def redirect(self, asked: str, path: str, location: str) -> Optional[str]:
        """Where to go on after a redirect: to the leader that it names, which is remembered, and gets the token, too.

        Only nodes that were given are believed: one that was itself only named is left for one that was given. None where the redirect must
        not be followed: to another path, or to another scheme unless that node was given.
        """
        url = urljoin(asked + path, location)
        parts = urlsplit(url)
        if not location or parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc or not url.endswith(path):
            return None
        if _origin(url) not in self._origins:
            if parts.scheme != urlsplit(asked).scheme:
                return None
            if _origin(asked) not in self._origins:
                self._leader = None
                return self.current
        self._leader = url[: len(url) - len(path)]
        return self._leader


def _checked(url: str) -> str:
    parts = urlsplit(url)
    # The URL itself is not shown: it may hold a password.
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("a node's URL must look like http://127.0.0.1:8000")
    if "@" in parts.netloc:
        raise ValueError("a node's URL must not hold a user or password; give a token instead")
    if parts.query or parts.fragment:
        raise ValueError("a node's URL must have neither a query nor a fragment")
    if not url.isascii():
        raise ValueError("a node's URL must be of ASCII characters")
    _origin(url)  # Refuses a port out of range.
    return url.rstrip("/")


def _origin(url: str) -> Tuple[str, Optional[str], int]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)
