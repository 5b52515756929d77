namespace Orchestry.Http.Tests.Orchestry.Apps;

/// <summary>What a registered document names must exist, and what is secret in it is neither kept nor shown in the clear.</summary>
public sealed class ReferenceTests
{
    [Fact]
    public async Task A_missing_secret_or_config_is_refused_with_its_place()
    {
        await using var api = await TestApi.StartAsync();

        var refused = await RegisterAsync(api, """
            "environment": [{"name": "A", "source": "secret", "key": "db"}], "volumes": [{"config": "site", "mountPath": "/etc/site"}]
            """);

        Assert.Equal((400, "INVALID_SPEC"), (refused.Status, refused.Code));
        Assert.Equal(
            [
                "spec.environment[0].key: secret 'db' does not exist in the namespace 'default'",
                "spec.volumes[0].config: config 'site' does not exist in the namespace 'default'",
            ],
            refused.Violations);
        Assert.Empty(api.Orchestrator.Asked);
    }

    [Fact]
    public async Task What_exists_is_accepted()
    {
        await using var api = await TestApi.StartAsync();
        api.LogIn();
        await api.SendAsync("POST", "/secrets", """{"name": "db", "value": {"user": "me"}}""");

        Assert.Equal(201, (await RegisterAsync(api, """ "environment": [{"name": "A", "source": "secret", "key": "db", "field": "user"}] """)).Status);
        Assert.Equal(
            ["spec.environment[0].field: secret 'db' is no JSON object with a member 'password'"],
            (await RegisterAsync(api, """ "environment": [{"name": "A", "source": "secret", "key": "db", "field": "password"}] """)).Violations);
    }

    [Fact]
    public async Task What_is_sealed_for_something_else_is_refused()
    {
        await using var api = await TestApi.StartAsync();
        var elsewhere = Convert.ToBase64String(new byte[60]);

        var refused = await RegisterAsync(api, $$"""
            "environment": [{"name": "A", "source": "sealed", "value": "{{elsewhere}}"}, {"name": "B", "source": "sealed", "value": "********"}],
            "imagePull": {"username": "me", "sealedPassword": "{{elsewhere}}"}
            """);

        Assert.Equal(
            ["spec.environment[0].value", "spec.environment[1].value", "spec.imagePull.password"],
            refused.Violations.Select(v => v.Split(':')[0]));
    }

    [Fact]
    public async Task The_document_that_is_shown_masks_what_is_sealed()
    {
        await using var api = await TestApi.StartAsync();
        api.Model.Set(SeedData.MyApp with
        {
            Document = """
                {"apiVersion": "v1", "kind": "App", "metadata": {"name": "my-app"},
                 "spec": {"image": "x", "environment": [{"name": "A", "source": "sealed", "value": "c2VhbGVk"}]}}
                """,
        });

        var shown = await api.GetAsync("/api/v1/apps/my-app/spec");

        Assert.Equal(200, shown.Status);
        Assert.DoesNotContain("c2VhbGVk", shown.Body, StringComparison.Ordinal);
        Assert.Contains("********", shown.Body, StringComparison.Ordinal);
    }

    private static Task<Answer> RegisterAsync(TestApi api, string more) => api.SendAsync("POST", "/api/v1/apps/register", $$"""
        {"apiVersion": "v1", "kind": "App", "metadata": {"name": "my-app"}, "spec": {"type": "worker", "image": "web:1", {{more}} } }
        """);
}
