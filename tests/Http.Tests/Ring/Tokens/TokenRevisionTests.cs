using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using Orchestry.Core.Tokens;
using Orchestry.Testing.Orchestration;

namespace Orchestry.Http.Tests.Ring.Tokens;

/// <summary>Users, tokens and logins name the revision from which on every node knows of them, and a node that is behind waits before it refuses a token.</summary>
public sealed class TokenRevisionTests
{
    private const string Header = "X-Orchestry-Revision";
    private const int MostStrangers = 64;

    [Fact]
    public async Task Every_write_of_users_and_tokens_names_the_revision_that_it_made()
    {
        await using var api = await TestApi.StartAsync();
        api.LogIn();
        var before = long.MinValue;
        foreach (var (method, path, body) in new (string, string, string?)[]
        {
            ("POST", "/users", """{ "username": "john", "password": "a long password" }"""),
            ("PUT", "/users/2", """{ "username": "jane" }"""),
            ("DELETE", "/users/2", null),
            ("POST", "/tokens", """{ "name": "ci", "scopes": ["deployments:read"] }"""),
            ("POST", "/tokens/{id}/rotate", null),
            ("DELETE", "/tokens/{id}", null),
            ("POST", "/tokens/signing-key/rotate", null),
            ("POST", "/logout", null),
        })
        {
            var id = api.Services.GetRequiredService<IApiTokens>().Current.Tokens.LastOrDefault()?.Id;
            var answer = await api.SendAsync(method, path.Replace("{id}", id, StringComparison.Ordinal), body);
            Assert.True(answer.Status is 200 or 201 or 204, $"{method} {path}: {answer.Body}");
            Assert.True(long.TryParse(answer.Header(Header), out var revision), $"{method} {path}");
            // The fake counts each change; the login that ended needs no look at what follows.
            Assert.True(revision > before, $"{method} {path}: {revision} after {before}");
            before = revision;
        }
    }

    [Theory]
    [InlineData("GET", "/users", null)]
    [InlineData("GET", "/users/me", null)]
    [InlineData("GET", "/tokens", null)]
    [InlineData("POST", "/login", """{ "username": "admin", "password": "changeme" }""")]
    public async Task Reads_and_logins_name_the_revision_that_the_node_has_seen(string method, string path, string? body)
    {
        await using var api = await TestApi.StartAsync();
        api.LogIn();
        Assert.Equal("42", (await api.SendAsync(method, path, body)).Header(Header));
    }

    [Theory]
    [InlineData("GET", "/tokens", 200)]
    [InlineData("POST", "/namespaces", 307)]
    public async Task A_token_that_a_node_does_not_know_yet_is_waited_for_with_the_revision_that_comes_with_it(string method, string path, int status)
    {
        await using var api = await TestApi.StartAsync();
        api.StayHere();
        var token = api.LogIn();
        var accounts = api.Documents.Current;
        api.Cluster.Follow(FakeCluster.Node(1), SeedData.Now);
        api.Documents.Become(Core.Documents.DocumentSet.Empty);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var caughtUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        api.Model.Reach = (_, cancellationToken) =>
        {
            asked.SetResult();
            return caughtUp.Task.WaitAsync(cancellationToken);
        };
        var answering = AskAsync(api, method, path, token, "43");
        await asked.Task;
        Assert.False(answering.IsCompleted);
        api.Documents.Become(accounts);
        api.Model.Revision = 43;
        caughtUp.SetResult();
        Assert.Equal(status, (await answering).Status);
    }

    [Fact]
    public async Task A_token_that_ended_in_what_the_node_learned_while_the_request_waited_is_refused()
    {
        await using var api = await TestApi.StartAsync();
        var token = api.LogIn();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var caughtUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        api.Model.Reach = (_, cancellationToken) =>
        {
            asked.SetResult();
            return caughtUp.Task.WaitAsync(cancellationToken);
        };
        var answering = AskAsync(api, "GET", "/users", token, "43");
        await asked.Task;
        Assert.Equal(204, (await AskAsync(api, "POST", "/logout", token, null)).Status);
        api.Model.Revision = 43;
        caughtUp.SetResult();
        Assert.Equal(401, (await answering).Status);
    }

    [Theory]
    [InlineData(null, "9223372036854775807")]
    [InlineData("orc_nothing", "42")]
    [InlineData("orc_nothing", "soon")]
    [InlineData("orc_nothing", null)]
    public async Task Who_could_not_be_known_at_any_revision_asked_for_is_refused_at_once(string? token, string? revision)
    {
        await using var api = await TestApi.StartAsync();
        api.Model.Reach = (_, _) => throw new InvalidOperationException("Nobody waits here.");
        Assert.Equal(401, (await AskAsync(api, "GET", "/users", token, revision)).Status);
        Assert.Equal(401, (await AskAsync(api, "POST", "/users", token, revision)).Status);
    }

    [Fact]
    public async Task Strangers_wait_a_few_at_a_time_and_no_longer_than_others_and_are_not_told_what_the_node_has_seen()
    {
        await using var api = await TestApi.StartAsync();
        using var waiting = new SemaphoreSlim(0);
        api.Model.Reach = (_, cancellationToken) =>
        {
            waiting.Release();
            return new TaskCompletionSource().Task.WaitAsync(cancellationToken);
        };
        var strangers = Enumerable.Range(0, MostStrangers).Select(_ => AskAsync(api, "GET", "/users", "nobody", "9223372036854775807")).ToArray();
        for (var i = 0; i < MostStrangers; i++)
        {
            await waiting.WaitAsync();
        }

        var oneTooMany = await AskAsync(api, "GET", "/users", "nobody", "9223372036854775807");
        Assert.Equal((503, "1"), (oneTooMany.Status, oneTooMany.Header("Retry-After")));
        Assert.DoesNotContain(strangers, s => s.IsCompleted);
        Assert.Equal(200, (await AskAsync(api, "GET", "/users", api.LogIn(), null)).Status);
        api.Time.Advance(TimeSpan.FromSeconds(2));
        foreach (var stranger in strangers)
        {
            var answer = await stranger;
            Assert.Equal(503, answer.Status);
            Assert.DoesNotContain("42", answer.Body, StringComparison.Ordinal);
        }

        Assert.Equal(0, api.Time.ActiveTimers);
        Assert.Equal(401, (await AskAsync(api, "GET", "/users", "nobody", "1")).Status);
    }

    private static async Task<Answer> AskAsync(TestApi api, string method, string path, string? token, string? revision)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        // Its own, so that what the client sends by itself stays out of it.
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        if (revision is not null)
        {
            request.Headers.TryAddWithoutValidation(Header, revision);
        }

        return await api.SendAsync(request);
    }
}
