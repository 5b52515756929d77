"""What each method asks the API for, without sending it. Both clients use it, so that they can't differ."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Dict, List, Mapping, Optional, Union
from urllib.parse import quote, urlencode

JSON = "application/json"
YAML = "application/yaml"

# Seconds that the server takes for a wish unless it is told otherwise.
_START_WAITS = 300
_STOP_WAITS = 30
# A removal drains and stops every replica, a check probes every one; how long that may take is the specification's affair.
_REMOVE_TAKES = 600
_CHECK_TAKES = 120


@dataclass(frozen=True)
class Call:
    """One request, whatever node it goes to."""

    method: str
    path: str
    query: Mapping[str, Union[str, List[str]]] = field(default_factory=dict)
    #: Not shown: it may hold a password or a secret.
    body: Optional[bytes] = field(default=None, repr=False)
    content_type: Optional[str] = None
    #: Seconds that the server may take for its part, besides the client's time-out.
    takes: float = 0
    #: Changes nothing, so any node may answer it.
    is_read: bool = False
    #: A read that waits until the node has seen the client's writes.
    sees_writes: bool = False
    #: The answer is text, not JSON.
    is_text: bool = False
    #: Sent without the token: who asks is what it is about.
    is_anonymous: bool = False
    #: A code that says that an earlier try, of which nothing is known, was carried out; and what is then answered.
    done_code: Optional[str] = None
    done_result: Any = None

    @property
    def is_safe(self) -> bool:
        """Done twice it is as done once, so that it can be sent again whatever became of it."""
        return self.is_read or self.method in ("PUT", "DELETE")

    @property
    def target(self) -> str:
        return self.path + ("?" + urlencode(self.query, doseq=True) if self.query else "")


def _app(name: str, rest: str = "") -> str:
    if not isinstance(name, str) or not name:
        raise ValueError("the application's name must be given")
    return f"/api/v1/apps/{quote(name, safe='')}{rest}"


def _word(value: Any) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def _query(**values: Any) -> Dict[str, Union[str, List[str]]]:
    return {
        name: [_word(part) for part in value] if isinstance(value, (list, tuple, set, frozenset)) else _word(value)
        for name, value in values.items()
        if value is not None
    }


def _read(path: str, **query: Any) -> Call:
    return Call("GET", path, _query(**query), is_read=True, sees_writes=True)


def _look(path: str) -> Call:
    # What shows whether the cluster is well is not to wait for it to be.
    return Call("GET", path, is_read=True)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8")


def _write(method: str, path: str, body: Optional[Mapping[str, Any]] = None, *, takes: float = 0, **query: Any) -> Call:
    said = None if body is None else {name: value for name, value in body.items() if value is not None}
    return Call(
        method, path, _query(**query), _json(said) if said else None, JSON if said else None, takes=takes)


def register_app(spec: Union[Mapping[str, Any], str, bytes], namespace: Optional[str] = None, dry_run: bool = False) -> Call:
    content_type = JSON
    if isinstance(spec, (str, bytes)):
        if namespace is not None:
            raise ValueError("a namespace can be given only with a specification that is a mapping; write it into the text as metadata.namespace")
        body, content_type = spec.encode("utf-8") if isinstance(spec, str) else spec, YAML
    else:
        if namespace is not None:
            spec = {**spec, "metadata": {**(spec.get("metadata") or {}), "namespace": namespace}}
        body = _json(spec)
    return Call("POST", "/api/v1/apps/register", _query(dry_run=dry_run or None), body, content_type)


def start_app(name: str, replicas: Optional[int] = None, wait: bool = True, timeout: Optional[int] = None, namespace: Optional[str] = None) -> Call:
    takes = (timeout or _START_WAITS) if wait else 0
    return _write("POST", _app(name, "/start"), {"replicas": replicas, "wait": wait, "timeout": timeout}, takes=takes, namespace=namespace)


def stop_app(name: str, force: bool = False, timeout: Optional[int] = None, namespace: Optional[str] = None) -> Call:
    # The same time for requests under way, and then for the process.
    takes = 2 * (timeout or _STOP_WAITS)
    return _write("POST", _app(name, "/stop"), {"force": force, "timeout": timeout}, takes=takes, namespace=namespace)


def scale_app(name: str, replicas: int, wait: bool = True, timeout: Optional[int] = None, namespace: Optional[str] = None) -> Call:
    takes = (timeout or _START_WAITS) if wait else 0
    return _write("POST", _app(name, "/scale"), {"replicas": replicas, "wait": wait, "timeout": timeout}, takes=takes, namespace=namespace)


def remove_app(name: str, force: bool = False, keep_data: bool = False, namespace: Optional[str] = None) -> Call:
    call = _write("DELETE", _app(name), takes=_REMOVE_TAKES, force=force or None, keep_data=keep_data or None, namespace=namespace)
    done = {"message": "Application removed successfully", "app_name": name, "containers_removed": 0, "volumes_removed": 0}
    return Call(call.method, call.path, call.query, takes=call.takes, done_code="APP_NOT_FOUND", done_result=done)


def list_apps(status: Optional[str] = None, format: Optional[str] = None, namespace: Optional[str] = None) -> Call:
    return _read("/api/v1/apps", status=status, format=format, namespace=namespace)


def get_app_status(name: str, namespace: Optional[str] = None) -> Call:
    return _read(_app(name), namespace=namespace)


def get_app_spec(name: str, namespace: Optional[str] = None) -> Call:
    return _read(_app(name, "/spec"), namespace=namespace)


def get_app_health(name: str, namespace: Optional[str] = None) -> Call:
    return _read(_app(name, "/health"), namespace=namespace)


def check_health(name: str, namespace: Optional[str] = None) -> Call:
    return _write("POST", _app(name, "/health/check"), takes=_CHECK_TAKES, namespace=namespace)


def get_app_metrics(name: str, history: Optional[int] = None, interval: Optional[str] = None, namespace: Optional[str] = None) -> Call:
    return _read(_app(name, "/metrics"), history=history, interval=interval, namespace=namespace)


def get_logs(
    name: str, tail: Optional[int] = None, since: Optional[str] = None, container: Optional[str] = None, namespace: Optional[str] = None
) -> Call:
    return _read(_app(name, "/logs"), tail=tail, since=since, container=container, namespace=namespace)


def get_events(
    name: str, type: Optional[str] = None, since: Optional[str] = None, limit: Optional[int] = None, namespace: Optional[str] = None
) -> Call:
    return _read(_app(name, "/events"), type=type, since=since, limit=limit, namespace=namespace)


def get_scaling(name: str, namespace: Optional[str] = None) -> Call:
    return _read(_app(name, "/scaling"), namespace=namespace)


def update_scaling(name: str, policy: Mapping[str, Any], namespace: Optional[str] = None) -> Call:
    return Call("PUT", _app(name, "/scaling"), _query(namespace=namespace), _json(dict(policy)), JSON)


def simulate_scaling(name: str, request: Optional[Mapping[str, Any]] = None, namespace: Optional[str] = None) -> Call:
    return Call(
        "POST", _app(name, "/scaling/simulate"), _query(namespace=namespace), _json(dict(request or {})), JSON, is_read=True, sees_writes=True)


def get_scaling_decisions(name: str, since: Optional[str] = None, limit: Optional[int] = None, namespace: Optional[str] = None) -> Call:
    return _read(_app(name, "/scaling/decisions"), since=since, limit=limit, namespace=namespace)


def get_config() -> Call:
    return _read("/api/v1/config")


def update_config(change: Mapping[str, Any]) -> Call:
    return Call("PUT", "/api/v1/config", body=_json(dict(change)), content_type=JSON)


def cluster_status() -> Call:
    return _look("/cluster/status")


def cluster_leader() -> Call:
    return _look("/cluster/leader")


def cluster_health() -> Call:
    return _look("/cluster/health")


def system_health() -> Call:
    return _look("/health")


def system_metrics() -> Call:
    return _read("/api/v1/metrics")


def prometheus_metrics() -> Call:
    return Call("GET", "/metrics", is_read=True, is_text=True)


def api_document() -> Call:
    return _look("/openapi/v1.json")


def logs(
    name: str,
    tail: Optional[int] = None,
    since: Optional[str] = None,
    container: Optional[str] = None,
    after: Optional[str] = None,
    namespace: Optional[str] = None,
) -> Call:
    return _read(_app(name, "/logs/stream"), tail=tail, since=since, container=container, after=after, namespace=namespace)


def metrics(
    name: str, tail: Optional[int] = None, since: Optional[str] = None, after: Optional[str] = None, namespace: Optional[str] = None
) -> Call:
    return _read(_app(name, "/metrics/stream"), tail=tail, since=since, after=after, namespace=namespace)


def events(
    app: Optional[str] = None,
    type: Optional[str] = None,
    tail: Optional[int] = None,
    since: Optional[str] = None,
    after: Optional[str] = None,
) -> Call:
    return _read("/api/v1/events/stream", app=app, type=type, tail=tail, since=since, after=after)


def login(username: str, password: str) -> Call:
    # Any node answers it, and changes nothing by it.
    return Call(
        "POST", "/login", body=_json({"username": username, "password": password}), content_type=JSON, is_read=True, sees_writes=True,
        is_anonymous=True)


def logout() -> Call:
    return Call("POST", "/logout")
