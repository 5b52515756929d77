using Orchestry.Core.Apps;
using Orchestry.Core.Namespaces;

namespace Orchestry.Http.Tests.Orchestry.Apps;

/// <summary>The reference's paths mean the namespace <c>default</c> unless the query names another one.</summary>
public sealed class NamespaceTests
{
    private static readonly AppSnapshot Theirs = SeedData.MyApp with
    {
        Name = AppName.Parse("my-app-x2b4c"),
        Spec = SeedData.MyApp.Spec with { Namespace = NamespaceName.Parse("production") },
    };

    [Fact]
    public async Task An_application_is_found_in_the_namespace_that_the_query_names()
    {
        await using var api = await TestApi.StartAsync();
        api.Model.Set(SeedData.MyApp, Theirs);

        var ours = await api.GetAsync("/api/v1/apps/my-app");
        Assert.Equal(200, ours.Status);
        Assert.False(ours.Json.TryGetProperty("namespace", out _));
        var theirs = (await api.GetAsync("/api/v1/apps/my-app?namespace=production")).Json;
        Assert.Equal(
            ("my-app", "production", "my-app-x2b4c"),
            (theirs.GetProperty("name").GetString(), theirs.GetProperty("namespace").GetString(), theirs.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task The_application_of_another_namespace_is_never_meant()
    {
        await using var api = await TestApi.StartAsync();
        api.Model.Set(SeedData.MyApp with { Spec = Theirs.Spec });

        Assert.Equal((404, "APP_NOT_FOUND"), Seen(await api.GetAsync("/api/v1/apps/my-app")));
        Assert.Equal((404, "APP_NOT_FOUND"), Seen(await api.SendAsync("POST", "/api/v1/apps/my-app/stop", "{}")));
        Assert.Empty(api.Orchestrator.Asked);
        Assert.Equal((404, "APP_NOT_FOUND"), Seen(await api.GetAsync("/api/v1/apps/my-app/health?namespace=staging")));
        Assert.Equal((400, "VALIDATION_ERROR"), Seen(await api.GetAsync("/api/v1/apps/my-app?namespace=No")));
    }

    [Fact]
    public async Task The_list_shows_one_namespace_or_every_one()
    {
        await using var api = await TestApi.StartAsync();
        api.Model.Set(SeedData.MyApp, Theirs);

        Assert.Equal(["my-app//"], await ListAsync(api, ""));
        Assert.Equal(["my-app/production/my-app-x2b4c"], await ListAsync(api, "?namespace=production"));
        Assert.Equal(["my-app//", "my-app/production/my-app-x2b4c"], await ListAsync(api, "?namespace=*"));
        Assert.Equal(["my-app/production/my-app-x2b4c"], await ListAsync(api, "?namespace=production&format=summary"));
        Assert.Empty(await ListAsync(api, "?namespace=nobody"));
        Assert.Equal((400, "VALIDATION_ERROR"), Seen(await api.GetAsync("/api/v1/apps?namespace=a*")));
    }

    private static (int, string) Seen(Answer answer) => (answer.Status, answer.Code);

    private static async Task<string[]> ListAsync(TestApi api, string query)
    {
        var list = (await api.GetAsync($"/api/v1/apps{query}")).Json;
        var apps = list.GetProperty("apps").EnumerateArray().ToArray();
        Assert.Equal(apps.Length, list.GetProperty("total").GetInt32());
        return [.. apps.Select(a => $"{Text(a, "name")}/{Text(a, "namespace")}/{Text(a, "id")}")];
    }

    private static string? Text(System.Text.Json.JsonElement app, string field) => app.TryGetProperty(field, out var value) ? value.GetString() : null;
}
