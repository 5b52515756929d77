using System.Text.Json.Nodes;

namespace Orchestry.Cli.Tests.Commands;

public sealed class RingWritingTests : IAsyncLifetime
{
    private readonly CliRunner _cli = new();
    private FakeController _controller = null!;

    public static TheoryData<string, string, string, string, string> Writes => new()
    {
        { "deployment delete web", "DELETE /deployments/web", "", "{}", "Deployment web deleted" },
        { "deployment delete web --force", "DELETE /deployments/web", "", "{}", "Deployment web deleted" },
        { "config create c -n shop -f -", "POST /configs", """{"name":"c","namespace":"shop","data":"typed\n"}""", """{"id":"c-1"}""", "Config c-1 created" },
        { "config update c-1 -f -", "PUT /configs/c-1", """{"data":"typed\n"}""", "{}", "Config c-1 updated" },
        { "config delete c-1", "DELETE /configs/c-1", "", "", "Config c-1 deleted" },
        { "secret create db -n shop --from-file -", "POST /secrets", """{"namespace":"shop","name":"db","value":"typed"}""", """{"id":"s1"}""", "Secret s1 created" },
        { "secret rotate s1 --from-file -", "PUT /secrets/s1", """{"value":"typed"}""", "{}", "Secret s1 rotated" },
        { "secret delete s1 -f", "DELETE /secrets/s1?force=true", "", "{}", "Secret s1 deleted" },
        { "namespace create shop", "POST /namespaces", """{"name":"shop"}""", """{"name":"shop"}""", "Namespace shop created" },
        { "namespace delete shop", "DELETE /namespaces/shop", "", "{}", "Namespace shop deleted" },
        { "user create --username john --password-stdin", "POST /users", """{"username":"john","password":"typed"}""", """{"id":"2","username":"john"}""", "User john created (id 2)" },
        { "user update 2 --username jack", "PUT /users/2", """{"username":"jack"}""", "{}", "User 2 updated" },
        { "user update 2 --password-stdin", "PUT /users/2", """{"password":"typed"}""", "{}", "User 2 updated; logins with the old password have ended" },
        { "user delete 2", "DELETE /users/2", "", "{}", "User 2 deleted" },
        {
            "token create ci -s deployments:read -s deployments:write -n shop --expires 2030-01-31T00:00:00Z", "POST /tokens",
            """{"name":"ci","scopes":["deployments:read","deployments:write"],"namespaces":["shop"],"expire_at":"2030-01-31T00:00:00Z"}""", """{"id":"t1","token":"ring_pat_x"}""", "ring_pat_x"
        },
        { "token rotate t1", "POST /tokens/t1/rotate", "", """{"id":"t1","token":"ring_pat_y"}""", "ring_pat_y" },
        { "token revoke t1", "DELETE /tokens/t1", "", "{}", "Token t1 revoked" },
    };

    public async Task InitializeAsync() => _controller = await FakeController.StartAsync();

    public async Task DisposeAsync()
    {
        await _controller.DisposeAsync();
        _cli.Dispose();
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task Each_sends_what_it_says(string arguments, string request, string body, string answer, string said)
    {
        _controller.On(request.Split('?')[0], answer);
        _cli.Input = "typed\n";

        var run = await _cli.RingAsync(_controller, arguments.Split(' '));

        Assert.Equal((0, said + "\n"), (run.Code, run.Out));
        Assert.Equal(request, _controller.Last.Line);
        Assert.True(body.Length == 0 ? _controller.Last.Body.Length == 0
            : JsonNode.DeepEquals(JsonNode.Parse(body), JsonNode.Parse(_controller.Last.Body)), _controller.Last.Body);
        Assert.DoesNotContain("typed", run.Out + run.Error, StringComparison.Ordinal);
        _cli.Input = "typed\n";
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(answer.Length == 0 ? "{}" : answer),
            JsonNode.Parse((await _cli.RingAsync(_controller, [.. arguments.Split(' '), "-o", "json"])).Out)));
    }

    [Fact]
    public async Task A_secret_on_the_command_line_works_and_warns()
    {
        _controller.On("POST /secrets", """{"id":"s1"}""", 201);

        var run = await _cli.RingAsync(_controller, "secret", "create", "db", "-n", "shop", "-v", "hunter2");

        Assert.Equal(0, run.Code);
        Assert.Contains("warning: a value on the command line", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", run.Out + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_users_own_password_is_changed_without_an_id()
    {
        _controller.On("GET /users/me", """{"id":"7","username":"me"}""").On("PUT /users/7", "{}");
        _cli.Input = "new\n";

        await _cli.RingAsync(_controller, "user", "update", "--password-stdin");

        Assert.Equal("PUT /users/7", _controller.Last.Line);
    }

    [Fact]
    public async Task A_new_password_is_typed_twice()
    {
        (_cli.IsTerminal, _cli.Secret) = (true, "new");
        _controller.On("POST /users", """{"id":"2","username":"john"}""", 201);

        Assert.Contains("Password of the new user: \nOnce more: \n", (await _cli.RingAsync(_controller, "user", "create", "-u", "john")).Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_is_deleted_by_name_as_well()
    {
        _controller.On("GET /users", """[{"id":"1","username":"admin"},{"id":"2","username":"john"}]""").On("DELETE /users/2", "{}");

        Assert.Equal("User john deleted\n", (await _cli.RingAsync(_controller, "user", "delete", "--username", "john")).Out);
        Assert.Equal(ExitCodes.NotFound, (await _cli.RingAsync(_controller, "user", "delete", "--username", "jack")).Code);
        Assert.Equal(ExitCodes.Usage, (await _cli.RingAsync(_controller, "user", "delete")).Code);
    }

    [Fact]
    public async Task Prune_deletes_what_has_ended_and_with_all_everything()
    {
        _controller.On("GET /deployments", """[{"id":"a","status":"running"},{"id":"b","status":"completed"},{"id":"c","status":"crash_loop_back_off"}]""")
            .On("DELETE /deployments/a", "{}").On("DELETE /deployments/b", "{}").On("DELETE /deployments/c", "{}");

        Assert.Equal("Deployment b deleted\nDeployment c deleted\n", (await _cli.RingAsync(_controller, "namespace", "prune", "shop")).Out);
        Assert.Equal("""["a","b","c"]""", JsonNode.Parse((await _cli.RingAsync(_controller, "namespace", "prune", "shop", "--all", "-o", "json")).Out)!.ToJsonString());
        Assert.Contains("GET /deployments?namespace[]=shop", _controller.Requests.Select(r => r.Line));
    }

    [Fact]
    public async Task Metrics_and_health_checks_are_the_applications()
    {
        _controller.On("GET /deployments/web-x", """{"id":"web-x","name":"web","namespace":"shop"}""").On("GET /api/v1/apps/web/metrics", Examples.Metrics)
            .On("GET /api/v1/apps/web/health", """
                {"app_name":"web","overall_health":"degraded","healthy_replicas":1,"total_replicas":2,
                 "containers":[{"id":"a","name":"web-1","health":"unhealthy","last_check":"2024-01-15T10:30:00Z","consecutive_failures":2,"last_error":"Connection refused"}],
                 "health_check_config":{"path":"/up","port":80,"protocol":"HTTP","period_seconds":30,"timeout_seconds":5,"failure_threshold":3}}
                """);

        Assert.Contains("45.2%  62.1%   127.5", (await _cli.RingAsync(_controller, "deployment", "metrics", "web-x")).Out, StringComparison.Ordinal);
        Assert.Equal("GET /api/v1/apps/web/metrics?namespace=shop", _controller.Last.Line);
        var health = await _cli.RingAsync(_controller, "deployment", "health-checks", "web-x");
        Assert.Contains("checked by HTTP on port 80 at /up every 30 s", health.Out, StringComparison.Ordinal);
        Assert.Contains("web-1    unhealthy  2024-01-15T10:30:00Z  2         -     Connection refused", health.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_config_is_printed_as_it_is()
    {
        _controller.On("GET /configs/c", """{"id":"c","name":"c","namespace":"default","data":"a = 1\nb = 2\n"}""");

        Assert.Equal("a = 1\nb = 2\n", (await _cli.RingAsync(_controller, "config", "inspect", "c")).Out);
    }

    [Fact]
    public async Task Init_keeps_the_address_of_the_environment()
    {
        _cli.Variables["RING_SERVER_URL"] = "http://ring.example:3031";

        await _cli.RunAsync(Persona.Ring, ["init"]);

        Assert.Contains("host = \"ring.example\"\napi.scheme = \"http\"\napi.port = 3031", await File.ReadAllTextAsync(Path.Combine(_cli.Home, ".config/kemeter/ring/config.toml")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_server_takes_the_place_of_the_command()
    {
        _cli.ProgramFolder = Path.GetDirectoryName(_cli.Write("bin/orchestryd", ""))!;

        var run = await _cli.RunAsync(Persona.Ring, ["server", "start", "--", "--port", "9000"]);

        Assert.Equal([Path.Combine(_cli.ProgramFolder, "orchestryd"), "--port", "9000"], _cli.Became);
        Assert.Equal(ExitCodes.Failure, run.Code);
    }

    [Fact]
    public async Task Without_a_server_beside_it_that_is_told()
    {
        var run = await _cli.RunAsync(Persona.Ring, ["server", "start"]);

        Assert.Equal(ExitCodes.NotFound, run.Code);
        Assert.Empty(_cli.Became);
    }
}
