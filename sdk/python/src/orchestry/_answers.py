"""Reads what a node answered: a result, or the error it stands for."""

from __future__ import annotations

import json
from typing import Any, List, Optional

from .errors import BY_CODE, BY_STATUS, OrchestryError, UnexpectedAnswerError
from .types import Violation
from ._wire import Reply

# As much of a foreign answer as helps to recognise who gave it.
_EXCERPT = 200


def result_of(reply: Reply, is_text: bool = False) -> Any:
    """The body of a success; None where it has none."""
    if reply.status == 204:
        return None
    if is_text:
        return reply.body.decode("utf-8", "replace")
    try:
        return json.loads(reply.body)
    except ValueError:
        raise _unexpected(reply) from None


def error_of(reply: Reply, token: Optional[str] = None) -> OrchestryError:
    """The exception for an answer that is no success, of either API. A token that the answer repeats is taken out."""
    try:
        body = json.loads(reply.body)
        message, code = str(body["error"]), str(body["code"])
    except (ValueError, KeyError, TypeError):
        error = _unexpected(reply)
        error.message = _without(token, error.message)
        error.args = (error.message,)
        error.details = _without(token, error.details) if error.details else None
        return error
    kind = BY_CODE.get(code) or BY_STATUS.get(reply.status) or OrchestryError
    details = body.get("details")
    return kind(
        _without(token, message),
        code=code,
        status=reply.status,
        details=_without(token, str(details)) if details is not None else None,
        violations=_violations(body.get("violations"), token),
        retry_after=retry_after(reply),
    )


def retry_after(reply: Reply) -> Optional[float]:
    """The seconds of ``Retry-After``; None where it is left out or is a date."""
    text = reply.headers.get("retry-after", "")
    return float(text) if text.isdigit() else None


def _unexpected(reply: Reply) -> OrchestryError:
    kind = BY_STATUS.get(reply.status, UnexpectedAnswerError)
    excerpt = reply.body[:_EXCERPT].decode("utf-8", "replace").strip()
    return kind(
        f"An answer of status {reply.status} that is not the Orchestry API's",
        code="UNEXPECTED_ANSWER",
        status=reply.status,
        details=excerpt or None,
        retry_after=retry_after(reply),
    )


def _violations(listed: Any, token: Optional[str]) -> List[Violation]:
    if not isinstance(listed, list):
        return []
    return [
        {"field": _without(token, str(v.get("field", ""))), "message": _without(token, str(v.get("message", "")))} for v in listed if isinstance(v, dict)
    ]


def _without(token: Optional[str], text: str) -> str:
    return text.replace(token, "***") if token else text
