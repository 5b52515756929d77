"""That every endpoint has a method, and every field its type, according to the document that a controller serves."""

import inspect
import re
import typing
import unittest

import orchestry
from orchestry import Client, _calls, types

from .live import only_live, urls
from .shapes import AHEAD, differences, is_record

METHODS = {
    "RegisterApplication": "register_app",
    "StartApplication": "start_app",
    "StopApplication": "stop_app",
    "ScaleApplication": "scale_app",
    "RemoveApplication": "remove_app",
    "GetApplication": "get_app_status",
    "ListApplications": "list_apps",
    "GetSpecification": "get_app_spec",
    "GetHealth": "get_app_health",
    "CheckHealth": "check_health",
    "GetSystemHealth": "system_health",
    "GetLogs": "get_logs",
    "GetEvents": "get_events",
    "GetScalingPolicy": "get_scaling",
    "UpdateScalingPolicy": "update_scaling",
    "GetScalingDecisions": "get_scaling_decisions",
    "SimulateScalingPolicy": "simulate_scaling",
    "GetMetrics": "get_app_metrics",
    "GetSystemMetrics": "system_metrics",
    "GetPrometheusMetrics": "prometheus_metrics",
    "StreamLogs": "logs",
    "StreamMetrics": "metrics",
    "StreamEvents": "events",
    "GetConfiguration": "get_config",
    "UpdateConfiguration": "update_config",
    "GetClusterStatus": "cluster_status",
    "GetClusterLeader": "cluster_leader",
    "GetClusterHealth": "cluster_health",
    "GetApiDocument": "api_document",
}
BODIES = {"UpdateScalingPolicy": types.ScalingPolicyChange, "UpdateConfiguration": types.ConfigChange, "SimulateScalingPolicy": types.SimulateRequest}
#: Other APIs of the same server have clients of their own.
OURS = re.compile(r"^/(api/v1|cluster|openapi)/|^/(health|metrics)$")
#: What another method or the stream's own parameters stand for.
NOT_A_PARAMETER = {("GetLogs", "follow"), ("GetLogs", "after"), ("StreamLogs", "follow")}


@only_live
class Document(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.document = Client(urls()).api_document()
        cls.operations = {
            operation["operationId"]: (method.upper(), path, operation)
            for path, methods in cls.document["paths"].items() if OURS.match(path) for method, operation in methods.items()
        }

    def schema(self, part):
        while "$ref" in part:
            part = self.document["components"]["schemas"][part["$ref"].rpartition("/")[2]]
        return part

    def test_every_endpoint_has_a_method_and_every_method_an_endpoint(self):
        self.assertEqual(set(self.operations), set(METHODS))

    def test_every_method_asks_for_its_endpoint_with_its_parameters(self):
        for id, (method, path, operation) in self.operations.items():
            with self.subTest(id):
                make = getattr(_calls, METHODS[id])
                parameters = inspect.signature(make).parameters
                given = {name: f"x{name}" for name in parameters if name in ("name", "replicas", "policy", "spec", "change")}
                given.update({name: {} for name in ("policy", "spec", "change") if name in given})
                call = make(**given)
                self.assertEqual((call.method, call.path), (method, path.replace("{app_name}", "xname")))
                documented = {p["name"] for p in operation.get("parameters", []) if p["in"] == "query"}
                body = self.schema(operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})).get("properties", {})
                known = set(parameters) | {name for other, name in NOT_A_PARAMETER if other == id}
                self.assertLessEqual(documented, known)
                ours = set(parameters) - {"name", "spec", "policy", "change", "request"} - AHEAD - (set() if id in BODIES else set(body))
                self.assertLessEqual(ours, documented)
                if body and id not in BODIES:
                    self.assertLessEqual(set(body), set(parameters))

    def test_every_read_and_only_a_read_is_marked_as_one(self):
        for id, (method, path, _) in self.operations.items():
            with self.subTest(id):
                make = getattr(_calls, METHODS[id])
                names = [n for n in inspect.signature(make).parameters if n in ("name", "replicas", "policy", "spec", "change")]
                call = make(**{name: {} if name in ("policy", "spec", "change") else "x" for name in names})
                self.assertEqual(call.is_read, method == "GET" or path.endswith("/scaling/simulate"))

    def test_every_answer_has_the_fields_of_its_type(self):
        for id, (_, _, operation) in self.operations.items():
            if METHODS[id] in ("logs", "metrics", "events"):
                continue
            answered = next(reply for status, reply in operation["responses"].items() if status.startswith("2"))["content"]
            returned = typing.get_type_hints(getattr(Client, METHODS[id]))["return"]
            with self.subTest(id):
                if "text/plain" in answered:
                    self.assertIs(returned, str)
                    continue
                schema = self.schema(answered["application/json"]["schema"])
                if not is_record(returned):
                    self.assertNotIn("properties", schema)
                    continue
                self.assertEqual(list(differences(schema, returned, returned.__name__)), [])

    def test_every_body_has_the_fields_of_its_type(self):
        for id, record in BODIES.items():
            with self.subTest(id):
                content = self.operations[id][2]["requestBody"]["content"]["application/json"]
                self.assertEqual(list(differences(self.schema(content["schema"]), record, record.__name__)), [])

    def test_every_message_of_a_stream_has_the_fields_of_its_type(self):
        for id, record in [("StreamLogs", types.LogMessage), ("StreamMetrics", types.MetricsMessage), ("StreamEvents", types.EventMessage)]:
            with self.subTest(id):
                content = self.operations[id][2]["responses"]["200"]["content"]["text/event-stream"]
                self.assertEqual(list(differences(self.schema(content["schema"]), record, record.__name__)), [])

    def test_an_error_has_the_fields_that_are_read(self):
        schema = self.document["components"]["schemas"]["ErrorBody"]
        self.assertEqual(set(schema["properties"]), {"error", "details", "code", "timestamp", "violations"})
        self.assertEqual(list(differences(schema["properties"]["violations"]["items"], types.Violation)), [])

    def test_every_code_that_has_a_class_is_documented(self):
        text = str(self.document)
        for code in orchestry.errors.BY_CODE:
            with self.subTest(code):
                self.assertIn(code, text)
