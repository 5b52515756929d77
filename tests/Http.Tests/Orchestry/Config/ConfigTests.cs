using Orchestry.Core.Settings;

namespace Orchestry.Http.Tests.Orchestry.Config;

public sealed class ConfigTests
{
    [Fact]
    public async Task The_configuration_is_shown_as_the_reference_shows_it()
    {
        await using var api = await TestApi.StartAsync();
        (await api.GetAsync("/api/v1/config")).Is(
            """
            {
              "version": "1.0.0",
              "controller": { "host": "0.0.0.0", "port": 8000, "workers": 4 },
              "database": { "host": "orchestry-postgres-primary", "port": 5432, "name": "orchestry", "pool_size": 10 },
              "scaling": { "default_check_interval": 30, "default_cooldown": 180, "max_concurrent_scales": 3 },
              "health": { "default_check_interval": 10, "default_timeout": 5, "default_failure_threshold": 3 }
            }
            """);
    }

    [Fact]
    public async Task A_change_answers_with_what_the_next_start_will_find()
    {
        await using var api = await TestApi.StartAsync();
        var answer = await api.SendAsync(
            "PUT", "/api/v1/config",
            """{ "scaling": { "default_check_interval": 45, "default_cooldown": 300 }, "health": { "default_check_interval": 15 } }""");
        Assert.Equal(200, answer.Status);
        Assert.True(answer.Json.GetProperty("restart_required").GetBoolean());
        Assert.Equal(45, answer.Json.GetProperty("config").GetProperty("scaling").GetProperty("default_check_interval").GetInt32());
        Assert.Equal(new ConfigPatch(ScalingCheckInterval: 45, ScalingCooldown: 300, HealthCheckInterval: 15), api.Config.Asked);
    }

    [Fact]
    public async Task A_change_answers_with_a_revision_that_holds_it()
    {
        await using var api = await TestApi.StartAsync();
        api.Config.Stored = () => api.Model.Revision = 43;
        var answer = await api.SendAsync("PUT", "/api/v1/config", """{ "scaling": { "default_cooldown": 300 } }""");
        Assert.Equal("43", answer.Header("X-Orchestry-Revision"));
    }

    [Fact]
    public async Task Every_wrong_setting_is_named_with_its_path()
    {
        await using var api = await TestApi.StartAsync();
        var answer = await api.SendAsync(
            "PUT", "/api/v1/config",
            """{ "scaling": { "default_cooldown": -1, "cooldown": 3 }, "health": 7, "controller": { "port": 80 } }""");
        Assert.Equal(
            [
                "health: must be an object",
                "scaling.default_cooldown: must be a whole number from 0 to 86400",
                "scaling.cooldown: is unknown; known here: default_check_interval, default_cooldown, max_concurrent_scales",
                "controller: is unknown; known here: scaling, health",
            ],
            answer.Violations);
        Assert.Null(api.Config.Asked);
    }

    [Fact]
    public async Task A_change_of_nothing_is_refused()
    {
        await using var api = await TestApi.StartAsync();
        Assert.Equal(
            [": Nothing to change; name at least one setting of scaling or health"],
            (await api.SendAsync("PUT", "/api/v1/config", """{ "scaling": {} }""")).Violations);
    }
}
