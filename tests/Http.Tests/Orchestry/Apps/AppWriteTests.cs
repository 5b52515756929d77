using System.Text.Json;
using Orchestry.Core.Apps;
using Orchestry.Core.Orchestration;

namespace Orchestry.Http.Tests.Orchestry.Apps;

public sealed class AppWriteTests
{
    [Theory]
    [InlineData(true, 201)]
    [InlineData(false, 200)]
    public async Task Registering_answers_201_for_a_new_application_and_200_for_a_changed_one(bool isNew, int status)
    {
        await using var api = await TestApi.StartAsync();
        api.Orchestrator.Registered = new AppRegistered(AppName.Parse("my-app"), isNew, Revision: 17);
        var answer = await api.SendAsync("POST", "/api/v1/apps/register", SeedData.Document);
        Assert.Equal(status, answer.Status);
        Assert.Equal("17", answer.Header("X-Orchestry-Revision"));
        answer.Is("""{ "message": "Application registered successfully", "app_name": "my-app", "status": "registered" }""");
        Assert.Equal(SeedData.Document, api.Orchestrator.Document);
    }

    [Fact]
    public async Task A_specification_can_be_looked_at_without_registering_it()
    {
        await using var api = await TestApi.StartAsync();
        const string Path = "/api/v1/apps/register?dry_run=true";

        var good = await api.SendAsync("POST", Path, SeedData.Document);
        good.Is("""{ "message": "The specification is valid; nothing was changed", "app_name": "my-app", "status": "valid" }""");
        Assert.Equal(200, good.Status);
        var bad = await api.SendAsync("POST", Path, "{}");
        Assert.Equal((400, "INVALID_SPEC"), (bad.Status, bad.Code));
        var odd = await api.SendAsync("POST", Path.Replace("true", "maybe", StringComparison.Ordinal), SeedData.Document);
        Assert.Equal((400, "VALIDATION_ERROR"), (odd.Status, odd.Code));
        Assert.Empty(api.Orchestrator.Asked);
    }

    [Fact]
    public async Task A_specification_in_YAML_is_the_same_specification()
    {
        await using var api = await TestApi.StartAsync();
        var answer = await api.SendAsync(
            "POST", "/api/v1/apps/register",
            """
            # The reference's example.
            apiVersion: v1
            kind: App
            metadata:
              name: my-app
              labels: { app: my-app, version: v1 }
            spec:
              type: http
              image: nginx:alpine
              ports:
                - containerPort: 80
                  protocol: HTTP
            """,
            "application/yaml");
        Assert.Equal(201, answer.Status);
        Assert.Equal(
            JsonSerializer.Serialize(JsonElement.Parse(SeedData.Document)), JsonSerializer.Serialize(JsonElement.Parse(api.Orchestrator.Document!)));
        Assert.Equal("nginx:alpine", ((AppSpec)api.Orchestrator.Asked.Single()).Image);
    }

    [Fact]
    public async Task Every_broken_rule_of_a_specification_is_listed_and_nothing_is_registered()
    {
        await using var api = await TestApi.StartAsync();
        var answer = await api.SendAsync(
            "POST", "/api/v1/apps/register",
            """{ "apiVersion": "v1", "kind": "App", "metadata": { "name": "My App" }, "spec": { "imagee": "x", "ports": [ { "containerPort": 0 } ] } }""");
        answer.IsError(400, "INVALID_SPEC", "Invalid application specification");
        var fields = answer.Violations.Select(v => v.Split(':')[0]).ToArray();
        Assert.Contains("metadata.name", fields);
        Assert.Contains("spec.imagee", fields);
        Assert.Contains("spec.image", fields);
        Assert.Contains("spec.ports[0].containerPort", fields);
        Assert.Empty(api.Orchestrator.Asked);
    }

    [Fact]
    public async Task Starting_answers_as_the_reference_does()
    {
        await using var api = await TestApi.StartAsync();
        var answer = await api.SendAsync("POST", "/api/v1/apps/my-app/start", """{ "replicas": 3, "wait": false, "timeout": 60 }""");
        Assert.Equal(200, answer.Status);
        Assert.Equal("2", answer.Header("X-Orchestry-Revision"));
        answer.Is("""{ "message": "Application started successfully", "app_name": "my-app", "replicas": 3, "status": "running" }""");
        Assert.Equal(new StartRequest(3, Wait: false, TimeSpan.FromSeconds(60)), api.Orchestrator.Asked.Single());
    }

    [Fact]
    public async Task Stopping_answers_as_the_reference_does()
    {
        await using var api = await TestApi.StartAsync();
        var answer = await api.SendAsync("POST", "/api/v1/apps/my-app/stop", """{ "force": true, "timeout": 5 }""");
        answer.Is("""{ "message": "Application stopped successfully", "app_name": "my-app", "status": "stopped" }""");
        Assert.Equal(new StopRequest(Force: true, TimeSpan.FromSeconds(5)), api.Orchestrator.Asked.Single());
    }

    [Fact]
    public async Task Scaling_answers_as_the_reference_does()
    {
        await using var api = await TestApi.StartAsync();
        var answer = await api.SendAsync("POST", "/api/v1/apps/my-app/scale", """{ "replicas": 5, "wait": true, "timeout": 300 }""");
        answer.Is(
            """
            { "message": "Application scaled successfully", "app_name": "my-app", "previous_replicas": 3, "current_replicas": 5, "scaling_time": 45.2 }
            """);
        Assert.Equal(new ScaleRequest(5, Wait: true, TimeSpan.FromSeconds(300)), api.Orchestrator.Asked.Single());
    }

    [Theory]
    [InlineData("", false, false)]
    [InlineData("?force=true", true, false)]
    [InlineData("?force=false&keep_data=true", false, true)]
    public async Task Removing_answers_as_the_reference_does(string query, bool force, bool keepData)
    {
        await using var api = await TestApi.StartAsync();
        var answer = await api.SendAsync("DELETE", $"/api/v1/apps/my-app{query}");
        answer.Is("""{ "message": "Application removed successfully", "app_name": "my-app", "containers_removed": 3, "volumes_removed": 1 }""");
        Assert.Equal(new RemoveRequest(force, keepData), api.Orchestrator.Asked.Single());
    }

    [Theory]
    [InlineData(null, "application/json")]
    [InlineData("", "text/plain")]
    [InlineData("  \n", "application/json")]
    [InlineData("{}", "application/json")]
    [InlineData("""{"replicas":null,"wait":null,"timeout":null}""", "application/json; charset=utf-8")]
    [InlineData("wait: true", "text/yaml")]
    public async Task An_optional_body_may_be_left_out_and_start_then_waits_up_to_five_minutes(string? body, string type)
    {
        await using var api = await TestApi.StartAsync();
        Assert.Equal(200, (await api.SendAsync("POST", "/api/v1/apps/my-app/start", body, type)).Status);
        Assert.Equal(new StartRequest(null, Wait: true, TimeSpan.FromSeconds(300)), api.Orchestrator.Asked.Single());
    }

    [Fact]
    public async Task Stop_gives_thirty_seconds_unless_told_otherwise()
    {
        await using var api = await TestApi.StartAsync();
        Assert.Equal(200, (await api.SendAsync("POST", "/api/v1/apps/my-app/stop")).Status);
        Assert.Equal(new StopRequest(Force: false, TimeSpan.FromSeconds(30)), api.Orchestrator.Asked.Single());
    }

    [Fact]
    public async Task Every_broken_rule_of_a_request_is_listed_with_its_field()
    {
        await using var api = await TestApi.StartAsync();
        var answer = await api.SendAsync("POST", "/api/v1/apps/my-app/scale", """{ "replicas": 101, "wait": "yes", "timeout": 0, "replica": 3 }""");
        answer.IsError(400, "VALIDATION_ERROR", "Request validation failed");
        Assert.Equal(
            [
                "replicas: must be a whole number from 0 to 100", "wait: must be true or false",
                "timeout: must be a whole number from 1 to 3600", "replica: is unknown; known here: replicas, wait, timeout",
            ],
            answer.Violations);
        Assert.Empty(api.Orchestrator.Asked);
    }

    [Theory]
    [InlineData(null, "replicas: is required: a whole number from 0 to 100")]
    [InlineData("{}", "replicas: is required: a whole number from 0 to 100")]
    [InlineData("""{"replicas":null}""", "replicas: is required: a whole number from 0 to 100")]
    [InlineData("""{"replicas":"3"}""", "replicas: must be a whole number from 0 to 100")]
    [InlineData("""{"replicas":3.5}""", "replicas: must be a whole number from 0 to 100")]
    [InlineData("""{"replicas":-1}""", "replicas: must be a whole number from 0 to 100")]
    [InlineData("""{"replicas":1e400}""", "replicas: must be a whole number from 0 to 100")]
    public async Task Scale_needs_a_whole_number_of_replicas(string? body, string violation)
    {
        await using var api = await TestApi.StartAsync();
        Assert.Equal([violation], (await api.SendAsync("POST", "/api/v1/apps/my-app/scale", body)).Violations);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("3")]
    [InlineData("null")]
    [InlineData("\"replicas\"")]
    public async Task A_body_that_is_no_object_is_refused(string body)
    {
        await using var api = await TestApi.StartAsync();
        Assert.Contains(": The body must be an object", (await api.SendAsync("POST", "/api/v1/apps/my-app/start", body)).Violations);
    }

    [Fact]
    public async Task Registering_nothing_is_refused()
    {
        await using var api = await TestApi.StartAsync();
        Assert.Equal(
            [": A body with the application's specification is required"], (await api.SendAsync("POST", "/api/v1/apps/register")).Violations);
    }

    [Fact]
    public async Task A_flag_that_is_neither_true_nor_false_is_refused_before_anything_is_removed()
    {
        await using var api = await TestApi.StartAsync();
        var answer = await api.SendAsync("DELETE", "/api/v1/apps/my-app?force=1&keep_data=yes&keepdata=true");
        Assert.Equal(
            [
                "force: must be true or false", "keep_data: must be true or false",
                "keepdata: is an unknown query parameter; known here: force, keep_data, namespace",
            ],
            answer.Violations);
        Assert.Empty(api.Orchestrator.Asked);
    }

    [Theory]
    [InlineData("My-App")]
    [InlineData("-app")]
    [InlineData("app-")]
    [InlineData("a_b")]
    [InlineData("a.b")]
    [InlineData("%F0%9F%90%B3")]
    [InlineData("a%2Fb")]
    [InlineData("a%0Ab")]
    public async Task A_name_no_application_can_have_is_refused_with_the_rule(string name)
    {
        await using var api = await TestApi.StartAsync();
        foreach (var (method, path) in new[] { ("GET", ""), ("GET", "/spec"), ("GET", "/logs"), ("GET", "/events"), ("GET", "/health"), ("POST", "/start"), ("POST", "/health/check"), ("DELETE", "") })
        {
            var answer = await api.SendAsync(method, $"/api/v1/apps/{name}{path}");
            answer.IsError(400, "VALIDATION_ERROR", "Request validation failed");
            Assert.Equal(
                ["app_name: must be 1 to 253 lowercase letters, digits and hyphens, with a letter or digit at both ends"], answer.Violations);
        }

        Assert.Empty(api.Orchestrator.Asked);
    }

    [Fact]
    public async Task A_name_of_ten_thousand_letters_is_refused_and_not_repeated()
    {
        await using var api = await TestApi.StartAsync();
        var answer = await api.GetAsync($"/api/v1/apps/{new string('a', 7_000)}");
        answer.IsError(400, "VALIDATION_ERROR", "Request validation failed");
        Assert.True(answer.Body.Length < 500);
    }
}
