using System.Text.Json;
using Orchestry.Core.Apps;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Scaling;

namespace Orchestry.Http.Tests.Legacy;

public sealed class LegacyWriteTests
{
    [Fact]
    public async Task A_registration_answers_200_also_when_nothing_has_changed()
    {
        await using var api = await TestApi.StartAsync();

        var first = await api.SendAsync("POST", "/apps/register", SeedData.MyApp.Document);
        Assert.Equal(200, first.Status);
        first.Is("""{ "status": "registered", "app": "my-app", "message": "Application registered successfully" }""");
        Assert.Equal(SeedData.MyApp.Document, api.Orchestrator.Document);

        api.Orchestrator.Refusal = new Refusal(RefusalKind.AppAlreadyExists, "It is registered already");
        var again = await api.SendAsync("POST", "/apps/register", SeedData.MyApp.Document);
        Assert.Equal(200, again.Status);
        again.Is("""{ "status": "registered", "app": "my-app", "message": "It is registered already" }""");
    }

    [Fact]
    public async Task A_secret_that_is_registered_is_kept_sealed_and_shown_masked()
    {
        await using var api = await TestApi.StartAsync();
        var document = SeedData.Document.Replace(
            "\"type\": \"http\"",
            """
            "type": "http", "environment": [{"name": "A", "source": "sealed", "plain": "s3cret"}], "imagePull": {"username": "me", "password": "p4ss"}
            """,
            StringComparison.Ordinal);

        Assert.Equal(200, (await api.SendAsync("POST", "/apps/register", document)).Status);

        var kept = Assert.IsType<string>(api.Orchestrator.Document);
        Assert.DoesNotContain("s3cret", kept, StringComparison.Ordinal);
        Assert.DoesNotContain("p4ss", kept, StringComparison.Ordinal);
        var spec = AppSpecParser.Parse(JsonElement.Parse(kept), SpecDefaults.Standard).Spec!;
        api.Model.Set(SeedData.MyApp with { Spec = spec, Document = kept });
        var raw = (await api.GetAsync("/apps/my-app/raw")).Json.GetProperty("raw").GetRawText();
        Assert.DoesNotContain(spec.Environment[0].Value, raw, StringComparison.Ordinal);
        Assert.DoesNotContain(spec.ImagePull.SealedPassword!, raw, StringComparison.Ordinal);
        Assert.Contains("\"value\":\"********\"", raw, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Up_and_down_answer_what_was_there_and_what_is()
    {
        await using var api = await TestApi.StartAsync();
        api.Model.Set(SeedData.MyApp);
        api.Orchestrator.Started = new AppStarted(5, 2);

        (await api.SendAsync("POST", "/apps/my-app/up")).Is("""{ "status": "started", "app": "my-app", "replicas": 5, "adopted": 3, "started": 2 }""");
        (await api.SendAsync("POST", "/apps/my-app/down")).Is("""{ "status": "stopped", "app": "my-app", "containers_stopped": 3 }""");

        Assert.Equal(
            [new StartRequest(null, Wait: true, TimeSpan.FromMinutes(5)), new StopRequest(Force: false, TimeSpan.FromSeconds(30))],
            api.Orchestrator.Asked);
    }

    [Theory]
    [InlineData(3, 5, "scaled")]
    [InlineData(5, 5, "no_change")]
    public async Task A_scaling_says_whether_it_changed_anything(int before, int after, string status)
    {
        await using var api = await TestApi.StartAsync();
        api.Orchestrator.Scaled = new AppScaled(before, after, TimeSpan.Zero, 4);

        var answer = await api.SendAsync("POST", "/apps/my-app/scale", """{"replicas": 5}""");

        answer.Is($$"""{ "status": "{{status}}", "app": "my-app", "replicas": 5 }""");
        Assert.Equal([new ScaleRequest(5, Wait: true, TimeSpan.FromMinutes(5))], api.Orchestrator.Asked);
    }

    [Fact]
    public async Task A_policy_is_read_by_the_names_of_a_specification()
    {
        await using var api = await TestApi.StartAsync();

        var answer = await api.SendAsync(
            "POST", "/apps/my-app/policy", """{"policy": {"minReplicas": 2, "targetRPSPerReplica": 80, "maxCPUPercent": 55.5}}""");

        answer.Is("""{ "status": "updated", "app": "my-app", "policy": { "minReplicas": 2, "targetRPSPerReplica": 80, "maxCPUPercent": 55.5 } }""");
        Assert.Equal(
            [new ScalingPolicyPatch { MinReplicas = 2, TargetRpsPerReplica = 80, MaxCpuPercent = 55.5 }], api.Orchestrator.Asked);
    }

    [Fact]
    public async Task A_removal_leaves_the_volumes()
    {
        await using var api = await TestApi.StartAsync();

        var answer = await api.SendAsync("DELETE", "/apps/my-app");

        answer.Is("""{ "status": "deleted", "app": "my-app", "message": "Application my-app deleted successfully" }""");
        Assert.Equal([new RemoveRequest(Force: false, KeepData: true)], api.Orchestrator.Asked);
    }

    [Theory]
    [InlineData("/apps/register", """{"kind": "App"}""", "apiVersion: is required; metadata: is required; spec: is required")]
    [InlineData("/apps/register", "", "A body with the application's specification is required")]
    [InlineData("/apps/my-app/scale", "{}", "replicas: is required: a whole number from 0 to 100")]
    [InlineData("/apps/my-app/policy", """{"policy": {"minReplica": 1}}""", "policy.minReplica: is unknown; known here: mode, minReplicas")]
    [InlineData("/apps/my-app/policy", "{}", "policy: Nothing to change; name at least one field of the policy")]
    public async Task Bad_input_is_explained_in_one_sentence_and_changes_nothing(string path, string body, string detail)
    {
        await using var api = await TestApi.StartAsync();

        var answer = await api.SendAsync("POST", path, body);

        Assert.Equal(400, answer.Status);
        Assert.StartsWith(detail, answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Empty(api.Orchestrator.Asked);
    }

    [Fact]
    public async Task What_the_controller_refuses_has_the_status_it_has_elsewhere()
    {
        await using var api = await TestApi.StartAsync();
        api.Orchestrator.Refusal = Refusal.NotFound("my-app");

        foreach (var (method, path) in new[] { ("POST", "up"), ("POST", "down"), ("DELETE", "") })
        {
            var answer = await api.SendAsync(method, $"/apps/my-app/{path}".TrimEnd('/'));
            Assert.Equal((404, "Application 'my-app' does not exist"), (answer.Status, answer.Json.GetProperty("detail").GetString()));
        }
    }
}
