"""What a pipeline does: deploys over the Ring API, waits until it runs, and shows what happened.

ORCHESTRY_URL: a node, or several with commas (http://localhost:8000). ORCHESTRY_TOKEN: an API token; or ORCHESTRY_PASSWORD of the user admin.
"""

import os
import sys
import time

import orchestry

NAME = "pipeline"


def main():
    client = orchestry.Client(os.environ.get("ORCHESTRY_URL", "http://localhost:8000").split(","), token=os.environ.get("ORCHESTRY_TOKEN"))
    if "ORCHESTRY_TOKEN" not in os.environ:
        client.login("admin", os.environ["ORCHESTRY_PASSWORD"])
    ring = client.ring
    ring.apply_deployment({
        "name": NAME,
        "runtime": "docker",
        "image": "orchestry/hello:1",
        "replicas": 2,
        "ports": [{"target": 80}],
        "health_checks": [{"type": "http", "url": "http://localhost:80/", "interval": "1s", "timeout": "1s", "readiness": True}],
    })
    deadline = time.monotonic() + 60
    while True:
        deployment = ring.deployment(NAME)
        if deployment["status"] not in ("creating", "deleted"):
            break
        if time.monotonic() > deadline:
            return f"{NAME} does not become ready"
        time.sleep(0.2)
    print(f"{NAME} is {deployment['status']} {deployment['status_reason']}")
    for event in reversed(ring.deployment_events(NAME, limit=5)):
        print(event["timestamp"], event["message"])
    return None if deployment["status"] == "running" else 1


if __name__ == "__main__":
    sys.exit(main())
