using Orchestry.Testing;
using Orchestry.Testing.Orchestration;

namespace Orchestry.Http.Tests.Gate;

/// <summary>A client reads its own write on any node.</summary>
public sealed class RevisionGateTests
{
    private const string Header = "X-Orchestry-Revision";

    [Theory]
    [InlineData("0")]
    [InlineData("41")]
    [InlineData("42")]
    [InlineData("0000000042")]
    public async Task A_node_that_has_seen_the_revision_answers_at_once(string revision)
    {
        await using var api = await TestApi.StartAsync();
        var answer = await ReadAsync(api, "/api/v1/apps", revision);
        Assert.Equal(200, answer.Status);
        Assert.Equal("42", answer.Header(Header));
        Assert.Equal(0, api.Time.ActiveTimers);
    }

    [Fact]
    public async Task A_node_that_is_behind_answers_when_it_has_caught_up_with_what_it_sees_then()
    {
        await using var api = await TestApi.StartAsync();
        var (asked, caughtUp) = Wait(api);
        var read = ReadAsync(api, "/api/v1/apps/my-app", "43");
        Assert.Equal(43, await asked.Task);
        Assert.False(read.IsCompleted);
        api.Model.Set(SeedData.MyApp);
        api.Model.Revision = 44;
        caughtUp.SetResult();
        var answer = await read;
        Assert.Equal(200, answer.Status);
        Assert.Equal("44", answer.Header(Header));
        Assert.Equal(0, api.Time.ActiveTimers);
    }

    [Theory]
    [InlineData("/api/v1/apps")]
    [InlineData("/api/v1/apps/my-app")]
    [InlineData("/apps/my-app/raw")]
    [InlineData("/api/v1/apps/my-app/scaling")]
    [InlineData("/apps/my-app/status")]
    public async Task A_read_is_never_said_to_be_newer_than_what_it_shows(string path)
    {
        await using var api = await TestApi.StartAsync();
        api.Model.Set(SeedData.MyApp);
        var looks = 0;
        api.Model.Looked = () => (looks, api.Model.Revision) = (looks + 1, api.Model.Revision + 1);
        var answer = await ReadAsync(api, path, "42");
        Assert.True(looks > 0);
        Assert.Equal("200 42", $"{answer.Status} {answer.Header(Header)}");
    }

    [Theory]
    [InlineData("43")]
    [InlineData("9223372036854775807")]
    public async Task A_node_that_stays_behind_says_so_after_two_seconds(string revision)
    {
        await using var api = await TestApi.StartAsync();
        var (asked, _) = Wait(api);
        var read = ReadAsync(api, "/cluster/health", revision);
        await asked.Task;
        Assert.Equal(SeedData.Now + TimeSpan.FromSeconds(2), api.Time.NextDue);
        api.Time.Advance(TimeSpan.FromSeconds(2));
        var answer = await read;
        answer.IsError(503, "CLUSTER_NOT_READY", "No leader elected, cluster not ready");
        Assert.Equal($"This node has seen revision 42, not yet {revision}; try again, or ask another node", answer.Details);
        Assert.Equal("1", answer.Header("Retry-After"));
    }

    [Fact]
    public async Task A_client_that_goes_away_ends_the_wait()
    {
        await using var api = await TestApi.StartAsync();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        api.Model.Reach = async (_, cancellationToken) =>
        {
            asked.SetResult();
            try
            {
                await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
            }
            finally
            {
                ended.SetResult();
            }
        };
        using var leaving = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/apps");
        request.Headers.Add(Header, "43");
        var read = api.Client.SendAsync(request, leaving.Token);
        await asked.Task;
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
        await ended.Task.WaitAsync(TestKit.Guard, TimeProvider.System);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("")]
    [InlineData("4 2")]
    [InlineData("1.5")]
    [InlineData("1e3")]
    [InlineData("latest")]
    [InlineData("9223372036854775808")]
    [InlineData("11111111111111111111111111111111111111111111111111111111111111111111")]
    public async Task Anything_but_a_whole_number_is_refused_by_the_headers_name(string revision)
    {
        await using var api = await TestApi.StartAsync();
        var answer = await ReadAsync(api, "/api/v1/apps", revision);
        answer.IsError(400, "VALIDATION_ERROR", "Request validation failed");
        Assert.Equal(["X-Orchestry-Revision: must be one whole number from 0 to 9223372036854775807"], answer.Violations);
    }

    [Fact]
    public async Task Two_revisions_are_one_too_many()
    {
        await using var api = await TestApi.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/apps");
        request.Headers.TryAddWithoutValidation(Header, ["1", "2"]);
        (await api.SendAsync(request)).IsError(400, "VALIDATION_ERROR", "Request validation failed");
    }

    [Fact]
    public async Task A_write_does_not_wait_and_a_read_without_the_header_asks_for_nothing()
    {
        await using var api = await TestApi.StartAsync();
        api.Model.Reach = (_, _) => throw new InvalidOperationException("Nobody waits here.");
        using var write = new HttpRequestMessage(HttpMethod.Post, "/api/v1/apps/my-app/start");
        write.Headers.Add(Header, "999");
        Assert.Equal(200, (await api.SendAsync(write)).Status);
        Assert.Equal(200, (await api.GetAsync("/api/v1/apps")).Status);
    }

    [Fact]
    public async Task Every_read_on_a_follower_answers_as_ever_and_names_the_revision_it_has_seen()
    {
        await using var api = await TestApi.StartAsync();
        api.Model.Set(SeedData.MyApp);
        api.Cluster.Follow(FakeCluster.Node(1), SeedData.Now);
        foreach (var path in new[]
        {
            "/health", "/cluster/status", "/cluster/leader", "/cluster/health", "/openapi/v1.json", "/api/v1/config", "/api/v1/apps",
            "/api/v1/apps?format=summary", "/api/v1/apps/my-app", "/api/v1/apps/my-app/spec", "/api/v1/apps/my-app/health",
            "/api/v1/apps/my-app/events", "/api/v1/apps/my-app/logs",
        })
        {
            var answer = await ReadAsync(api, path, "42");
            Assert.True(answer.Status == 200, $"{path}: {answer.Body}");
            Assert.Equal("42", answer.Header(Header));
        }
    }

    /// <summary>The revision that is waited for, and how the wait ends.</summary>
    private static (TaskCompletionSource<long> Asked, TaskCompletionSource CaughtUp) Wait(TestApi api)
    {
        var asked = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        var caughtUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        api.Model.Reach = (revision, cancellationToken) =>
        {
            asked.SetResult(revision);
            return caughtUp.Task.WaitAsync(cancellationToken);
        };
        return (asked, caughtUp);
    }

    private static async Task<Answer> ReadAsync(TestApi api, string path, string revision)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation(Header, revision);
        return await api.SendAsync(request);
    }
}
