using Orchestry.Core.Access;
using Orchestry.Core.Apps;
using Orchestry.Core.Replicas;

namespace Orchestry.Http.Tests.Ring.Deployments;

public sealed class DeploymentReadTests
{
    [Fact]
    public async Task The_list_is_the_references_with_the_restarts_behind_it()
    {
        await using var api = await StartAsync();
        api.Model.Set(ADeployment.Of(api, ADeployment.NginxDemo));

        (await api.GetAsync("/deployments")).Is(
            """
            [
              {
                "id": "nginx-demo", "name": "nginx-demo", "namespace": "default", "image": "nginx:latest", "runtime": "docker", "kind": "worker",
                "replicas": 1, "status": "running", "instances": ["container_id_123"],
                "created_at": "2024-01-15T10:30:00Z", "updated_at": "2024-01-15T10:30:00Z", "restart_count": 0
              }
            ]
            """);
    }

    [Fact]
    public async Task The_detail_begins_with_the_references_fields()
    {
        await using var api = await StartAsync();
        api.Model.Set(ADeployment.Of(api, ADeployment.NginxDemo));

        (await api.GetAsync("/deployments/nginx-demo")).Is(
            """
            {
              "id": "nginx-demo", "name": "nginx-demo", "namespace": "default", "image": "nginx:latest", "runtime": "docker", "kind": "worker",
              "replicas": 1, "status": "running", "instances": ["container_id_123"],
              "volumes": "[{\"source\":\"/data\",\"destination\":\"/app/data\"}]",
              "secrets": { "ENV": "production" },
              "labels": { "app": "nginx" },
              "created_at": "2024-01-15T10:30:00Z", "updated_at": "2024-01-15T10:30:00Z",
              "command": [], "ports": [], "health_checks": [], "resources": { "limits": {}, "requests": {} },
              "config": { "image_pull_policy": "IfNotPresent" }, "restart_count": 0, "status_reason": ""
            }
            """);
    }

    [Fact]
    public async Task An_application_registered_by_the_other_api_is_a_deployment_too()
    {
        await using var api = await StartAsync();
        api.Model.Set(SeedData.MyApp);

        var shown = (await api.GetAsync("/deployments/my-app")).Json;

        Assert.Equal(("worker", 3, "running"), (shown.GetProperty("kind").GetString(), shown.GetProperty("replicas").GetInt32(), shown.GetProperty("status").GetString()));
        Assert.Equal("""{"app":"my-app","version":"v1"}""", shown.GetProperty("labels").GetRawText());
        Assert.Equal("""[{"target":80,"protocol":"tcp"}]""", shown.GetProperty("ports").GetRawText());
        Assert.Equal("http://localhost:80/", shown.GetProperty("health_checks")[0].GetProperty("url").GetString());
    }

    [Theory]
    [InlineData("", "job web web-prod")]
    [InlineData("?namespace[]=production", "web-prod")]
    [InlineData("?namespace[]=production&namespace[]=default", "job web web-prod")]
    [InlineData("?namespace=production", "web-prod")]
    [InlineData("?namespace=production&namespace=default", "job web web-prod")]
    [InlineData("?namespace=elsewhere", "")]
    [InlineData("?status[]=running", "web web-prod")]
    [InlineData("?status=completed&status[]=running", "job web web-prod")]
    [InlineData("?kind[]=job", "job")]
    [InlineData("?kind=worker&namespace=default", "web")]
    public async Task The_list_is_filtered(string query, string ids)
    {
        await using var api = await StartAsync();
        SetThree(api);

        var answer = await api.GetAsync($"/deployments{query}");

        Assert.Equal(ids, string.Join(' ', answer.Json.EnumerateArray().Select(d => d.GetProperty("id").GetString())));
    }

    [Theory]
    [InlineData("?status[]=happy", "status: must be one of creating, running, completed,")]
    [InlineData("?kind=cron", "kind: must be one of worker, job, not 'cron'")]
    [InlineData("?namespace[]=A", "namespace: must be 1 to 63 lowercase letters, digits and hyphens")]
    [InlineData("?statuss=running", "statuss: is an unknown query parameter")]
    public async Task A_filter_that_means_nothing_is_refused(string query, string violation)
    {
        await using var api = await StartAsync();

        var answer = await api.GetAsync($"/deployments{query}");

        Assert.Equal((400, "VALIDATION_ERROR"), (answer.Status, answer.Code));
        Assert.StartsWith(violation, Assert.Single(answer.Violations), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/logs")]
    [InlineData("/logs?follow=true")]
    [InlineData("/events")]
    public async Task What_is_not_there_is_not_found(string rest)
    {
        await using var api = await StartAsync();

        (await api.GetAsync($"/deployments/nobody{rest}")).Is("""{ "error": "Deployment not found", "code": "DEPLOYMENT_NOT_FOUND" }""");
        Assert.Equal(404, (await api.GetAsync($"/deployments/No%20Name{rest}")).Status);
    }

    [Fact]
    public async Task A_job_that_has_ended_shows_its_exit_code()
    {
        await using var api = await StartAsync();
        api.Model.Set(ADeployment.Of(api, """{"name": "job", "kind": "job", "image": "job"}""") with
        {
            JobOutcome = new JobOutcome(false, 3, "failed: exited with code 3"), StatusReason = "failed: exited with code 3", DesiredReplicas = 0, Replicas = [],
        });

        var job = (await api.GetAsync("/deployments/job")).Json;

        Assert.Equal(("failed", 1, 3), (job.GetProperty("status").GetString(), job.GetProperty("replicas").GetInt32(), job.GetProperty("exit_code").GetInt32()));
        Assert.Equal("failed: exited with code 3", job.GetProperty("status_reason").GetString());
    }

    [Fact]
    public async Task Values_are_hidden_from_tokens_that_may_only_read_and_references_are_not()
    {
        await using var api = await StartAsync();
        api.Model.Set(ADeployment.Of(api, """{"name": "web", "image": "web", "secrets": {"A": "secret-a", "B": {"secretRef": "db"}, "C": {"secretRef": "db", "field": "user"}}}"""));

        await api.UseApiTokenAsync([Scopes.DeploymentsRead]);
        var hidden = await api.GetAsync("/deployments/web");
        await api.UseApiTokenAsync([Scopes.DeploymentsWrite]);
        var open = await api.GetAsync("/deployments/web");

        Assert.Equal("""{"A":"********","B":{"secretRef":"db"},"C":{"secretRef":"db","field":"user"}}""", hidden.Json.GetProperty("secrets").GetRawText());
        Assert.Equal("secret-a", open.Json.GetProperty("secrets").GetProperty("A").GetString());
    }

    [Fact]
    public async Task A_token_that_is_bound_to_a_namespace_sees_no_other()
    {
        await using var api = await StartAsync();
        SetThree(api);
        await api.UseApiTokenAsync([Scopes.DeploymentsRead], "production");

        Assert.Equal("web-prod", (await api.GetAsync("/deployments")).Json.EnumerateArray().Single().GetProperty("id").GetString());
        Assert.Equal(200, (await api.GetAsync("/deployments/web-prod")).Status);
        foreach (var path in (string[])["", "/logs", "/logs?follow=true", "/events"])
        {
            (await api.GetAsync($"/deployments/web{path}")).Is(
                """{ "error": "The token is not for the namespace 'default'", "code": "FORBIDDEN" }""");
        }
    }

    [Fact]
    public async Task Without_a_token_or_its_scope_nothing_is_shown()
    {
        await using var api = await TestApi.StartAsync();
        Assert.Equal(401, (await api.GetAsync("/deployments")).Status);
        await api.UseApiTokenAsync([Scopes.ConfigsRead]);
        Assert.Equal(403, (await api.GetAsync("/deployments")).Status);
        Assert.Equal(403, (await api.GetAsync("/deployments/web")).Status);
    }

    private static void SetThree(TestApi api) => api.Model.Set(
        ADeployment.Of(api, """{"name": "web", "image": "web"}"""),
        ADeployment.Of(api, """{"name": "web", "namespace": "production", "image": "web"}""") with { Name = AppName.Parse("web-prod") },
        ADeployment.Of(api, """{"name": "job", "kind": "job", "image": "job"}""") with { JobOutcome = new JobOutcome(true, 0, "completed (exit code 0)") });

    private static async Task<TestApi> StartAsync()
    {
        var api = await TestApi.StartAsync();
        api.LogIn();
        return api;
    }
}
