namespace Orchestry.Http.Tests.Ring.Users;

public sealed class UserTests
{
    [Fact]
    public async Task Users_are_created_listed_changed_and_removed_as_in_the_reference()
    {
        await using var api = await TestApi.StartAsync();
        api.LogIn();
        var created = await api.SendAsync("POST", "/users", """{ "username": "john", "password": "secretpassword" }""");
        Assert.Equal(201, created.Status);
        created.Is("""{ "id": "2", "username": "john", "created_at": "2024-01-15T10:30:00Z" }""");
        (await api.GetAsync("/users")).Is(
            """
            [
              { "id": "1", "username": "admin", "created_at": "2024-01-15T10:30:00Z" },
              { "id": "2", "username": "john", "created_at": "2024-01-15T10:30:00Z" }
            ]
            """);
        var changed = await api.SendAsync("PUT", "/users/2", """{ "username": "jane" }""");
        Assert.Equal(200, changed.Status);
        changed.Is("""{ "id": "2", "username": "jane", "created_at": "2024-01-15T10:30:00Z" }""");
        Assert.Equal(200, (await api.SendAsync("DELETE", "/users/2")).Status);
        (await api.GetAsync("/users")).Is("""[{ "id": "1", "username": "admin", "created_at": "2024-01-15T10:30:00Z" }]""");
        Assert.Equal("3", (await api.SendAsync("POST", "/users", """{ "username": "jack", "password": "secretpassword" }""")).Json.GetProperty("id").GetString());
    }

    [Fact]
    public async Task Another_password_ends_the_logins_and_is_the_one_to_log_in_with()
    {
        await using var api = await TestApi.StartAsync();
        api.LogIn();
        Assert.Equal(200, (await api.SendAsync("PUT", "/users/1", """{ "password": "newpassword" }""")).Status);
        Assert.Equal(401, (await api.GetAsync("/users/me")).Status);
        Assert.Equal(401, (await api.SendAsync("POST", "/login", """{ "username": "admin", "password": "changeme" }""")).Status);
        Assert.Equal(200, (await api.SendAsync("POST", "/login", """{ "username": "admin", "password": "newpassword" }""")).Status);
    }

    [Fact]
    public async Task Another_name_ends_no_login()
    {
        await using var api = await TestApi.StartAsync();
        api.LogIn();
        Assert.Equal(200, (await api.SendAsync("PUT", "/users/1", """{ "username": "root" }""")).Status);
        Assert.Equal("root", (await api.GetAsync("/users/me")).Json.GetProperty("username").GetString());
    }

    [Fact]
    public async Task The_logins_of_a_user_who_is_removed_end()
    {
        await using var api = await TestApi.StartAsync();
        api.LogIn();
        await api.SendAsync("POST", "/users", """{ "username": "john", "password": "secretpassword" }""");
        var login = await api.SendAsync("POST", "/login", """{ "username": "john", "password": "secretpassword" }""");
        api.UseToken(login.Json.GetProperty("token").GetString());
        Assert.Equal(200, (await api.SendAsync("DELETE", "/users/2")).Status);
        Assert.Equal(401, (await api.GetAsync("/users/me")).Status);
    }

    [Fact]
    public async Task The_last_user_stays()
    {
        await using var api = await TestApi.StartAsync();
        api.LogIn();
        var answer = await api.SendAsync("DELETE", "/users/1");
        Assert.Equal(409, answer.Status);
        answer.Is("""{ "error": "'admin' is the last user; create another one first", "code": "USER_IN_USE" }""");
    }

    [Theory]
    [InlineData("""{ "username": "ADMIN", "password": "secretpassword" }""", 409, "USER_ALREADY_EXISTS", "There is a user 'ADMIN' already")]
    [InlineData("""{ "username": "", "password": "short" }""", 400, "VALIDATION_ERROR", "username: is required; password: must have 8 to 256 characters")]
    [InlineData("""{ "username": "-x", "password": "changeme" }""", 400, "VALIDATION_ERROR", "username: must be 1 to 64 letters, digits, dots, hyphens, underscores and @, with a letter or digit first; password: is one that is tried first: neither the name nor that of the first start will do")]
    [InlineData("""{ "user": "x" }""", 400, "VALIDATION_ERROR", "user: is unknown; known here: username, password")]
    public async Task A_user_that_can_not_be_is_refused_with_every_violation(string body, int status, string code, string sentence)
    {
        await using var api = await TestApi.StartAsync();
        api.LogIn();
        var answer = await api.SendAsync("POST", "/users", body);
        Assert.Equal((status, code, sentence), (answer.Status, answer.Code, answer.Json.GetProperty("error").GetString()));
    }

    [Theory]
    [InlineData("PUT", """{ "password": "newpassword" }""")]
    [InlineData("DELETE", null)]
    public async Task Nobody_is_not_found(string method, string? body)
    {
        await using var api = await TestApi.StartAsync();
        api.LogIn();
        var answer = await api.SendAsync(method, "/users/7", body);
        Assert.Equal(404, answer.Status);
        answer.Is("""{ "error": "User not found", "code": "USER_NOT_FOUND" }""");
    }

    [Fact]
    public async Task A_change_of_nothing_is_none()
    {
        await using var api = await TestApi.StartAsync();
        api.LogIn();
        Assert.Equal([": Nothing to change; name a username or a password"], (await api.SendAsync("PUT", "/users/1", "{}")).Violations);
    }

    [Fact]
    public async Task Neither_passwords_nor_hashes_are_in_any_answer_log_or_event()
    {
        await using var api = await TestApi.StartAsync();
        api.LogIn();
        var answers = new List<string>();
        foreach (var (method, path, body) in new[]
        {
            ("POST", "/users", """{ "username": "john", "password": "secretpassword" }"""), ("PUT", "/users/2", """{ "password": "othersecret" }"""),
            ("POST", "/users", """{ "username": "john", "password": "secretpassword" }"""), ("POST", "/users", """{ "username": "-", "password": "secretpassword" }"""),
            ("GET", "/users", null), ("DELETE", "/users/2", (string?)null),
        })
        {
            answers.Add((await api.SendAsync(method, path, body)).Body);
        }

        var hash = api.Hasher.HashPassword(null!, "secretpassword");
        Assert.All(
            answers.Concat(api.Logs.Lines.Select(l => l.Line)).Concat(api.Documents.Events.Select(e => $"{e}")),
            text => Assert.False(
                text.Contains("secretpassword", StringComparison.Ordinal) || text.Contains("othersecret", StringComparison.Ordinal) || text.Contains(hash, StringComparison.Ordinal), text));
    }
}
