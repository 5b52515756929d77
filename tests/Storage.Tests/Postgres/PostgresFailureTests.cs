using Microsoft.Extensions.Logging;
using Npgsql;
using Orchestry.Core.Journal;
using Orchestry.Storage.Postgres;
using Orchestry.Testing;

namespace Orchestry.Storage.Tests.Postgres;

/// <summary>A bad network and a server that says no: what is known of a commit is said, and nothing hangs.</summary>
[Collection(SharedPostgres.Name)]
public sealed class PostgresFailureTests(PostgresServer postgres) : IAsyncLifetime
{
    // Far above the times in use (1 s to connect, 1 s for a statement).
    private static readonly TimeSpan Bounded = TestKit.Guard;

    private readonly Stores _stores = new();
    private readonly ManualClock _clock = new();
    private TcpProxy _proxy = null!;
    private string _direct = "";
    private string _proxied = "";

    public async Task InitializeAsync()
    {
        _direct = await postgres.Server.CreateDatabaseAsync();
        _proxy = new TcpProxy(postgres.Server.Port);
        _proxied = postgres.Server.ConnectionString(DatabaseName, _proxy.Port);
    }

    public async Task DisposeAsync()
    {
        _proxy.Speak();
        await _stores.DisposeAsync();
        await _proxy.DisposeAsync();
    }

    [Fact]
    public async Task A_server_that_answers_late_when_the_process_starts_is_connected_to_again()
    {
        using var logs = new CapturingLoggerFactory();
        await using var store = new PostgresStore(_stores.Database(_proxied, patience: 1), logs.CreateLogger<PostgresStore>());
        _proxy.FallSilent();

        var opening = store.OpenAsync(CancellationToken.None);
        while (logs.WithId(4105).Count == 0 && !opening.IsCompleted)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        _proxy.Speak();
        await opening.WaitAsync(Bounded, TimeProvider.System);
        Assert.Equal(1, await CommitAsync(store, Some.Put("web")));
    }

    [Fact]
    public async Task A_commit_whose_answer_was_lost_has_an_unknown_outcome_though_it_was_written()
    {
        var store = await OpenWarmAsync();
        _proxy.CutAtNextAnswer();

        var lost = await Assert.ThrowsAsync<OutcomeUnknownException>(() => CommitAsync(store, Some.Put("web")));

        Assert.StartsWith(
            $"127.0.0.1:{_proxy.Port}/{DatabaseName} went away while it committed: it is not known whether the changes were written.",
            lost.Message, StringComparison.Ordinal);
        Assert.Equal(2, await RevisionAsync());
    }

    [Fact]
    public async Task A_commit_that_never_arrived_has_an_unknown_outcome_too_and_the_next_is_written()
    {
        var store = await OpenWarmAsync();
        _proxy.CutAtNextRequest();

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => CommitAsync(store, Some.Put("web")));

        Assert.Equal(1, await RevisionAsync());
        Assert.Equal(2, await CommitAsync(store, Some.Put("web")));
    }

    [Fact]
    public async Task A_connection_that_died_while_it_was_idle_costs_no_commit()
    {
        var store = await OpenWarmAsync();
        await postgres.Server.ExecuteAsync(
            "postgres", $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{DatabaseName}'");
        _clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(2, await CommitAsync(store, Some.Put("web")));
    }

    [Fact]
    public async Task A_session_ended_by_the_server_within_a_commit_leaves_the_outcome_unknown()
    {
        var store = await OpenWarmAsync();
        await using var other = await HoldJournalAsync();

        var commit = CommitAsync(store, Some.Put("web"));
        await TerminateWhenItWaitsAsync("pg_terminate_backend");

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => commit);
    }

    [Fact]
    public async Task A_statement_the_server_refuses_is_known_to_have_written_nothing()
    {
        var store = await OpenWarmAsync();
        await using var other = await HoldJournalAsync();

        var commit = CommitAsync(store, Some.Put("web"));
        await TerminateWhenItWaitsAsync("pg_cancel_backend");

        var refused = await Assert.ThrowsAnyAsync<StoreException>(() => commit);
        Assert.IsNotType<OutcomeUnknownException>(refused);
        await other.DisposeAsync();
        Assert.Equal(2, await CommitAsync(store, Some.Put("web")));
    }

    [Fact]
    public async Task A_commit_given_up_by_its_caller_has_an_unknown_outcome()
    {
        var store = await OpenWarmAsync();
        await using var other = await HoldJournalAsync();
        using var giveUp = new CancellationTokenSource();

        var commit = store.CommitAsync([Some.Put("web")], term: 1, giveUp.Token);
        await WhenItWaitsAsync();
        await giveUp.CancelAsync();

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => commit);
    }

    [Fact]
    public async Task A_database_that_can_not_be_reached_is_known_to_have_written_nothing()
    {
        var store = await OpenWarmAsync();
        _proxy.CutAtNextRequest();
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => CommitAsync(store, Some.Put("web"))); // it has no connection now
        await _proxy.RefuseAsync();

        var refused = await Assert.ThrowsAnyAsync<StoreException>(() => CommitAsync(store, Some.Put("web")));

        Assert.IsNotType<OutcomeUnknownException>(refused);
        Assert.StartsWith($"127.0.0.1:{_proxy.Port}/{DatabaseName} can't be reached", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, await RevisionAsync());
    }

    [Fact]
    public async Task A_database_that_falls_silent_keeps_nobody_waiting_and_serves_again_when_it_speaks()
    {
        var store = await _stores.OpenAsync(_proxied, patience: 3);
        await CommitAsync(store, Some.Note());
        _proxy.FallSilent();
        var start = TimeProvider.System.GetTimestamp();

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => CommitAsync(store, Some.Put("web")));
        var refused = await Assert.ThrowsAnyAsync<StoreException>(() => CommitAsync(store, Some.Put("web")));
        await Assert.ThrowsAsync<StoreException>(() => store.LoadAsync(CancellationToken.None));
        await Assert.ThrowsAsync<StoreException>(() => store.PingAsync(CancellationToken.None));
        await store.WaitForChangeAsync(TimeSpan.FromMilliseconds(50), CancellationToken.None);

        Assert.IsNotType<OutcomeUnknownException>(refused);
        Assert.InRange(TimeProvider.System.GetElapsedTime(start), TimeSpan.Zero, Bounded);
        _proxy.Speak();
        await EventuallyAsync(() => store.PingAsync(CancellationToken.None));
        Assert.Equal(2, await CommitAsync(store, Some.Put("web")));
    }

    [Fact]
    public async Task Opening_a_database_that_is_silent_fails_in_time_and_can_be_tried_again()
    {
        _proxy.FallSilent();
        var start = TimeProvider.System.GetTimestamp();
        var store = _stores.Store(_stores.Database(_proxied, patience: 1));

        await Assert.ThrowsAsync<StoreException>(() => store.OpenAsync(CancellationToken.None));

        Assert.InRange(TimeProvider.System.GetElapsedTime(start), TimeSpan.Zero, Bounded);
        _proxy.Speak();
        await EventuallyAsync(() => store.OpenAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_connection_string_that_is_none_is_refused_without_quoting_it()
    {
        var refused = Assert.Throws<StoreException>(() => _stores.Database("Host=db;hunter2;Port=hunter2"));
        Assert.DoesNotContain("hunter2", $"{refused}", StringComparison.Ordinal);

        var away = await Assert.ThrowsAsync<StoreException>(
            () => _stores.Store(_stores.Database("Host=127.0.0.1;Port=1;Database=d;Username=u;Password=hunter2")).OpenAsync(CancellationToken.None));
        Assert.DoesNotContain("hunter2", $"{away}", StringComparison.Ordinal);
    }

    private string DatabaseName => new NpgsqlConnectionStringBuilder(_direct).Database!;

    private static Task<long> CommitAsync(PostgresStore store, params Change[] changes) =>
        store.CommitAsync(changes, term: 1, CancellationToken.None);

    private static async Task EventuallyAsync(Func<Task> work)
    {
        for (var start = TimeProvider.System.GetTimestamp(); ;)
        {
            try
            {
                await work();
                return;
            }
            catch (StoreException) when (TimeProvider.System.GetElapsedTime(start) < Bounded)
            {
            }
        }
    }

    /// <summary>
    /// Open through the proxy, with a connection that has committed: on a clock that stands still it stays fresh, and nothing is ever late.
    /// </summary>
    private async Task<PostgresStore> OpenWarmAsync()
    {
        var store = await _stores.OpenAsync(_proxied, _clock, patience: 60);
        await CommitAsync(store, Some.Note());
        return store;
    }

    private async Task<long> RevisionAsync() => (await (await _stores.OpenAsync(_direct)).LoadAsync(CancellationToken.None)).Revision;

    private async Task<NpgsqlConnection> HoldJournalAsync()
    {
        var connection = new NpgsqlConnection(_direct + ";Pooling=false;Application Name=holder");
        await connection.OpenAsync();
        await using var hold = new NpgsqlCommand("BEGIN; SELECT * FROM journal FOR UPDATE", connection);
        await hold.ExecuteNonQueryAsync();
        return connection;
    }

    private async Task TerminateWhenItWaitsAsync(string how)
    {
        await WhenItWaitsAsync();
        await postgres.Server.ExecuteAsync(
            "postgres",
            $"SELECT {how}(pid) FROM pg_stat_activity WHERE datname = '{DatabaseName}' AND application_name = 'orchestry' AND wait_event_type = 'Lock'");
    }

    private async Task WhenItWaitsAsync()
    {
        var start = TimeProvider.System.GetTimestamp();
        while (await postgres.Server.ExecuteAsync(
            "postgres", $"SELECT count(*) FROM pg_stat_activity WHERE datname = '{DatabaseName}' AND wait_event_type = 'Lock'") == "0")
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Bounded, "The commit never waited for the lock.");
        }
    }
}
