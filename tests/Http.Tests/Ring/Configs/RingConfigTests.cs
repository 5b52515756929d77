using Orchestry.Core.Apps;

namespace Orchestry.Http.Tests.Ring.Configs;

public sealed class RingConfigTests
{
    private const string Body =
        """{ "name": "app-config", "namespace": "production", "data": "{\"database\":{\"host\":\"localhost\",\"port\":5432}}" }""";

    [Fact]
    public async Task A_config_is_what_the_reference_says_it_is()
    {
        await using var api = await TestApi.StartAsync();
        api.LogIn();

        var made = await api.SendAsync("POST", "/configs", Body);
        Assert.Equal(201, made.Status);
        made.Is("""{ "id": "app-config", "name": "app-config", "namespace": "production", "data": "{\"database\":{\"host\":\"localhost\",\"port\":5432}}" }""");
        Assert.Equal(made.Body, (await api.GetAsync("/configs/app-config")).Body);
        Assert.Equal($"[{made.Body}]", (await api.GetAsync("/configs")).Body);
        var changed = await api.SendAsync("PUT", "/configs/app-config", """{"data": ""}""");
        Assert.Equal((200, ""), (changed.Status, changed.Json.GetProperty("data").GetString()));
        Assert.Equal(200, (await api.SendAsync("DELETE", "/configs/app-config")).Status);
        Assert.Equal((404, "CONFIG_NOT_FOUND"), Seen(await api.GetAsync("/configs/app-config")));
    }

    [Fact]
    public async Task Every_broken_rule_is_told()
    {
        await using var api = await TestApi.StartAsync();
        api.LogIn();

        var refused = await api.SendAsync("POST", "/configs", """{"name": "a_b", "namespace": "-", "data": 5}""");
        Assert.Equal(
            ["name", "namespace", "data"], refused.Json.GetProperty("violations").EnumerateArray().Select(v => v.GetProperty("field").GetString()));
        var umlauts = new string('ü', 256 * 1024);
        Assert.Equal(201, (await api.SendAsync("POST", "/configs", $$"""{"name": "a", "data": "{{umlauts}}"}""")).Status);
        Assert.Equal((400, "VALIDATION_ERROR"), Seen(await api.SendAsync("PUT", "/configs/a", $$"""{"data": "{{umlauts}}x"}""")));
        Assert.Equal((409, "CONFIG_ALREADY_EXISTS"), Seen(await api.SendAsync("POST", "/configs", """{"name": "a", "data": ""}""")));
    }

    [Fact]
    public async Task One_that_is_mounted_stays()
    {
        await using var api = await TestApi.StartAsync();
        api.LogIn();
        await api.SendAsync("POST", "/configs", """{"name": "site", "data": "x"}""");
        api.Model.Set(SeedData.MyApp with
        {
            Spec = SeedData.MyApp.Spec with { Volumes = [new VolumeSpec("site", VolumeKind.Config, "/etc/site", ReadOnly: true)] },
        });

        var refused = await api.SendAsync("DELETE", "/configs/site");
        Assert.Equal((409, "CONFIG_IN_USE"), Seen(refused));
        Assert.Contains("my-app", refused.Body, StringComparison.Ordinal);
    }

    private static (int, string) Seen(Answer answer) => (answer.Status, answer.Code);
}
