"""What each method of Ring's room asks the API for, without sending it. Both clients use it, so that they can't differ."""

from __future__ import annotations

from typing import Any, List, Mapping, Optional, Sequence, Union
from urllib.parse import quote

from ._calls import JSON, YAML, Call, _json, _query

#: One word, or several.
Words = Union[str, Sequence[str], None]

_DEPLOYMENT_GONE = "DEPLOYMENT_NOT_FOUND"


def _one(kind: str, id: str, rest: str = "") -> str:
    if not isinstance(id, str) or not id:
        raise ValueError("the id must be given")
    return f"/{kind}/{quote(id, safe='')}{rest}"


def _read(path: str, **query: Any) -> Call:
    return Call("GET", path, _query(**query), is_read=True, sees_writes=True)


def _write(method: str, path: str, **body: Any) -> Call:
    said = {name: value for name, value in body.items() if value is not None}
    return Call(method, path, body=_json(said) if said else None, content_type=JSON if said else None)


def _remove(kind: str, id: str, gone: str, **query: Any) -> Call:
    return Call("DELETE", _one(kind, id), _query(**query), done_code=gone)


def deployments(namespace: Words = None, status: Words = None, kind: Words = None) -> Call:
    return _read("/deployments", namespace=namespace, status=status, kind=kind)


def apply_deployment(body: Union[Mapping[str, Any], str, bytes], create_only: bool = False, force: bool = False, dry_run: bool = False) -> Call:
    query = _query(create_only=create_only or None, force=force or None, dry_run=dry_run or None)
    if isinstance(body, (str, bytes)):
        return Call("POST", "/deployments", query, body.encode("utf-8") if isinstance(body, str) else body, YAML)
    return Call("POST", "/deployments", query, _json(dict(body)), JSON)


def deployment(id: str) -> Call:
    return _read(_one("deployments", id))


def delete_deployment(id: str, force: bool = False, keep_data: bool = True) -> Call:
    return _remove("deployments", id, _DEPLOYMENT_GONE, force=force or None, keep_data=None if keep_data else False)


def deployment_logs(
    id: str,
    follow: bool = False,
    tail: Optional[int] = None,
    since: Optional[str] = None,
    container: Optional[str] = None,
    after: Optional[str] = None,
) -> Call:
    return _read(_one("deployments", id, "/logs"), follow=follow or None, tail=tail, since=since, container=container, after=after)


def deployment_events(id: str, level: Optional[str] = None, limit: Optional[int] = None) -> Call:
    return _read(_one("deployments", id, "/events"), level=level, limit=limit)


def node() -> Call:
    return _read("/node/get")


def health() -> Call:
    # What shows whether the node is well is not to wait for the cluster to be.
    return Call("GET", "/healthz", is_read=True)


def configs(namespace: Words = None) -> Call:
    return _read("/configs", namespace=namespace)


def create_config(name: str, data: str, namespace: Optional[str] = None) -> Call:
    return _write("POST", "/configs", name=name, namespace=namespace, data=data)


def config(id: str) -> Call:
    return _read(_one("configs", id))


def update_config(id: str, data: str) -> Call:
    return _write("PUT", _one("configs", id), data=data)


def delete_config(id: str) -> Call:
    return _remove("configs", id, "CONFIG_NOT_FOUND")


def secrets(namespace: Words = None) -> Call:
    return _read("/secrets", namespace=namespace)


def create_secret(name: str, value: Union[str, Mapping[str, Any]], namespace: Optional[str] = None) -> Call:
    return _write("POST", "/secrets", name=name, namespace=namespace, value=value)


def secret(id: str) -> Call:
    return _read(_one("secrets", id))


def rotate_secret(id: str, value: Union[str, Mapping[str, Any]]) -> Call:
    return _write("PUT", _one("secrets", id), value=value)


def delete_secret(id: str, force: bool = False) -> Call:
    return _remove("secrets", id, "SECRET_NOT_FOUND", force=force or None)


def namespaces() -> Call:
    return _read("/namespaces")


def create_namespace(name: str) -> Call:
    return _write("POST", "/namespaces", name=name)


def namespace(id: str) -> Call:
    return _read(_one("namespaces", id))


def delete_namespace(id: str) -> Call:
    return _remove("namespaces", id, "NAMESPACE_NOT_FOUND")


def users() -> Call:
    return _read("/users")


def create_user(username: str, password: str) -> Call:
    return _write("POST", "/users", username=username, password=password)


def current_user() -> Call:
    return _read("/users/me")


def update_user(id: str, username: Optional[str] = None, password: Optional[str] = None) -> Call:
    return _write("PUT", _one("users", id), username=username, password=password)


def delete_user(id: str) -> Call:
    return _remove("users", id, "USER_NOT_FOUND")


def tokens() -> Call:
    return _read("/tokens")


def create_token(name: str, scopes: List[str], namespaces: Optional[List[str]] = None, expire_at: Optional[str] = None) -> Call:
    return _write("POST", "/tokens", name=name, scopes=scopes, namespaces=namespaces, expire_at=expire_at)


def token(id: str) -> Call:
    return _read(_one("tokens", id))


def rotate_token(id: str) -> Call:
    return _write("POST", _one("tokens", id, "/rotate"))


def revoke_token(id: str) -> Call:
    # Revoked, it stays where it was: nothing is gone.
    return _write("DELETE", _one("tokens", id))


def rotate_signing_key() -> Call:
    return _write("POST", "/tokens/signing-key/rotate")
