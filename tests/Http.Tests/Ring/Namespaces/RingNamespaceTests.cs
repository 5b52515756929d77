namespace Orchestry.Http.Tests.Ring.Namespaces;

public sealed class RingNamespaceTests
{
    [Fact]
    public async Task A_namespace_is_made_shown_and_removed()
    {
        await using var api = await TestApi.StartAsync();
        api.LogIn();

        var made = await api.SendAsync("POST", "/namespaces", """{"name": "production"}""");
        Assert.Equal(201, made.Status);
        Assert.Equal(["id", "name", "created_at", "updated_at"], made.Json.EnumerateObject().Select(p => p.Name));
        Assert.Equal(made.Body, (await api.GetAsync("/namespaces/production")).Body);
        Assert.Equal(["default", "production"], await ListAsync(api));
        Assert.Equal((409, "NAMESPACE_ALREADY_EXISTS"), Seen(await api.SendAsync("POST", "/namespaces", """{"name": "production"}""")));
        Assert.Equal(200, (await api.SendAsync("DELETE", "/namespaces/production")).Status);
        Assert.Equal((404, "NAMESPACE_NOT_FOUND"), Seen(await api.SendAsync("DELETE", "/namespaces/production")));
        Assert.Equal((400, "VALIDATION_ERROR"), Seen(await api.SendAsync("POST", "/namespaces", """{"name": "No"}""")));
        Assert.Equal((400, "VALIDATION_ERROR"), Seen(await api.SendAsync("POST", "/namespaces", "{}")));
    }

    [Fact]
    public async Task One_that_something_is_in_comes_with_it_and_stays_with_it()
    {
        await using var api = await TestApi.StartAsync();
        api.LogIn();
        await api.SendAsync("POST", "/configs", """{"name": "site", "namespace": "staging", "data": "x"}""");

        Assert.Equal(["default", "staging"], await ListAsync(api));
        var refused = await api.SendAsync("DELETE", "/namespaces/staging");
        Assert.Equal((409, "NAMESPACE_IN_USE"), Seen(refused));
        Assert.Contains("config site", refused.Body, StringComparison.Ordinal);
        Assert.Equal((409, "NAMESPACE_IN_USE"), Seen(await api.SendAsync("DELETE", "/namespaces/default")));
    }

    private static (int, string) Seen(Answer answer) => (answer.Status, answer.Code);

    private static async Task<IEnumerable<string?>> ListAsync(TestApi api) =>
        (await api.GetAsync("/namespaces")).Json.EnumerateArray().Select(n => n.GetProperty("name").GetString());
}
