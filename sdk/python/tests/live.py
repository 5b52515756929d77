"""The cluster that tests/sdk/rig.py runs."""

import json
import os
import pathlib
import unittest
import urllib.request
from typing import Any, List

RIG = os.environ.get("ORCHESTRY_SDK_RIG")
APP = pathlib.Path(__file__).resolve().parents[3] / "tests" / "sdk" / "app.json"

only_live = unittest.skipUnless(RIG, "there is no cluster; build/test-sdk starts one")


def spec(name: str) -> Any:
    """The sample application under another name."""
    app = json.loads(APP.read_text(encoding="utf-8"))
    app["metadata"]["name"] = app["metadata"]["labels"]["app"] = name
    return app


def _rig(method: str, path: str = "/") -> Any:
    assert RIG
    with urllib.request.urlopen(urllib.request.Request(RIG + path, method=method), timeout=120) as answer:
        return json.load(answer)


def urls() -> List[str]:
    """The leader's, then the others'."""
    return list(_rig("GET")["urls"])


def password() -> str:
    """Of the user ``admin``."""
    return str(_rig("GET")["password"])


def kill_leader() -> List[str]:
    """Kills the leader, starts it again, and answers when the cluster is whole."""
    return list(_rig("POST", "/kill-leader")["urls"])
