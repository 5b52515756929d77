namespace Orchestry.Http.Tests.Ring.Tokens;

public sealed class ApiTokenTests
{
    private const string Request = """{ "name": "ci", "scopes": ["users:read"], "namespaces": [], "expire_at": "2024-01-15T11:30:00+00:00" }""";

    [Fact]
    public async Task A_token_is_shown_once_and_lets_its_holder_in_until_it_expires()
    {
        await using var api = await TestApi.StartAsync();
        api.LogIn();
        var created = await api.SendAsync("POST", "/tokens", Request);
        Assert.Equal(201, created.Status);
        var value = created.Json.GetProperty("token").GetString()!;
        Assert.Matches("^ring_pat_[0-9a-f]{64}$", value);
        created.Is(
            $$"""
            { "id": "1", "name": "ci", "token": "{{value}}", "token_prefix": "{{value[..15]}}", "scopes": ["users:read"], "namespaces": [],
              "created_at": "2024-01-15T10:30:00Z", "expire_at": "2024-01-15T11:30:00Z" }
            """);
        var shown = $$"""
            { "id": "1", "name": "ci", "token_prefix": "{{value[..15]}}", "scopes": ["users:read"], "namespaces": [],
              "created_at": "2024-01-15T10:30:00Z", "expire_at": "2024-01-15T11:30:00Z", "revoked_at": null }
            """;
        (await api.GetAsync("/tokens")).Is($"[{shown}]");
        (await api.GetAsync("/tokens/1")).Is(shown);

        api.UseToken(value);
        Assert.Equal("admin", (await api.GetAsync("/users/me")).Json.GetProperty("username").GetString());
        api.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(401, (await api.GetAsync("/users/me")).Status);
    }

    [Fact]
    public async Task A_token_that_is_rotated_has_another_value_and_the_one_before_is_worth_nothing()
    {
        await using var api = await TestApi.StartAsync();
        api.LogIn();
        var before = (await api.SendAsync("POST", "/tokens", Request)).Json.GetProperty("token").GetString();
        var rotated = await api.SendAsync("POST", "/tokens/1/rotate");
        Assert.Equal(200, rotated.Status);
        Assert.Equal("1", rotated.Json.GetProperty("id").GetString());
        api.UseToken(before);
        Assert.Equal(401, (await api.GetAsync("/users/me")).Status);
        api.UseToken(rotated.Json.GetProperty("token").GetString());
        Assert.Equal(200, (await api.GetAsync("/users/me")).Status);
    }

    [Fact]
    public async Task A_token_that_is_revoked_is_worth_nothing_and_stays_to_be_seen()
    {
        await using var api = await TestApi.StartAsync();
        var login = api.LogIn();
        var value = (await api.SendAsync("POST", "/tokens", Request)).Json.GetProperty("token").GetString();
        foreach (var _ in Enumerable.Range(0, 2))
        {
            var revoked = await api.SendAsync("DELETE", "/tokens/1");
            Assert.Equal(200, revoked.Status);
            Assert.Equal("2024-01-15T10:30:00Z", revoked.Json.GetProperty("revoked_at").GetString());
        }

        Assert.Equal("TOKEN_IN_USE", (await api.SendAsync("POST", "/tokens/1/rotate")).Code);
        api.UseToken(value);
        Assert.Equal(401, (await api.GetAsync("/users/me")).Status);
        api.UseToken(login);
        Assert.Equal(1, (await api.GetAsync("/tokens")).Json.GetArrayLength());
    }

    [Fact]
    public async Task A_token_ends_with_the_user_who_created_it()
    {
        await using var api = await TestApi.StartAsync();
        var admin = api.LogIn();
        await api.SendAsync("POST", "/users", """{ "username": "john", "password": "secretpassword" }""");
        api.UseToken((await api.SendAsync("POST", "/login", """{ "username": "john", "password": "secretpassword" }""")).Json.GetProperty("token").GetString());
        var value = (await api.SendAsync("POST", "/tokens", Request)).Json.GetProperty("token").GetString();
        api.UseToken(admin);
        await api.SendAsync("DELETE", "/users/2");
        Assert.Equal(0, (await api.GetAsync("/tokens")).Json.GetArrayLength());
        api.UseToken(value);
        Assert.Equal(401, (await api.GetAsync("/users/me")).Status);
    }

    [Fact]
    public async Task A_request_that_can_not_be_is_refused_with_every_violation()
    {
        await using var api = await TestApi.StartAsync();
        api.LogIn();
        var answer = await api.SendAsync(
            "POST", "/tokens", """{ "name": "", "scopes": ["everything"], "namespaces": ["Bad Name"], "expire_at": "2024-01-15T10:30:00Z" }""");
        Assert.Equal(400, answer.Status);
        Assert.Equal(["name", "scopes[0]", "namespaces[0]", "expire_at"], answer.Violations.Select(v => v.Split(": ")[0]));
        Assert.Equal(
            ["name: is required", "scopes: must be a list of at most 22 texts", "expire_at: must be a time such as 2030-01-15T10:30:00Z", "colour: is unknown; known here: name, scopes, namespaces, expire_at"],
            (await api.SendAsync("POST", "/tokens", """{ "scopes": "admin", "expire_at": "tomorrow", "colour": "red" }""")).Violations);
        Assert.Equal(["scopes"], (await api.SendAsync("POST", "/tokens", """{ "name": "x" }""")).Violations.Select(v => v.Split(": ")[0]));
    }

    [Theory]
    [InlineData("GET", "/tokens/7")]
    [InlineData("DELETE", "/tokens/7")]
    [InlineData("POST", "/tokens/7/rotate")]
    public async Task A_token_that_is_not_there_is_not_found(string method, string path)
    {
        await using var api = await TestApi.StartAsync();
        api.LogIn();
        var answer = await api.SendAsync(method, path);
        Assert.Equal(404, answer.Status);
        answer.Is("""{ "error": "Token not found", "code": "TOKEN_NOT_FOUND" }""");
    }

    [Theory]
    [InlineData("GET", "/tokens")]
    [InlineData("POST", "/tokens")]
    [InlineData("GET", "/tokens/1")]
    [InlineData("DELETE", "/tokens/1")]
    [InlineData("POST", "/tokens/1/rotate")]
    [InlineData("POST", "/tokens/signing-key/rotate")]
    [InlineData("POST", "/logout")]
    public async Task A_token_can_not_make_more_of_itself_without_the_scope_admin(string method, string path)
    {
        await using var api = await TestApi.StartAsync();
        await api.UseApiTokenAsync([.. Core.Access.Scopes.All.Except(["admin"])]);
        Assert.Equal("FORBIDDEN", (await api.SendAsync(method, path, method == "POST" && path == "/tokens" ? Request : null)).Code);
        // Nor with it, where it is bound to a namespace, for the new one need not be.
        await api.UseApiTokenAsync(["admin"], "production");
        Assert.Equal("FORBIDDEN", (await api.SendAsync(method, path, method == "POST" && path == "/tokens" ? Request : null)).Code);
    }

    [Fact]
    public async Task No_value_is_in_what_is_stored_logged_or_told()
    {
        await using var api = await TestApi.StartAsync();
        var login = api.LogIn();
        var value = (await api.SendAsync("POST", "/tokens", Request)).Json.GetProperty("token").GetString()!;
        var next = (await api.SendAsync("POST", "/tokens/1/rotate")).Json.GetProperty("token").GetString()!;
        await api.SendAsync("POST", "/logout");
        var dump = api.Documents.Dump(["api-tokens", "accounts", "signing-keys", "revoked-logins"]);
        Assert.Contains("users:read", dump, StringComparison.Ordinal);
        foreach (var text in api.Logs.Lines.Select(l => l.Line).Append(dump))
        {
            Assert.DoesNotContain(value, text, StringComparison.Ordinal);
            Assert.DoesNotContain(next, text, StringComparison.Ordinal);
            Assert.DoesNotContain(login.Split('.')[2], text, StringComparison.Ordinal);
        }
    }
}
