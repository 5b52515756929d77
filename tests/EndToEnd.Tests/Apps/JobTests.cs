using System.Text.Json.Nodes;
using Orchestry.EndToEnd.Tests.Rig;

namespace Orchestry.EndToEnd.Tests.Apps;

/// <summary>What runs once, on the real engine.</summary>
[Collection(Images.Collection)]
[Trait("Needs", "engine")]
public sealed class JobTests(Images images) : EngineTest(images, subnet: 153)
{
    [Fact]
    public async Task A_job_runs_once_and_is_over_and_its_log_stays_readable()
    {
        var api = (await Stage.StartControllerAsync()).Api;
        (await RegisterAsync(api, "echo migrated; exit 0")).Expect(201);
        (await api.StartAsync("migrate", replicas: 1)).Expect(200);

        var job = await api.AppAsync("migrate");
        Assert.Equal(("stopped", "completed (exit code 0)"), (job.Text("status"), job.Text("status_reason")));
        Assert.Equal("exited", Assert.Single(job.List("containers")).Text("status"));
        var lines = (await api.GetAsync("/api/v1/apps/migrate/logs")).Expect(200).List("logs");
        Assert.Equal("migrated", Assert.Single(lines).Text("message"));
        Assert.Contains("Job migrate completed (exit code 0)", await api.EventsAsync("migrate"));

        (await api.StartAsync("migrate", replicas: 1)).Expect(200);
        await Until.TrueAsync("the first container gone", async () =>
            (await Stage.ContainersAsync()).Select(c => c.Name).SequenceEqual([$"{Stage.Cluster}.migrate-1-2"]));
        (await api.ScaleAsync("migrate", replicas: 2)).ExpectError(400, "VALIDATION_ERROR");
    }

    [Fact]
    public async Task A_job_that_ends_with_another_code_has_failed_with_it_and_stays_so()
    {
        var api = (await Stage.StartControllerAsync()).Api;
        (await RegisterAsync(api, "exit 7")).Expect(201);
        var refused = (await api.StartAsync("migrate", replicas: 1)).ExpectError(500, "DOCKER_ERROR");
        Assert.Contains("failed: exited with code 7", refused.Text("details"), StringComparison.Ordinal);
        Assert.Equal(("error", "failed: exited with code 7"), ((await api.AppAsync("migrate")).Text("status"), (await api.AppAsync("migrate")).Text("status_reason")));
        Assert.Single(await Stage.ContainersAsync());
    }

    [Fact]
    public async Task How_a_job_ended_while_no_controller_ran_is_found_out_by_the_next_one()
    {
        var first = await Stage.StartControllerAsync();
        (await RegisterAsync(first.Api, "while [ ! -f /go ]; do sleep 0.1; done; exit 5")).Expect(201);
        (await first.Api.StartAsync("migrate", replicas: 1, wait: false)).Expect(200);
        var running = await Until.SeesAsync("the job running", async () =>
            (await Stage.ContainersAsync()).FirstOrDefault(c => c.State == "running"));
        await first.KillAsync();
        await Engine.ExecAsync(running.Id, "touch", "/go");
        await Until.TrueAsync("its end", async () => (await Stage.ContainersAsync()).All(c => c.State == "exited"));

        var api = (await Stage.StartControllerAsync()).Api;

        await Until.TrueAsync("the outcome", async () => (await api.AppAsync("migrate")).Text("status") == "error");
        Assert.Equal("failed: exited with code 5", (await api.AppAsync("migrate")).Text("status_reason"));
        Assert.Equal(running.Id, Assert.Single(await Stage.ContainersAsync()).Id);
    }

    private Task<Answer> RegisterAsync(Api api, string script)
    {
        var job = (Web("migrate") with { Type = "job", Command = ["sh", "-c", script] }).ToJson();
        job["spec"]!["resources"] = JsonNode.Parse("""{"cpu": "500m", "requests": {"cpu": "250m", "memory": "16Mi"}}""");
        return api.PostAsync("/api/v1/apps/register", job);
    }
}
