using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Orchestry.Core.Journal;
using Orchestry.Core.Settings;
using Orchestry.Host.Settings;
using Orchestry.Storage;
using Orchestry.Testing.Journal;

namespace Orchestry.Host.Tests.Settings;

public sealed class StoredConfigTests : IAsyncLifetime
{
    private static readonly TunableConfig FromSettings = new() { ScalingCooldown = 60, HealthTimeout = 7 };
    private readonly FakeStore _store = new();
    private JournalWriter _journal = null!;

    [Fact]
    public async Task Without_a_stored_change_the_settings_hold() => Assert.Equal(FromSettings, await AtNextStartAsync());

    [Fact]
    public async Task A_change_is_answered_as_the_next_start_will_find_it_and_changes_nothing_before()
    {
        using var config = Config();

        var outcome = await config.UpdateAsync(new ConfigPatch(ScalingCheckInterval: 15, HealthFailureThreshold: 5), default);

        Assert.True(outcome.TryGet(out var changed, out _));
        Assert.Equal(FromSettings with { ScalingCheckInterval = 15, HealthFailureThreshold = 5 }, changed.Tunable);
        Assert.Equal(FromSettings, config.Current.Tunable);
        Assert.Equal(changed.Tunable, await AtNextStartAsync());
    }

    [Fact]
    public async Task What_was_stored_wins_over_the_settings_at_the_next_start()
    {
        using var config = Config();
        await config.UpdateAsync(new ConfigPatch(ScalingCooldown: 0), default);

        var next = StoredConfig.Read(await _store.LoadAsync(default), new TunableConfig { ScalingCooldown = 999, HealthTimeout = 999 });

        Assert.Equal((0, 7), (next.ScalingCooldown, next.HealthTimeout));
    }

    [Fact]
    public async Task Changes_add_up()
    {
        using var config = Config();

        await config.UpdateAsync(new ConfigPatch(ScalingCooldown: 1), default);
        await config.UpdateAsync(new ConfigPatch(HealthTimeout: 2), default);

        Assert.Equal((1, 2), ((await AtNextStartAsync()).ScalingCooldown, (await AtNextStartAsync()).HealthTimeout));
    }

    [Fact]
    public async Task A_change_is_told_in_the_journal_and_one_that_changes_nothing_is_not_written()
    {
        using var config = Config();

        await config.UpdateAsync(new ConfigPatch(HealthTimeout: 7), default);
        Assert.Equal(0, _store.Commits);
        await config.UpdateAsync(new ConfigPatch(HealthTimeout: 8), default);

        var told = Assert.Single((await _store.QueryEventsAsync(new EventQuery(), default)).Events).Event;
        Assert.Equal(("ConfigChanged", "Configuration changed; it takes effect at the next start"), (told.Reason, told.Message));
    }

    [Fact]
    public async Task Every_value_out_of_range_is_refused_by_its_field_and_nothing_is_stored()
    {
        using var config = Config();

        var outcome = await config.UpdateAsync(new ConfigPatch(0, -1, 101, 86401, 3601, 0), default);

        Assert.Equal(
            [
                "scaling.default_check_interval: 0 is not between 1 and 86400",
                "scaling.default_cooldown: -1 is not between 0 and 86400",
                "scaling.max_concurrent_scales: 101 is not between 1 and 100",
                "health.default_check_interval: 86401 is not between 1 and 86400",
                "health.default_timeout: 3601 is not between 1 and 3600",
                "health.default_failure_threshold: 0 is not between 1 and 100",
            ],
            outcome.Refusal!.Violations.Select(v => v.ToString()));
        Assert.Equal(0, _store.Commits);
    }

    [Fact]
    public async Task What_a_newer_version_stored_beside_is_passed_over()
    {
        using var config = Config();
        await config.UpdateAsync(new ConfigPatch(HealthTimeout: 8), default);
        var stored = await _store.LoadAsync(default);
        var resource = Assert.Single(stored.Resources);
        var newer = JsonNode.Parse(resource.Spec)!;
        newer["somethingNew"] = 1;

        var read = StoredConfig.Read(stored with { Resources = [resource with { Spec = newer.ToJsonString() }] }, FromSettings);

        Assert.Equal(8, read.HealthTimeout);
    }

    public async Task InitializeAsync()
    {
        await _store.OpenAsync(default);
        _journal = new JournalWriter(_store, 1, new JournalWriterOptions(), NullLogger<JournalWriter>.Instance);
    }

    public async Task DisposeAsync() => await _journal.DisposeAsync();

    private StoredConfig Config() => new(
        new ControllerConfig
        {
            Version = "1.0.0",
            Host = "127.0.0.1",
            Port = 8000,
            Workers = 2,
            DatabaseName = "orchestry.db",
            DatabasePoolSize = 4,
            Tunable = FromSettings,
        },
        FromSettings,
        _store,
        new Office(_journal),
        TimeProvider.System);

    private sealed class Office(IJournal? journal) : ILeaderJournal
    {
        public IJournal? Current => journal;
    }

    private async Task<TunableConfig> AtNextStartAsync() => StoredConfig.Read(await _store.LoadAsync(default), FromSettings);
}
