using System.Net;
using Orchestry.Core.Journal;
using Orchestry.Testing.Orchestration;

namespace Orchestry.Http.Tests.Ring.Login;

public sealed class LoginTests
{
    private const string Right = """{ "username": "admin", "password": "changeme" }""";
    private const string Wrong = """{ "username": "admin", "password": "letmein99" }""";
    private const string Unknown = """{ "username": "nobody", "password": "letmein99" }""";

    [Fact]
    public async Task A_name_and_its_password_give_a_token_as_in_the_reference()
    {
        await using var api = await TestApi.StartAsync();
        var answer = await api.SendAsync("POST", "/login", Right);
        Assert.Equal(200, answer.Status);
        Assert.Equal(["token"], answer.Json.EnumerateObject().Select(p => p.Name));
        api.UseToken(answer.Json.GetProperty("token").GetString());
        (await api.GetAsync("/users/me")).Is("""{ "id": "1", "username": "admin", "created_at": "2024-01-15T10:30:00Z" }""");
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_user_are_answered_alike_and_hash_as_often()
    {
        await using var api = await TestApi.StartAsync();
        var wrong = await api.SendAsync("POST", "/login", Wrong);
        Assert.Equal(1, api.Hasher.Comparisons);
        var unknown = await api.SendAsync("POST", "/login", Unknown);
        Assert.Equal(2, api.Hasher.Comparisons);
        Assert.Equal(401, wrong.Status);
        wrong.Is("""{ "error": "Invalid username or password", "code": "INVALID_CREDENTIALS" }""");
        Assert.Equal((wrong.Status, wrong.Body), (unknown.Status, unknown.Body));
    }

    [Fact]
    public async Task A_failed_login_is_recorded_without_a_name_that_may_be_a_password()
    {
        await using var api = await TestApi.StartAsync();
        await api.SendAsync("POST", "/login", Wrong);
        await api.SendAsync("POST", "/login", Unknown);
        Assert.Equal(["admin", null], api.Audit.FailedLogins);
        Assert.DoesNotContain(api.Logs.Lines, line => line.Line.Contains("letmein99", StringComparison.Ordinal) || line.Line.Contains("nobody", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{}", "username: is required", "password: is required")]
    [InlineData("""{ "username": 1, "password": null, "remember": true }""", "username: must be a text of at most 1024 characters", "password: is required", "remember: is unknown; known here: username, password")]
    [InlineData("[]", ": The body must be an object", "username: is required", "password: is required")]
    [InlineData("", "username: is required", "password: is required")]
    public async Task A_body_that_is_none_is_refused_with_every_violation(string body, params string[] violations)
    {
        await using var api = await TestApi.StartAsync();
        var answer = await api.SendAsync("POST", "/login", body);
        Assert.Equal(400, answer.Status);
        Assert.Equal("VALIDATION_ERROR", answer.Code);
        Assert.Equal(violations, answer.Violations);
        Assert.Equal(0, api.Hasher.Comparisons);
    }

    [Fact]
    public async Task Who_guesses_has_to_wait_even_with_the_right_password()
    {
        await using var api = await TestApi.StartAsync();
        foreach (var _ in Enumerable.Range(0, 5))
        {
            Assert.Equal(401, (await api.SendAsync("POST", "/login", Wrong)).Status);
        }

        var early = await api.SendAsync("POST", "/login", Right);
        Assert.Equal(429, early.Status);
        Assert.Equal("1", early.Header("Retry-After"));
        early.Is("""{ "error": "Too many failed logins; try again in 1 s", "code": "RATE_LIMIT_EXCEEDED" }""");
        Assert.Equal(5, api.Hasher.Comparisons);
        api.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await api.SendAsync("POST", "/login", Right)).Status);
    }

    [Fact]
    public async Task A_follower_lets_users_in_and_sends_those_who_go_to_the_leader()
    {
        await using var api = await TestApi.StartAsync();
        api.Cluster.Follow(FakeCluster.Node(1), SeedData.Now);
        api.Documents.IsLeader = false;
        api.StayHere();
        var answer = await api.SendAsync("POST", "/login", Right);
        Assert.Equal(200, answer.Status);
        Assert.Equal(401, (await api.SendAsync("POST", "/logout")).Status);
        api.UseToken(answer.Json.GetProperty("token").GetString());
        var logout = await api.SendAsync("POST", "/logout");
        Assert.Equal(307, logout.Status);
        Assert.Equal("http://controller-1.local:8001/logout", logout.Header("Location"));
    }

    [Fact]
    public async Task Who_logs_out_ends_this_login_and_no_other()
    {
        await using var api = await TestApi.StartAsync();
        var other = api.LogIn();
        api.LogIn();
        var answer = await api.SendAsync("POST", "/logout");
        Assert.Equal((204, ""), (answer.Status, answer.Body));
        Assert.Equal(401, (await api.GetAsync("/users/me")).Status);
        api.UseToken(other);
        Assert.Equal(200, (await api.GetAsync("/users/me")).Status);
    }

    [Fact]
    public async Task The_password_that_everybody_knows_lets_nobody_in_from_another_machine()
    {
        await using var api = await TestApi.StartAsync();
        api.Remote = IPAddress.Parse("192.0.2.1");
        var answer = await api.SendAsync("POST", "/login", Right);
        Assert.Equal(403, answer.Status);
        answer.Is("""{ "error": "This user still has the password of the first start; change it on the controller's own machine first", "code": "FORBIDDEN" }""");
        Assert.Equal(401, (await api.SendAsync("POST", "/login", Wrong)).Status);

        api.Remote = IPAddress.Parse("::ffff:127.0.0.1");
        api.UseToken((await api.SendAsync("POST", "/login", Right)).Json.GetProperty("token").GetString());
        Assert.Equal(200, (await api.SendAsync("PUT", "/users/1", """{ "password": "newpassword" }""")).Status);
        api.Remote = IPAddress.Parse("192.0.2.1");
        Assert.Equal(200, (await api.SendAsync("POST", "/login", """{ "username": "admin", "password": "newpassword" }""")).Status);
    }

    [Fact]
    public async Task Before_there_is_a_user_a_login_is_to_be_tried_again()
    {
        await using var api = await TestApi.StartAsync();
        var key = new ResourceKey("accounts", "default", "all");
        await api.Documents.ChangeAsync(_ => new[] { new Change(api.Documents.Events[0], new Mutation.Delete(key)) }, CancellationToken.None);
        var answer = await api.SendAsync("POST", "/login", Right);
        Assert.Equal(503, answer.Status);
        Assert.Equal("CLUSTER_NOT_READY", answer.Code);
        Assert.Equal("1", answer.Header("Retry-After"));
    }

    [Fact]
    public async Task Everybody_is_told_that_the_process_serves()
    {
        await using var api = await TestApi.StartAsync(new HttpOptions { IsAuthenticationRequired = true });
        var answer = await api.GetAsync("/healthz");
        Assert.Equal(200, answer.Status);
        Assert.Equal("""{"state":"UP"}""", answer.Body);
    }
}
