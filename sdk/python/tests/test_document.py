"""That every endpoint has a method, and every field its type, according to the document that a controller serves."""

import inspect
import json
import typing
import unittest

import orchestry
from orchestry import Client, Ring, _calls, _ring_calls, types

from .live import only_live, urls
from .shapes import differences, parts, public

METHODS = {
    "Login": "login",
    "Logout": "logout",
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
#: Of Ring's room.
RING_METHODS = {
    "ListDeployments": "deployments",
    "Deploy": "apply_deployment",
    "GetDeployment": "deployment",
    "DeleteDeployment": "delete_deployment",
    "GetDeploymentLogs": "deployment_logs",
    "GetDeploymentEvents": "deployment_events",
    "GetNode": "node",
    "RingHealth": "health",
    "ListConfigs": "configs",
    "CreateConfig": "create_config",
    "GetConfig": "config",
    "UpdateConfig": "update_config",
    "DeleteConfig": "delete_config",
    "ListSecrets": "secrets",
    "CreateSecret": "create_secret",
    "GetSecret": "secret",
    "RotateSecret": "rotate_secret",
    "DeleteSecret": "delete_secret",
    "ListNamespaces": "namespaces",
    "CreateNamespace": "create_namespace",
    "GetNamespace": "namespace",
    "DeleteNamespace": "delete_namespace",
    "ListUsers": "users",
    "CreateUser": "create_user",
    "GetCurrentUser": "current_user",
    "UpdateUser": "update_user",
    "DeleteUser": "delete_user",
    "ListTokens": "tokens",
    "CreateToken": "create_token",
    "GetToken": "token",
    "RotateToken": "rotate_token",
    "RevokeToken": "revoke_token",
    "RotateSigningKey": "rotate_signing_key",
}
BODIES = {
    "RegisterApplication": types.AppSpec,
    "Deploy": types.RingDeploymentSpec,
    "UpdateScalingPolicy": types.ScalingPolicyChange,
    "UpdateConfiguration": types.ConfigChange,
    "SimulateScalingPolicy": types.SimulateRequest,
}
#: What is handed out otherwise than as it is answered: logs as iterators, a login's token not at all.
ANSWERS = {"GetDeploymentLogs": typing.List[types.RingLogLine], "Login": types.LoginReply}
#: What another method or the stream's own parameters stand for.
NOT_A_PARAMETER = {("GetLogs", "follow"), ("GetLogs", "after"), ("StreamLogs", "follow")}
#: Parameters that are a body, or go into one under no name of their own.
WHOLE = {"spec", "policy", "change", "request", "body"}
#: Registering puts it into the specification.
IN_THE_BODY = {("RegisterApplication", "namespace")}
READ_BY_POST = {"SimulateScalingPolicy", "Login"}


def call_of(make):
    """The call with nothing but what must be given."""
    given = {}
    for name, parameter in inspect.signature(make).parameters.items():
        if parameter.default is parameter.empty:
            given[name] = {} if name in WHOLE else f"x{name}"
    return make(**given)


@only_live
class Document(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.document = Client(urls()).api_document()
        cls.operations = {
            operation["operationId"]: (method.upper(), path, operation)
            for path, methods in cls.document["paths"].items() for method, operation in methods.items()
        }

    def schema(self, part):
        while "$ref" in part:
            part = self.document["components"]["schemas"][part["$ref"].rpartition("/")[2]]
        if "items" in part:
            part = {**part, "items": self.schema(part["items"])}
        return part

    def made(self):
        """Each operation with what makes its call, and the method that sends it."""
        for id, operation in self.operations.items():
            calls, kind, name = (_calls, Client, METHODS[id]) if id in METHODS else (_ring_calls, Ring, RING_METHODS[id])
            yield id, operation, getattr(calls, name), getattr(kind, name)

    def test_every_endpoint_has_a_method_and_every_method_an_endpoint(self):
        self.assertEqual(set(self.operations), {*METHODS, *RING_METHODS})
        self.assertEqual(sorted(METHODS.values()), sorted(name for name in public(Client)))
        self.assertEqual(sorted(RING_METHODS.values()), sorted(name for name in public(Ring)))

    def test_every_method_asks_for_its_endpoint_with_its_parameters(self):
        for id, (method, path, operation), make, _ in self.made():
            with self.subTest(id):
                call = call_of(make)
                self.assertEqual((call.method, call.path), (method, path.replace("{app_name}", "xname").replace("{id}", "xid")))
                in_path = {{"app_name": "name"}.get(p["name"], p["name"]) for p in operation.get("parameters", []) if p["in"] == "path"}
                in_query = {p["name"] for p in operation.get("parameters", []) if p["in"] == "query"} - {name for other, name in NOT_A_PARAMETER if other == id}
                body = self.schema(operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})).get("properties", {})
                ours = set(inspect.signature(make).parameters) - {name for other, name in IN_THE_BODY if other == id}
                self.assertEqual(ours - WHOLE, in_path | in_query | (set() if id in BODIES else set(body)))
                self.assertEqual(bool(ours & WHOLE), "requestBody" in operation and (id in BODIES or not body))

    def test_nothing_must_be_given_that_the_document_does_not_ask_for_and_what_it_asks_for_is_sent(self):
        for id, (_, _, operation), make, _ in self.made():
            with self.subTest(id):
                asked = {p["name"] for p in operation.get("parameters", []) if p["in"] == "query" and p.get("required")}
                self.assertEqual(asked, set(), "a required parameter of the query: have the methods ask for it")
                schema = self.schema(operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {}))
                if schema.get("properties") and id not in BODIES:
                    sent = set(json.loads(call_of(make).body or "{}"))
                    self.assertLessEqual(set(schema.get("required", [])), sent)
                    self.assertLessEqual(sent, set(schema["properties"]))

    def test_every_read_and_only_a_read_is_marked_as_one(self):
        for id, (method, path, operation), make, _ in self.made():
            with self.subTest(id):
                call = call_of(make)
                self.assertEqual(call.is_read, method == "GET" or id in READ_BY_POST)
                # Who asks without a token is told so by the document.
                self.assertEqual(call.is_anonymous, operation["security"] == [] and method == "POST")

    def fails(self, operation):
        return operation["responses"]["401"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]

    def test_every_answer_has_the_fields_of_its_type(self):
        for id, (method, _, operation), _, sends in self.made():
            with self.subTest(id):
                successes = [reply for status, reply in operation["responses"].items() if status.startswith("2")]
                returned = ANSWERS.get(id) or typing.get_type_hints(sends)["return"]
                if method == "DELETE" and type(None) in parts(returned):
                    # A removal of which nothing is known may answer nothing.
                    returned = next(kind for kind in parts(returned) if kind is not type(None))
                for answered in (success.get("content", {}) for success in successes):
                    if "text/event-stream" in answered:
                        continue
                    if not answered:
                        self.assertIs(returned, type(None))
                    elif "text/plain" in answered:
                        self.assertIs(returned, str)
                    else:
                        self.assertEqual(list(differences(self.schema(answered["application/json"]["schema"]), returned, id)), [])

    def test_every_body_has_the_fields_of_its_type(self):
        for id, record in BODIES.items():
            with self.subTest(id):
                content = self.operations[id][2]["requestBody"]["content"]["application/json"]
                self.assertEqual(list(differences(self.schema(content["schema"]), record, record.__name__)), [])

    def test_every_message_of_a_stream_has_the_fields_of_its_type(self):
        for id, record in [("StreamLogs", types.LogMessage), ("StreamMetrics", types.MetricsMessage), ("StreamEvents", types.EventMessage)]:
            with self.subTest(id):
                content = self.operations[id][2]["responses"]["200"]["content"]["text/event-stream"]
                message, *others = content["schema"]["anyOf"]
                self.assertEqual(list(differences(self.schema(message), record, record.__name__)), [])
                notices = {kind.__name__: kind for kind in (types.Gap, types.End)}
                for other in others:
                    name = other["$ref"].rpartition("/")[2].replace("Message", "")
                    # A close is what ends the stream, and nothing that is handed out.
                    if name != "Close":
                        fields = {field.rstrip("_") for field, value in vars(notices[name]).items() if isinstance(value, property)} - {"sentence"}
                        self.assertEqual(fields | {"type"}, set(self.schema(other)["properties"]))

    def test_an_error_has_the_fields_that_are_read(self):
        for name, fields in (("ErrorBody", {"error", "details", "code", "timestamp", "violations"}), ("RingError", {"error", "code", "violations"})):
            schema = self.document["components"]["schemas"][name]
            self.assertEqual(set(schema["properties"]), fields)
            self.assertEqual(list(differences(schema["properties"]["violations"]["items"], types.Violation)), [])
        self.assertEqual({self.fails(operation) for _, _, operation in self.operations.values()}, {"ErrorBody", "RingError"})

    def test_every_code_that_has_a_class_is_documented(self):
        text = str(self.document)
        for code in orchestry.errors.BY_CODE:
            with self.subTest(code):
                self.assertIn(code, text)
