import unittest

import orchestry
from orchestry import _calls, _ring_calls
from orchestry._exchange import exchange
from orchestry._wire import Reply
from orchestry.errors import ConnectionFailedError, ConnectionLostError

from .steps import A, B, C, Clock, Run, no, ok, ring_no, session

REFUSED = ConnectionFailedError("No connection", code="CONNECTION_FAILED")
CUT = ConnectionLostError("Cut", code="CONNECTION_LOST")
NOT_READY = no("CLUSTER_NOT_READY", 503, retry_after="1", x_orchestry_outcome="unchanged")
IN_DOUBT = no("CLUSTER_NOT_READY", 503, x_orchestry_outcome="unknown")


def to_leader(url: str, path: str):
    return no("NOT_LEADER", 307, location=url + path)


class Exchanging(unittest.TestCase):
    def setUp(self) -> None:
        self.clock = Clock()

    def run_call(self, call, *urls, **options) -> Run:
        self.session = session(*urls, **options)
        return self.again(call)

    def again(self, call) -> Run:
        return Run(exchange(call, self.session, self.clock), self.clock)


class Reads(Exchanging):
    def test_a_read_goes_to_the_next_node_at_once_when_one_is_not_there(self):
        run = self.run_call(_calls.list_apps(), A, B)
        self.assertEqual(run.sent.url, A + "/api/v1/apps")
        run.tell(REFUSED)
        self.assertEqual(run.sent.url, B + "/api/v1/apps")
        run.tell(ok({"total": 1}))
        self.assertEqual((run.result, run.pauses), ({"total": 1}, []))

    def test_later_reads_begin_with_the_node_that_answered(self):
        run = self.run_call(_calls.list_apps(), A, B)
        run.tell(REFUSED)
        run.tell(ok())
        self.assertTrue(self.again(_calls.list_apps()).sent.url.startswith(B))

    def test_a_read_is_sent_again_after_a_cut(self):
        run = self.run_call(_calls.list_apps())
        run.tell(CUT)
        run.tell(ok({"total": 2}))
        self.assertEqual(run.result, {"total": 2})
        self.assertEqual(len(run.pauses), 1)

    def test_a_node_that_lags_behind_is_passed_over(self):
        run = self.run_call(_calls.get_app_status("web"), A, B)
        run.tell(no("CLUSTER_NOT_READY", 503, "This node has seen revision 1, not yet 2"))
        self.assertTrue(run.sent.url.startswith(B))

    def test_every_node_is_asked_even_when_the_first_took_all_the_time(self):
        run = self.run_call(_calls.list_apps(), A, B, C)
        self.clock.time += 31
        run.tell(CUT)
        self.clock.time += 31
        run.tell(CUT)
        self.clock.time += 31
        with self.assertRaises(ConnectionLostError):
            run.tell(CUT)

    def test_it_gives_up_when_the_time_out_has_passed_since_the_first_failure(self):
        run = self.run_call(_calls.list_apps(), timeout=5)
        began = self.clock.time
        with self.assertRaises(ConnectionFailedError):
            for _ in range(1000):
                run.tell(REFUSED)
        self.assertLessEqual(self.clock.time - began, 5)
        self.assertGreater(len(run.pauses), 3)
        self.assertLessEqual(max(run.pauses), 2)

    def test_an_answer_that_time_does_not_mend_is_raised_at_once(self):
        for code, status, kind in [
            ("APP_NOT_FOUND", 404, orchestry.AppNotFoundError),
            ("VALIDATION_ERROR", 400, orchestry.ValidationError),
            ("RATE_LIMIT_EXCEEDED", 429, orchestry.RateLimitedError),
            ("NO_LEADER", 503, orchestry.NoLeaderError),
            ("INTERNAL_ERROR", 500, orchestry.OrchestryError),
        ]:
            with self.subTest(code), self.assertRaises(kind) as raised:
                self.run_call(_calls.cluster_leader(), A, B).tell(no(code, status))
            self.assertEqual((raised.exception.code, raised.exception.status), (code, status))

    def test_simulating_is_a_read_although_it_is_posted(self):
        run = self.run_call(_calls.simulate_scaling("web", {"period": "1h"}), A, B)
        run.tell(CUT)
        self.assertEqual((run.sent.method, run.sent.body), ("POST", b'{"period":"1h"}'))


class Writes(Exchanging):
    def test_a_write_that_never_left_is_sent_again(self):
        run = self.run_call(_calls.start_app("web"), A, B)
        run.tell(REFUSED)
        self.assertTrue(run.sent.url.startswith(B))

    def test_a_post_that_was_cut_is_not_sent_again(self):
        for call in [_calls.start_app("web"), _calls.logout(), _ring_calls.apply_deployment({"name": "web"}), _ring_calls.create_user("a", "b")]:
            with self.subTest(call.path), self.assertRaises(ConnectionLostError):
                self.run_call(call, A, B).tell(CUT)

    def test_a_change_that_done_twice_is_as_done_once_is_sent_again_after_a_cut(self):
        for call in [_calls.update_scaling("web", {}), _calls.update_config({}), _ring_calls.update_config("site", "x"), _ring_calls.revoke_token("1")]:
            with self.subTest(call.path):
                run = self.run_call(call, A, B)
                run.tell(CUT)
                self.assertEqual(run.sent.url, B + call.path)
                run.tell(no("DATABASE_ERROR", 503))
                run.tell(ok({"all": "well"}))
                self.assertEqual(run.result, {"all": "well"})

    def test_a_write_follows_the_redirect_with_its_body_and_token_and_goes_there_directly_from_then_on(self):
        run = self.run_call(_calls.scale_app("web", 3), A, token="s3cret")
        run.tell(to_leader(B, "/api/v1/apps/web/scale"))
        self.assertEqual(run.sent.url, B + "/api/v1/apps/web/scale")
        self.assertEqual((run.sent.method, run.sent.body), ("POST", b'{"replicas":3,"wait":true}'))
        self.assertEqual(run.sent.headers["Authorization"], "Bearer s3cret")
        run.tell(ok())
        self.assertTrue(self.again(_calls.stop_app("web")).sent.url.startswith(B))
        self.assertTrue(self.again(_calls.list_apps()).sent.url.startswith(A), "reads stay at the node that was given")

    def test_a_leader_that_has_gone_is_forgotten(self):
        run = self.run_call(_calls.start_app("web"), A)
        run.tell(to_leader(B, "/api/v1/apps/web/start"))
        run.tell(REFUSED)
        self.assertTrue(run.sent.url.startswith(A))
        run.tell(to_leader(C, "/api/v1/apps/web/start"))
        self.assertTrue(run.sent.url.startswith(C))

    def test_a_leader_that_cut_a_write_is_not_the_first_to_be_asked_next(self):
        run = self.run_call(_calls.start_app("web"), A, B)
        run.tell(to_leader(C, "/api/v1/apps/web/start"))
        with self.assertRaises(ConnectionLostError):
            run.tell(CUT)
        self.assertTrue(self.again(_calls.start_app("web")).sent.url.startswith(A))
        run = self.run_call(_calls.start_app("web"), A, B)
        with self.assertRaises(ConnectionLostError):
            run.tell(CUT)
        self.assertTrue(self.again(_calls.start_app("web")).sent.url.startswith(B))

    def test_it_waits_for_an_election(self):
        run = self.run_call(_calls.start_app("web"), A, B)
        for _ in range(6):
            run.tell(NOT_READY)
        run.tell(ok({"status": "running"}))
        self.assertEqual(run.result, {"status": "running"})
        self.assertEqual(len(run.pauses), 3, "a pause whenever every node was asked")

    def test_it_does_not_wait_for_ever(self):
        run = self.run_call(_calls.start_app("web"), timeout=3)
        with self.assertRaises(orchestry.ClusterNotReadyError):
            for _ in range(1000):
                run.tell(NOT_READY)

    def test_nodes_that_redirect_to_each_other_are_asked_with_pauses_and_not_for_ever(self):
        run = self.run_call(_calls.start_app("web"), A, timeout=3)
        asked = 0
        with self.assertRaises(orchestry.OrchestryError) as raised:
            while True:
                asked += 1
                run.tell(to_leader(B if run.sent.url.startswith(A) else A, "/api/v1/apps/web/start"))
        self.assertEqual(raised.exception.code, "NOT_LEADER")
        self.assertLess(asked, 500)

    def test_a_database_that_failed_during_a_write_is_told(self):
        with self.assertRaises(orchestry.DatabaseError):
            self.run_call(_calls.start_app("web"), A, B).tell(no("DATABASE_ERROR", 503))

    def test_a_post_of_which_nothing_is_known_is_told(self):
        for call, reply in [
            (_calls.start_app("web"), IN_DOUBT),
            (_calls.register_app({"metadata": {"name": "web"}}), IN_DOUBT),
            (_ring_calls.apply_deployment({"name": "web"}), ring_no("CLUSTER_NOT_READY", 503, x_orchestry_outcome="unknown")),
            (_ring_calls.create_user("a", "b"), ring_no("CLUSTER_NOT_READY", 503)),
            (_calls.start_app("web"), no("DATABASE_ERROR", 503, x_orchestry_outcome="unknown")),
        ]:
            with self.subTest(call.path), self.assertRaises((orchestry.ClusterNotReadyError, orchestry.DatabaseError)):
                self.run_call(call, A, B).tell(reply)

    def test_a_post_that_is_known_to_have_changed_nothing_is_sent_again(self):
        for call, reply in [
            (_calls.start_app("web"), NOT_READY),
            (_calls.start_app("web"), no("DATABASE_ERROR", 503, x_orchestry_outcome="unchanged")),
            (_ring_calls.apply_deployment({"name": "web"}), ring_no("CLUSTER_NOT_READY", 503, x_orchestry_outcome="unchanged")),
        ]:
            with self.subTest(call.path):
                run = self.run_call(call, A, B)
                run.tell(reply)
                self.assertEqual(run.sent.url, B + call.target)

    def test_gone_already_means_yes_after_a_removal_of_which_nothing_is_known(self):
        for before in (IN_DOUBT, CUT, Reply(502)):
            with self.subTest(before):
                run = self.run_call(_calls.remove_app("web"), A, B)
                run.tell(before)
                run.tell(no("APP_NOT_FOUND", 404))
                self.assertEqual((run.result["app_name"], run.result["containers_removed"]), ("web", 0))
                run = self.run_call(_ring_calls.delete_config("site"), A, B)
                run.tell(before)
                run.tell(ring_no("CONFIG_NOT_FOUND", 404, "Config not found"))
                self.assertEqual((run.result, run.is_over), (None, True))

    def test_gone_already_is_an_error_without_such_a_try(self):
        run = self.run_call(_calls.remove_app("web"), A, B)
        run.tell(NOT_READY)
        with self.assertRaises(orchestry.AppNotFoundError):
            run.tell(no("APP_NOT_FOUND", 404))


class Redirects(Exchanging):
    def test_the_token_does_not_leave_for_what_is_not_encrypted(self):
        run = self.run_call(_calls.start_app("web"), "https://a.test", token="s3cret")
        with self.assertRaises(orchestry.UnexpectedAnswerError) as raised:
            run.tell(to_leader("http://a.test", "/api/v1/apps/web/start"))
        self.assertNotIn("s3cret", str(raised.exception))

    def test_another_scheme_is_followed_to_a_node_that_was_given(self):
        run = self.run_call(_calls.start_app("web"), "https://a.test", B, token="s3cret")
        run.tell(to_leader(B, "/api/v1/apps/web/start"))
        self.assertEqual(run.sent.url, B + "/api/v1/apps/web/start")

    def test_a_redirect_elsewhere_than_to_the_same_path_is_not_followed(self):
        for location in ["http://b.test/login", "ftp://b.test/api/v1/apps/web/start", "http://u:p@b.test/api/v1/apps/web/start", "", "javascript:alert(1)"]:
            with self.subTest(location), self.assertRaises(orchestry.UnexpectedAnswerError):
                self.run_call(_calls.start_app("web")).tell(no("NOT_LEADER", 307, location=location))

    def test_only_a_node_that_was_given_is_believed_where_the_leader_is(self):
        run = self.run_call(_calls.start_app("web"), A, token="s3cret")
        run.tell(to_leader(B, "/api/v1/apps/web/start"))
        self.assertTrue(run.sent.url.startswith(B))
        run.tell(to_leader(C, "/api/v1/apps/web/start"))
        self.assertTrue(run.sent.url.startswith(A), "asked anew, instead of whom B names")
        run.tell(to_leader(C, "/api/v1/apps/web/start"))
        run.tell(ok())
        run = self.again(_calls.stop_app("web"))
        self.assertTrue(run.sent.url.startswith(C))
        run.tell(to_leader("http://evil.test", "/api/v1/apps/web/stop"))
        self.assertTrue(run.sent.url.startswith(A))

    def test_a_node_below_a_path_keeps_it(self):
        run = self.run_call(_calls.start_app("web"), "http://a.test/orchestry/")
        self.assertEqual(run.sent.url, "http://a.test/orchestry/api/v1/apps/web/start")
        run.tell(to_leader("http://b.test/other", "/api/v1/apps/web/start"))
        run.tell(ok())
        self.assertEqual(self.again(_calls.stop_app("web")).sent.url, "http://b.test/other/api/v1/apps/web/stop")


class Revisions(Exchanging):
    def test_reads_wait_for_the_client_s_last_write(self):
        self.run_call(_calls.start_app("web"), A, B).tell(ok({}, x_orchestry_revision="7"))
        self.assertEqual(self.again(_calls.list_apps()).sent.headers["X-Orchestry-Revision"], "7")
        self.assertEqual(self.again(_calls.simulate_scaling("web")).sent.headers["X-Orchestry-Revision"], "7")

    def test_a_write_names_it_too_so_that_a_new_token_is_known_where_it_goes(self):
        self.run_call(_calls.start_app("web")).tell(ok({}, x_orchestry_revision="7"))
        self.assertEqual(self.again(_calls.stop_app("web")).sent.headers["X-Orchestry-Revision"], "7")

    def test_it_never_goes_back(self):
        self.run_call(_calls.start_app("web")).tell(ok({}, x_orchestry_revision="7"))
        self.again(_calls.start_app("web")).tell(ok({}, x_orchestry_revision="5"))
        self.assertEqual(self.session.revision, 7)

    def test_what_is_read_is_not_waited_for_elsewhere(self):
        self.run_call(_calls.list_apps()).tell(ok({}, x_orchestry_revision="9"))
        self.assertNotIn("X-Orchestry-Revision", self.again(_calls.list_apps()).sent.headers)

    def test_what_shows_whether_the_cluster_is_well_does_not_wait(self):
        self.run_call(_calls.start_app("web")).tell(ok({}, x_orchestry_revision="7"))
        for call in [_calls.cluster_health(), _calls.cluster_status(), _calls.cluster_leader(), _calls.system_health()]:
            with self.subTest(call.path):
                self.assertNotIn("X-Orchestry-Revision", self.again(call).sent.headers)


class Times(Exchanging):
    def test_a_request_that_asks_the_server_to_wait_is_waited_for_as_long(self):
        for call, seconds in [
            (_calls.list_apps(), 30),
            (_calls.start_app("web"), 330),
            (_calls.start_app("web", timeout=1000), 1030),
            (_calls.scale_app("web", 1, wait=False), 30),
            (_calls.stop_app("web", timeout=100), 230),
        ]:
            with self.subTest(call.path):
                self.assertEqual(self.run_call(call).sent.timeout, seconds)


class Bodies(unittest.TestCase):
    def test_what_is_left_out_is_not_sent(self):
        self.assertEqual(_calls.start_app("web").body, b'{"wait":true}')
        self.assertEqual(_calls.start_app("web", 3, False, 20).body, b'{"replicas":3,"wait":false,"timeout":20}')
        self.assertEqual(_calls.list_apps().target, "/api/v1/apps")
        self.assertEqual(_calls.remove_app("web", force=True).target, "/api/v1/apps/web?force=true")

    def test_names_can_not_leave_their_place_in_the_path(self):
        self.assertEqual(_calls.get_app_status("../config?x=1").path, "/api/v1/apps/..%2Fconfig%3Fx%3D1")
        with self.assertRaises(ValueError):
            _calls.get_app_status("")

    def test_a_namespace_goes_into_the_specification_and_into_the_query(self):
        spec = {"metadata": {"name": "web"}}
        self.assertEqual(_calls.register_app(spec, "prod").body, b'{"metadata":{"name":"web","namespace":"prod"}}')
        self.assertEqual(spec, {"metadata": {"name": "web"}}, "the caller's own is left alone")
        self.assertEqual(_calls.get_app_status("web", "prod").target, "/api/v1/apps/web?namespace=prod")
        with self.assertRaises(ValueError):
            _calls.register_app("kind: App", "prod")

    def test_a_specification_can_be_looked_at_only(self):
        self.assertEqual(_calls.register_app({}).target, "/api/v1/apps/register")
        self.assertEqual(_calls.register_app("kind: App", dry_run=True).target, "/api/v1/apps/register?dry_run=true")

    def test_one_or_several_may_be_asked_for(self):
        self.assertEqual(_ring_calls.deployments("prod").target, "/deployments?namespace=prod")
        self.assertEqual(_ring_calls.deployments(["prod", "test"], kind="job").target, "/deployments?namespace=prod&namespace=test&kind=job")
        self.assertEqual(_ring_calls.delete_deployment("web").target, "/deployments/web")
        self.assertEqual(_ring_calls.delete_deployment("web", keep_data=False).target, "/deployments/web?keep_data=false")

    def test_what_may_be_secret_is_not_shown(self):
        for call in [_calls.login("admin", "hunter2"), _ring_calls.create_secret("db", "hunter2"), _ring_calls.update_user("1", password="hunter2")]:
            self.assertIn(b"hunter2", call.body)
            self.assertNotIn("hunter2", repr(call))

    def test_text_is_sent_as_yaml(self):
        call = _calls.register_app("kind: App")
        self.assertEqual((call.content_type, call.body), ("application/yaml", b"kind: App"))


class Given(unittest.TestCase):
    def test_what_is_no_node_is_refused_without_being_shown(self):
        for url in ["", "localhost:8000", "ftp://a.test", "http://user:hunter2@a.test", "http://a.test?token=hunter2", "http://a.test:99999", []]:
            with self.subTest(url=url), self.assertRaises(ValueError) as raised:
                orchestry.Client(url)
            self.assertNotIn("hunter2", str(raised.exception))

    def test_a_token_that_would_break_the_request_is_refused_without_being_shown(self):
        for token in ["", "hunter2\n", "hunter2\r\nX: y", "hünter2", "hunter 2"]:
            with self.subTest(token=token), self.assertRaises(ValueError) as raised:
                orchestry.Client(A, token=token)
            self.assertNotIn("hunter", str(raised.exception))
