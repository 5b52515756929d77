using System.Text.Json.Nodes;
using Orchestry.Core.Access;
using Orchestry.Core.Apps;
using Orchestry.Core.Orchestration;

namespace Orchestry.Http.Tests.Ring.Deployments;

public sealed class DeploymentWriteTests
{
    private const string MyApp =
        """
        {
          "name": "my-app", "runtime": "docker", "namespace": "production", "kind": "worker", "replicas": 3, "image": "nginx:1.21",
          "labels": { "app": "nginx", "version": "1.21" }, "secrets": { "ENV": "production", "DEBUG": "false" }, "volumes": ["/host/data:/app/data"]
        }
        """;

    [Fact]
    public async Task A_new_deployment_is_answered_as_the_reference_says()
    {
        await using var api = await StartAsync();

        var answer = await api.SendAsync("POST", "/deployments", MyApp);

        Assert.Equal((201, "1"), (answer.Status, answer.Header("X-Orchestry-Revision")));
        answer.Is("""{ "id": "my-app", "name": "my-app", "namespace": "production", "status": "creating" }""");
        Assert.Equal(new DeployRequest(3), Assert.Single(api.Orchestrator.Asked));
        Assert.Equal(("nginx:1.21", "production"), (api.Orchestrator.DeployedSpec!.Image, api.Orchestrator.DeployedSpec.Namespace.Value));
        Assert.DoesNotContain("\"false\"", api.Orchestrator.Document, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_exists_is_answered_with_its_state()
    {
        await using var api = await StartAsync();
        api.Model.Set(ADeployment.Of(api, MyApp));
        api.Orchestrator.Deployed = new AppDeployed(AppName.Parse("my-app"), IsNew: false, IsChanged: true, Revision: 9);

        var answer = await api.SendAsync("POST", "/deployments", MyApp);

        Assert.Equal(200, answer.Status);
        answer.Is("""{ "id": "my-app", "name": "my-app", "namespace": "production", "status": "running" }""");
    }

    [Fact]
    public async Task The_id_is_what_the_cluster_calls_it()
    {
        await using var api = await StartAsync();
        api.Orchestrator.Deployed = new AppDeployed(AppName.Parse("my-app-x7x7x"), IsNew: true, IsChanged: true, Revision: 9);

        (await api.SendAsync("POST", "/deployments", MyApp)).Is(
            """{ "id": "my-app-x7x7x", "name": "my-app", "namespace": "production", "status": "creating" }""");
    }

    [Fact]
    public async Task The_same_body_again_comes_to_the_same_document_and_a_changed_secret_to_another()
    {
        await using var api = await StartAsync();
        var changed = JsonNode.Parse(MyApp)!;
        changed["secrets"]!["DEBUG"] = "true";
        changed["config"] = new JsonObject { ["username"] = "ci", ["password"] = "secret" };
        var first = await DocumentOfAsync(api, MyApp);

        Assert.Equal(first, await DocumentOfAsync(api, MyApp));
        var second = await DocumentOfAsync(api, changed.ToJsonString());
        Assert.NotEqual(first, second);
        Assert.Equal(second, await DocumentOfAsync(api, changed.ToJsonString()));
        Assert.DoesNotContain("secret\"", second, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_that_was_shown_hidden_and_is_sent_back_so_stays_what_it_is()
    {
        await using var api = await StartAsync();
        var first = await DocumentOfAsync(api, MyApp);

        Assert.Equal(first, await DocumentOfAsync(api, MyApp.Replace("\"DEBUG\": \"false\"", "\"DEBUG\": \"********\"", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("?create_only=true", true, false)]
    [InlineData("?force=true", false, true)]
    [InlineData("", false, false)]
    public async Task How_to_deploy_is_said_in_the_query(string query, bool createOnly, bool force)
    {
        await using var api = await StartAsync();
        await api.SendAsync("POST", $"/deployments{query}", MyApp);
        Assert.Equal(new DeployRequest(3, createOnly, force), Assert.Single(api.Orchestrator.Asked));
    }

    [Fact]
    public async Task A_dry_run_asks_for_nothing()
    {
        await using var api = await StartAsync();

        Assert.Equal(200, (await api.SendAsync("POST", "/deployments?dry_run=true", MyApp)).Status);
        Assert.Equal(400, (await api.SendAsync("POST", "/deployments?dry_run=true", "{}")).Status);
        Assert.Empty(api.Orchestrator.Asked);
    }

    [Fact]
    public async Task A_dry_run_tells_of_the_deployment_of_that_name_in_that_namespace_and_of_no_other()
    {
        await using var api = await StartAsync();
        api.Model.Set(
            ADeployment.Of(api, MyApp),
            ADeployment.Of(api, MyApp.Replace("production", "staging", StringComparison.Ordinal)) with { Name = AppName.Parse("my-app-x7x7x") });

        (await DryRunAsync("testing")).Is("""{ "id": "my-app", "name": "my-app", "namespace": "testing", "status": "creating" }""");
        (await DryRunAsync("staging")).Is("""{ "id": "my-app-x7x7x", "name": "my-app", "namespace": "staging", "status": "running" }""");
        (await DryRunAsync("production")).Is("""{ "id": "my-app", "name": "my-app", "namespace": "production", "status": "running" }""");

        Task<Answer> DryRunAsync(string @namespace) =>
            api.SendAsync("POST", "/deployments?dry_run=true", MyApp.Replace("\"namespace\": \"production\"", $"\"namespace\": \"{@namespace}\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_that_is_only_to_be_created_and_exists_is_a_conflict()
    {
        await using var api = await StartAsync();
        api.Orchestrator.Refusal = new Refusal(RefusalKind.AppAlreadyExists, "'my-app' exists already; nothing was changed");

        var answer = await api.SendAsync("POST", "/deployments?create_only=true", MyApp);

        Assert.Equal(409, answer.Status);
        answer.Is("""{ "error": "'my-app' exists already; nothing was changed", "code": "DEPLOYMENT_ALREADY_EXISTS" }""");
    }

    [Theory]
    [InlineData(true, "unknown")]
    [InlineData(false, "unchanged")]
    public async Task One_that_could_not_be_answered_says_what_became_of_it(bool isUnknown, string outcome)
    {
        await using var api = await StartAsync();
        api.Orchestrator.Refusal = new Refusal(RefusalKind.DatabaseFailed, "The connection broke") { IsOutcomeUnknown = isUnknown };

        var answer = await api.SendAsync("POST", "/deployments", MyApp);

        Assert.Equal((503, "DATABASE_ERROR", outcome), (answer.Status, answer.Code, answer.Header("X-Orchestry-Outcome")));
    }

    [Fact]
    public async Task Every_violation_is_listed_in_Rings_shape()
    {
        await using var api = await StartAsync();

        var answer = await api.SendAsync("POST", "/deployments", """{"runtime": "docker", "imag": "x", "volumes": [{"source": "x"}]}""");

        Assert.Equal((400, "VALIDATION_ERROR"), (answer.Status, answer.Code));
        Assert.Equal(["error", "code", "violations"], answer.Json.EnumerateObject().Select(p => p.Name));
        Assert.Equal(["imag", "image", "name", "volumes[0].destination"], answer.Violations.Select(v => v.Split(": ")[0]).Order(StringComparer.Ordinal));
        Assert.Contains("did you mean 'image'?", answer.Body, StringComparison.Ordinal);
        Assert.Empty(api.Orchestrator.Asked);
    }

    [Theory]
    [InlineData(null, "A body with the deployment is required")]
    [InlineData("{", "The body is not valid JSON")]
    public async Task A_body_is_needed(string? body, string message)
    {
        await using var api = await StartAsync();
        var answer = await api.SendAsync("POST", "/deployments", body);
        Assert.Equal(400, answer.Status);
        Assert.Contains(message, answer.Json.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_runtime_is_unprocessable_and_told_what_there_is()
    {
        await using var api = await StartAsync();

        var answer = await api.SendAsync("POST", "/deployments", """{"runtime": "podman"}""");

        Assert.Equal(422, answer.Status);
        answer.Is("""{ "error": "There is no runtime 'podman' here; there is: docker", "code": "UNSUPPORTED_RUNTIME" }""");
    }

    [Fact]
    public async Task A_token_needs_the_scope_and_the_namespace()
    {
        await using var api = await StartAsync();
        await api.UseApiTokenAsync([Scopes.DeploymentsRead]);
        Assert.Equal(403, (await api.SendAsync("POST", "/deployments", MyApp)).Status);
        await api.UseApiTokenAsync([Scopes.DeploymentsWrite], "staging");
        (await api.SendAsync("POST", "/deployments", MyApp)).Is("""{ "error": "The token is not for the namespace 'production'", "code": "FORBIDDEN" }""");
        Assert.Empty(api.Orchestrator.Asked);
        await api.UseApiTokenAsync([Scopes.DeploymentsWrite], "production");
        Assert.Equal(201, (await api.SendAsync("POST", "/deployments", MyApp.Replace("/host/data:", "data:", StringComparison.Ordinal))).Status);
    }

    [Fact]
    public async Task A_token_that_is_bound_to_namespaces_gets_no_directory_of_the_host()
    {
        await using var api = await StartAsync();
        await api.UseApiTokenAsync([Scopes.DeploymentsWrite], "production", "staging");

        var answer = await api.SendAsync("POST", "/deployments", MyApp);

        Assert.Equal(403, answer.Status);
        answer.Is(
            """
            { "error": "The token is bound to production, staging, and the directory /host/data of the host is of no namespace; use a named volume", "code": "FORBIDDEN" }
            """);
        Assert.Empty(api.Orchestrator.Asked);
        await api.UseApiTokenAsync([Scopes.DeploymentsWrite]);
        Assert.Equal(201, (await api.SendAsync("POST", "/deployments", MyApp)).Status);
    }

    [Theory]
    [InlineData("/root/.orchestry", "")]
    [InlineData("/root/.orchestry/db", " (it is in /root/.orchestry)")]
    [InlineData("/root", " (it contains /root/.orchestry)")]
    public async Task What_is_the_controller_s_own_is_no_container_s(string path, string why)
    {
        await using var api = await StartAsync();

        var answer = await api.SendAsync("POST", "/deployments", MyApp.Replace("/host/data", path, StringComparison.Ordinal));

        Assert.Equal(400, answer.Status);
        Assert.Equal(
            [$"volumes[0]: '{path}' would give the container control over the controller{why}; mount a directory of the application's own, such as /srv/my-app, or a named volume"],
            answer.Violations);
        Assert.Empty(api.Orchestrator.Asked);
    }

    [Theory]
    [InlineData("", false, true)]
    [InlineData("?force=true&keep_data=false", true, false)]
    public async Task A_removal_keeps_data_unless_told_otherwise_and_is_answered_when_it_has_begun(string query, bool force, bool keepData)
    {
        await using var api = await StartAsync();
        api.Model.Set(ADeployment.Of(api, MyApp));

        var answer = await api.SendAsync("DELETE", $"/deployments/my-app{query}");

        Assert.Equal((200, "5"), (answer.Status, answer.Header("X-Orchestry-Revision")));
        answer.Is("""{ "id": "my-app", "name": "my-app", "namespace": "production", "status": "deleted" }""");
        Assert.Equal(new RemoveRequest(force, keepData), Assert.Single(api.Orchestrator.Asked));
    }

    [Fact]
    public async Task What_is_not_there_or_in_another_namespace_can_not_be_removed()
    {
        await using var api = await StartAsync();
        api.Model.Set(ADeployment.Of(api, MyApp));
        Assert.Equal((404, "DEPLOYMENT_NOT_FOUND"), await StatusOf("/deployments/nobody"));
        await api.UseApiTokenAsync([Scopes.DeploymentsWrite], "staging");
        Assert.Equal((403, "FORBIDDEN"), await StatusOf("/deployments/my-app"));
        Assert.Empty(api.Orchestrator.Asked);

        async Task<(int, string)> StatusOf(string path)
        {
            var answer = await api.SendAsync("DELETE", path);
            return (answer.Status, answer.Code);
        }
    }

    [Fact]
    public async Task What_it_refers_to_must_be_there()
    {
        await using var api = await StartAsync();

        var answer = await api.SendAsync("POST", "/deployments", """
            {
              "name": "web", "image": "web", "secrets": {"A": {"secretRef": "nowhere"}},
              "volumes": [{"type": "config", "source": "nothing", "destination": "/etc/web.json"}]
            }
            """);

        Assert.Equal((400, "VALIDATION_ERROR"), (answer.Status, answer.Code));
        Assert.Equal(["secrets.A", "volumes[0].source"], answer.Violations.Select(v => v.Split(": ")[0]).Order(StringComparer.Ordinal));
        Assert.Empty(api.Orchestrator.Asked);
    }

    [Fact]
    public async Task No_secret_reaches_the_log_whatever_becomes_of_the_request()
    {
        await using var api = await StartAsync();
        var body = """{"name": "Bad Name", "image": "x", "secrets": {"PASSWORD": "hunter2", "1": "hunter2"}, "config": {"username": "x", "password": "hunter2", "x": "y"}}""";

        var answer = await api.SendAsync("POST", "/deployments", body);

        Assert.Equal(400, answer.Status);
        Assert.DoesNotContain("hunter2", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", string.Join('\n', api.Logs.Lines), StringComparison.Ordinal);
    }

    private static async Task<string> DocumentOfAsync(TestApi api, string body)
    {
        Assert.True((await api.SendAsync("POST", "/deployments", body)).Status is 200 or 201);
        var (spec, document) = (api.Orchestrator.DeployedSpec!, api.Orchestrator.Document!);
        api.Model.Set(ADeployment.Of(spec, document, 3, "c1"));
        return document;
    }

    private static async Task<TestApi> StartAsync()
    {
        var api = await TestApi.StartAsync();
        api.LogIn();
        return api;
    }
}
