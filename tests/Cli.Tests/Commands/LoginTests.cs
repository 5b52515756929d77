using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Orchestry.Cli.Contexts;

namespace Orchestry.Cli.Tests.Commands;

[UnsupportedOSPlatform("windows")]
public sealed class LoginTests : IAsyncLifetime
{
    private const string Token = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.secret";

    private readonly CliRunner _cli = new();
    private FakeController _controller = null!;

    private string TokenFile => Path.Combine(_cli.Home, ".config/kemeter/ring/auth.json");

    public async Task InitializeAsync()
    {
        _controller = await FakeController.StartAsync();
        _controller.On("POST /login", $$"""{"token":"{{Token}}"}""").On("GET /deployments", "[]");
    }

    public async Task DisposeAsync()
    {
        await _controller.DisposeAsync();
        _cli.Dispose();
    }

    [Fact]
    public async Task Ring_login_with_a_password_argument_works_and_warns()
    {
        var run = await _cli.RingAsync(_controller, "login", "--username", "admin", "--password", "hunter2");

        Assert.Equal((0, ""), (run.Code, run.Out));
        Assert.Equal("""{"username":"admin","password":"hunter2"}""", _controller.Last.Body);
        Assert.StartsWith("warning: a password on the command line can be seen by everybody", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Token, run.Error, StringComparison.Ordinal);
        Assert.Equal(Token, JsonNode.Parse(await File.ReadAllTextAsync(TokenFile))!["default"]!["token"]!.GetValue<string>());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(TokenFile));
    }

    [Fact]
    public async Task A_login_at_the_environments_address_is_remembered_for_it()
    {
        _cli.Variables["RING_SERVER_URL"] = _controller.Url;

        await _cli.RunAsync(Persona.Ring, ["login", "-u", "admin", "-p", "x"]);
        await _cli.RunAsync(Persona.Ring, ["deployment", "list"]);

        Assert.Equal($"Bearer {Token}", _controller.Last.Headers["Authorization"]);
    }

    [Fact]
    public async Task Wrong_credentials_and_a_hold_up_are_told_at_once()
    {
        _controller.InTurn(
            "POST /login", FakeController.Json(FakeController.RingError("INVALID_CREDENTIALS", "Invalid username or password"), 401),
            FakeController.Json(FakeController.RingError("RATE_LIMIT_EXCEEDED", "Too many failed logins; try again in 2 s"), 429, "2"));

        var wrong = await _cli.RingAsync(_controller, "login", "-u", "admin", "-p", "x");
        var heldUp = await _cli.RingAsync(_controller, "login", "-u", "admin", "-p", "x");

        Assert.Equal((ExitCodes.NotAllowed, ExitCodes.Failure), (wrong.Code, heldUp.Code));
        Assert.Contains("Invalid username or password\n  next: look at the name and the password", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("try again in 2 s", heldUp.Error, StringComparison.Ordinal);
        Assert.Equal(2, _controller.Requests.Count);
    }

    [Fact]
    public async Task Later_commands_use_the_token_and_logout_ends_it()
    {
        await _cli.RingAsync(_controller, "login", "-u", "admin", "-p", "x");

        await _cli.RunAsync(Persona.Ring, ["deployment", "list"]);
        Assert.Equal($"Bearer {Token}", _controller.Last.Headers["Authorization"]);

        _controller.On("POST /logout", "", 204);
        Assert.Equal("Logged out.\n", (await _cli.RunAsync(Persona.Ring, ["logout"])).Error);
        Assert.Equal($"Bearer {Token}", _controller.Last.Headers["Authorization"]);

        await _cli.RunAsync(Persona.Ring, ["deployment", "list"]);
        Assert.False(_controller.Last.Headers.ContainsKey("Authorization"));
        Assert.Equal("Nobody is logged in with context 'default'.\n", (await _cli.RunAsync(Persona.Ring, ["logout"])).Error);
    }

    [Fact]
    public async Task The_password_is_read_from_standard_input_without_its_line_end()
    {
        _cli.Input = "correct horse\n";

        var run = await _cli.RingAsync(_controller, "login", "--username", "admin", "--password-stdin");

        Assert.Equal("""{"username":"admin","password":"correct horse"}""", _controller.Last.Body);
        Assert.DoesNotContain("warning", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_is_asked_and_what_is_typed_is_not_shown()
    {
        (_cli.IsTerminal, _cli.Input, _cli.Secret) = (true, "john\n", "hunter2");
        _cli.Variables["NO_COLOR"] = "1";

        var run = await _cli.RingAsync(_controller, "login");

        Assert.Equal("""{"username":"john","password":"hunter2"}""", _controller.Last.Body);
        Assert.StartsWith("User [admin] Password: \nLogged in as john", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_without_a_password_is_told_how_to_give_one()
    {
        var run = await _cli.RingAsync(_controller, "login", "--username", "admin");

        Assert.Equal(ExitCodes.Usage, run.Code);
        Assert.Contains("add --password-stdin", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_keeps_nothing()
    {
        _controller.On("POST /login", """{"error":"Wrong user or password","code":"INVALID_CREDENTIALS"}""", 401);

        var run = await _cli.RingAsync(_controller, "login", "-u", "admin", "-p", "x");

        Assert.Equal(ExitCodes.NotAllowed, run.Code);
        Assert.False(File.Exists(TokenFile));
    }

    [Fact]
    public async Task A_token_does_not_go_to_another_address_than_it_is_of()
    {
        await _cli.RingAsync(_controller, "login", "-u", "admin", "-p", "x");
        await using var stranger = await FakeController.StartAsync();
        stranger.On("GET /deployments", "[]");

        await _cli.RingAsync(stranger, "deployment", "list");

        Assert.False(stranger.Last.Headers.ContainsKey("Authorization"));
        var run = await _cli.RingAsync(stranger, "login", "-u", "admin", "-p", "x");
        Assert.Equal(ExitCodes.Usage, run.Code);
        Assert.Contains("name another one with --context NAME", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_environments_token_wins()
    {
        await _cli.RingAsync(_controller, "login", "-u", "admin", "-p", "x");
        _cli.Variables["RING_TOKEN"] = "ring_pat_ci";

        await _cli.RunAsync(Persona.Ring, ["deployment", "list"]);

        Assert.Equal("Bearer ring_pat_ci", _controller.Last.Headers["Authorization"]);
    }

    [Fact]
    public void A_connection_does_not_print_its_token() =>
        Assert.DoesNotContain("secret", new Connection("default", [new Uri("http://127.0.0.1")], "secret").ToString(), StringComparison.Ordinal);

    [Fact]
    public async Task A_token_file_that_is_broken_is_told()
    {
        _cli.Write(".config/kemeter/ring/auth.json", "{");

        Assert.Contains("is not what 'login' writes", (await _cli.RunAsync(Persona.Ring, ["deployment", "list"])).Error, StringComparison.Ordinal);
    }
}
