using Microsoft.AspNetCore.Http;

namespace Orchestry.Cli.Tests.Client;

public sealed class RedirectTests : IAsyncLifetime
{
    private readonly CliRunner _cli = new() { Time = new HastyClock() };
    private FakeController _follower = null!;
    private FakeController _leader = null!;

    public async Task InitializeAsync()
    {
        _follower = await FakeController.StartAsync();
        _leader = await FakeController.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _follower.DisposeAsync();
        await _leader.DisposeAsync();
        _cli.Dispose();
    }

    [Fact]
    public async Task A_write_follows_the_redirect_to_the_leader_with_its_body_and_token()
    {
        _cli.Variables["ORCHESTRY_TOKEN"] = "the-token";
        RedirectScaling();
        _leader.On("POST /api/v1/apps/my-app/scale", """{"message":"ok","app_name":"my-app","previous_replicas":3,"current_replicas":5,"scaling_time":45.2}""");

        var run = await _cli.RunAsync(_follower, "scale", "my-app", "5", "--no-wait");

        Assert.Equal((0, "my-app: 3 -> 5 replicas in 45.2 s\n"), (run.Code, run.Out));
        Assert.Equal("""{"replicas":5,"wait":false,"timeout":300}""", _leader.Last.Body);
        Assert.Equal(_follower.Last.Body, _leader.Last.Body);
        Assert.Equal("Bearer the-token", _leader.Last.Headers["Authorization"]);
    }

    [Fact]
    public async Task A_redirect_to_a_leader_that_is_gone_is_asked_for_again_until_there_is_another()
    {
        var gone = await FakeController.StartAsync();
        var address = gone.Url;
        await gone.DisposeAsync();
        _follower.On("DELETE /api/v1/apps/my-app", (http, before) =>
        {
            http.Response.StatusCode = 307;
            http.Response.Headers.Location = (before == 0 ? address : _leader.Url) + "/api/v1/apps/my-app?force=true";
            return http.Response.WriteAsync(FakeController.Error("NOT_LEADER"));
        });
        _leader.On("DELETE /api/v1/apps/my-app", """{"message":"ok","app_name":"my-app","containers_removed":3,"volumes_removed":1}""");

        var run = await _cli.RunAsync(_follower, "delete", "my-app", "-f");

        Assert.Equal((0, "my-app: removed with 3 containers and 1 volume\n"), (run.Code, run.Out));
    }

    [Fact]
    public async Task Controllers_that_send_each_others_way_for_ever_are_told()
    {
        RedirectScaling();
        _leader.On("POST /api/v1/apps/my-app/scale", (http, _) => Redirect(http, _follower.Url));

        var run = await _cli.RunAsync(_follower, "scale", "my-app", "5", "--no-wait");

        Assert.Equal(ExitCodes.Failure, run.Code);
        Assert.Contains("send each other's way", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NOT_LEADER", "/login")]
    [InlineData("NOT_LEADER", "/api/v1/apps/other/scale")]
    [InlineData("MOVED", "/api/v1/apps/my-app/scale")]
    public async Task What_is_no_controllers_word_on_its_leader_gets_neither_token_nor_body(string code, string path)
    {
        _cli.Variables["ORCHESTRY_TOKEN"] = "the-token";
        _follower.On("POST /api/v1/apps/my-app/scale", (http, _) =>
        {
            http.Response.StatusCode = 307;
            http.Response.Headers.Location = _leader.Url + path;
            return http.Response.WriteAsync(FakeController.Error(code));
        });

        var run = await _cli.RunAsync(_follower, "scale", "my-app", "5", "--no-wait");

        Assert.Equal((ExitCodes.Failure, ""), (run.Code, run.Out));
        Assert.Contains("is not how a controller names its leader", run.Error, StringComparison.Ordinal);
        Assert.Empty(_leader.Requests);
    }

    [Fact]
    public async Task A_redirect_to_another_scheme_is_not_followed()
    {
        _follower.On("POST /api/v1/apps/my-app/scale", (http, _) => Redirect(http, _leader.Url.Replace("http:", "https:", StringComparison.Ordinal)));

        var run = await _cli.RunAsync(_follower, "scale", "my-app", "5", "--no-wait");

        Assert.Equal(ExitCodes.Failure, run.Code);
        Assert.Contains("from http to https", run.Error, StringComparison.Ordinal);
        Assert.Contains("CLUSTER_API_URL", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_next_read_carries_the_revision_of_the_write()
    {
        var changed = Examples.Spec.Replace("nginx:alpine", "nginx:2", StringComparison.Ordinal);
        _leader.InTurn("GET /api/v1/apps/my-app/spec", FakeController.Json(Examples.Spec), FakeController.Json(changed));
        _leader.On("POST /api/v1/apps/register", """{"message":"ok","app_name":"my-app","status":"registered"}""", 200, ("X-Orchestry-Revision", "42"));
        _leader.On("POST /api/v1/apps/my-app/start", """{"message":"ok","app_name":"my-app","replicas":3,"status":"running"}""", 200, ("X-Orchestry-Revision", "43"));

        var run = await _cli.RunAsync(_leader, "apply", "-f", _cli.Write("app.json", changed));

        Assert.Equal(0, run.Code);
        Assert.False(_leader.Requests[0].Headers.ContainsKey("X-Orchestry-Revision"));
        Assert.Equal("43", _leader.Requests[^1].Headers["X-Orchestry-Revision"]);
        Assert.All(_leader.Requests.Where(r => r.Method == "POST"), r => Assert.False(r.Headers.ContainsKey("X-Orchestry-Revision")));
    }

    private void RedirectScaling() => _follower.On("POST /api/v1/apps/my-app/scale", (http, _) => Redirect(http, _leader.Url));

    private static Task Redirect(HttpContext http, string to)
    {
        http.Response.StatusCode = 307;
        http.Response.Headers.Location = to + http.Request.Path;
        return http.Response.WriteAsync(FakeController.Error("NOT_LEADER"));
    }
}
