using System.Text.Json;

namespace Orchestry.Http.Tests.Ring.Secrets;

public sealed class SecretTests
{
    private const string Db = """{"namespace": "production", "name": "db", "value": "s3cret"}""";

    [Fact]
    public async Task A_secret_is_made_shown_rotated_and_removed_and_its_value_never_comes_back()
    {
        await using var api = await TestApi.StartAsync();
        api.LogIn();

        var made = await api.SendAsync("POST", "/secrets", Db);
        Assert.Equal(201, made.Status);
        Assert.Equal(["id", "created_at", "namespace", "name"], Fields(made.Json));
        Assert.Equal(("db", "production"), (made.Json.GetProperty("id").GetString(), made.Json.GetProperty("namespace").GetString()));

        var shown = await api.GetAsync("/secrets/db");
        Assert.Equal(["id", "created_at", "updated_at", "namespace", "name"], Fields(shown.Json));
        api.Time.Advance(TimeSpan.FromMinutes(1));
        var rotated = await api.SendAsync("PUT", "/secrets/db", """{"value": {"user": "me", "password": "n3xt"}}""");
        Assert.Equal(200, rotated.Status);
        Assert.NotEqual(rotated.Json.GetProperty("created_at").GetString(), rotated.Json.GetProperty("updated_at").GetString());
        var removed = await api.SendAsync("DELETE", "/secrets/db");
        Assert.Equal(200, removed.Status);
        Assert.Equal((404, "SECRET_NOT_FOUND"), Seen(await api.GetAsync("/secrets/db")));

        var everything = string.Concat(made.Body, shown.Body, rotated.Body, removed.Body, api.Documents.Dump(["secret"]), string.Concat(api.Logs.Lines));
        Assert.DoesNotContain("s3cret", everything, StringComparison.Ordinal);
        Assert.DoesNotContain("n3xt", everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_shows_the_namespaces_that_are_asked_for()
    {
        await using var api = await TestApi.StartAsync();
        api.LogIn();
        await api.SendAsync("POST", "/secrets", Db);
        await api.SendAsync("POST", "/secrets", """{"name": "db", "value": "x"}""");

        var all = (await api.GetAsync("/secrets")).Json.EnumerateArray().ToArray();
        Assert.Equal(["default/db", "production/db"], all.Select(Path));
        Assert.NotEqual(all[0].GetProperty("id").GetString(), all[1].GetProperty("id").GetString());
        Assert.Equal(["production/db"], (await api.GetAsync("/secrets?namespace[]=production&namespace[]=nobody")).Json.EnumerateArray().Select(Path));
        Assert.Equal(["default/db"], (await api.GetAsync("/secrets?namespace=default")).Json.EnumerateArray().Select(Path));
        Assert.Equal((400, "VALIDATION_ERROR"), Seen(await api.GetAsync("/secrets?namespace[]=No")));
    }

    [Fact]
    public async Task Every_broken_rule_is_told_and_no_value_with_them()
    {
        await using var api = await TestApi.StartAsync();
        api.LogIn();

        var refused = await api.SendAsync("POST", "/secrets", """{"name": "D B", "namespace": "No", "value": ["h1dden"], "more": 1}""");

        Assert.Equal((400, "VALIDATION_ERROR"), Seen(refused));
        Assert.Equal(
            ["name", "namespace", "value", "more"],
            refused.Json.GetProperty("violations").EnumerateArray().Select(v => v.GetProperty("field").GetString()));
        Assert.DoesNotContain("h1dden", refused.Body + string.Concat(api.Logs.Lines), StringComparison.Ordinal);
        Assert.Equal(400, (await api.SendAsync("POST", "/secrets", """{"name": "db", "value": ""}""")).Status);
        Assert.Equal(400, (await api.SendAsync("POST", "/secrets", """{"name": "db"}""")).Status);
        var large = new string('x', (512 * 1024) + 1);
        Assert.Equal(400, (await api.SendAsync("POST", "/secrets", $$"""{"name": "db", "value": "{{large}}"}""")).Status);
        Assert.Equal(201, (await api.SendAsync("POST", "/secrets", $$"""{"name": "db", "value": "{{large[1..]}}"}""")).Status);
    }

    [Fact]
    public async Task The_same_name_twice_is_a_conflict_and_what_is_not_there_is_not_found()
    {
        await using var api = await TestApi.StartAsync();
        api.LogIn();
        await api.SendAsync("POST", "/secrets", Db);

        Assert.Equal((409, "SECRET_ALREADY_EXISTS"), Seen(await api.SendAsync("POST", "/secrets", Db)));
        Assert.Equal((404, "SECRET_NOT_FOUND"), Seen(await api.SendAsync("PUT", "/secrets/other", """{"value": "x"}""")));
        Assert.Equal((404, "SECRET_NOT_FOUND"), Seen(await api.SendAsync("DELETE", "/secrets/other")));
    }

    [Fact]
    public async Task One_that_is_used_goes_by_force_only()
    {
        await using var api = await TestApi.StartAsync();
        api.LogIn();
        await api.SendAsync("POST", "/secrets", """{"name": "db", "value": "x"}""");
        api.Model.Set(SeedData.MyApp with
        {
            Spec = SeedData.MyApp.Spec with { Environment = [new("DB", Core.Apps.EnvironmentSource.Secret, "db")] },
        });

        var refused = await api.SendAsync("DELETE", "/secrets/db");
        Assert.Equal((409, "SECRET_IN_USE"), Seen(refused));
        Assert.Contains("my-app", refused.Body, StringComparison.Ordinal);
        Assert.Equal(200, (await api.SendAsync("DELETE", "/secrets/db?force=true")).Status);
    }

    private static (int, string) Seen(Answer answer) => (answer.Status, answer.Code);

    private static string Path(JsonElement secret) => $"{secret.GetProperty("namespace").GetString()}/{secret.GetProperty("name").GetString()}";

    private static IEnumerable<string> Fields(JsonElement json) => json.EnumerateObject().Select(p => p.Name);
}
