using Microsoft.Extensions.Logging.Abstractions;
using Orchestry.Core.Journal;
using Orchestry.Testing.Postgres;

namespace Orchestry.Storage.Tests.Postgres.Leadership;

[Collection(SharedPostgres.Name)]
public sealed class RehearsalTests(PostgresServer postgres)
{
    private const string Picture =
        """
        SELECT (SELECT term FROM journal), (SELECT last_revision FROM journal), (SELECT count(*) FROM events),
            (SELECT string_agg(leader_id || '/' || term || '/' || acquired_at, ',') FROM leader_lease),
            (SELECT count(*) FROM pg_class WHERE relname IN ('journal', 'leader_lease') AND relpersistence <> 't')
        """;

    [Fact]
    public async Task A_rehearsal_takes_neither_the_term_nor_the_lock_nor_the_lease_of_the_one_who_leads()
    {
        await using var electorate = await Electorate.MakeAsync(postgres.Server);
        var office = await electorate.Node("a").Stand().WaitAsync(Electorate.Guard);
        var before = await electorate.ExecuteAsync(Picture);

        await electorate.Node("b").Lease.RehearseAsync(default).WaitAsync(Electorate.Guard);

        await electorate.OutlastLeaseAsync();
        Assert.False(office.Ended.IsCompleted);
        Assert.Equal(before, await electorate.ExecuteAsync(Picture));
    }

    [Fact]
    public async Task Where_nobody_has_ever_led_a_rehearsal_makes_no_leader()
    {
        await using var electorate = await Electorate.MakeAsync(postgres.Server);
        var before = await electorate.ExecuteAsync(Picture);
        var node = electorate.Node("a");

        await node.Lease.RehearseAsync(default).WaitAsync(Electorate.Guard);

        Assert.Equal(before, await electorate.ExecuteAsync(Picture));
        Assert.Equal(1, (await node.Stand().WaitAsync(Electorate.Guard)).Term);
    }

    [Fact]
    public async Task A_role_that_may_make_no_temporary_tables_goes_without_and_touches_nothing()
    {
        await using var electorate = await Electorate.MakeAsync(postgres.Server);
        await electorate.ExecuteAsync(
            $"""
            CREATE ROLE plain_{electorate.Name} LOGIN;
            REVOKE TEMPORARY ON DATABASE "{electorate.Name}" FROM PUBLIC;
            GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO plain_{electorate.Name};
            """);
        var before = await electorate.ExecuteAsync(Picture);

        await electorate.Node("a", user: $"plain_{electorate.Name}").Lease.RehearseAsync(default).WaitAsync(Electorate.Guard);

        Assert.Equal(before, await electorate.ExecuteAsync(Picture));
    }

    [Fact]
    public async Task Behind_a_pooler_that_shares_sessions_nothing_is_left_in_them()
    {
        await using var electorate = await Electorate.MakeAsync(postgres.Server);
        await using var pooler = await PrivatePooler.StartAsync(postgres.Server, "transaction");
        var before = await electorate.ExecuteAsync(Picture);

        await electorate.Node("a", pooler.Port).Lease.RehearseAsync(default).WaitAsync(Electorate.Guard);

        Assert.Equal(before, await electorate.ExecuteAsync(Picture));
        Assert.Equal("0", await electorate.ExecuteAsync("SELECT count(*) FROM pg_class WHERE relname = 'leader_lease' AND relpersistence = 't'"));
    }

    [Fact]
    public async Task What_is_appended_in_a_rehearsal_is_answered_and_nowhere_written()
    {
        await using var electorate = await Electorate.MakeAsync(postgres.Server);
        await using var store = electorate.Store();
        await store.OpenAsync(default);
        await store.CommitAsync([Some.Note()], 1, default);
        var before = await electorate.ExecuteAsync(Picture);

        await using (var journal = new JournalWriters(store, new JournalWriterOptions(), NullLogger<JournalWriter>.Instance).Rehearse())
        {
            Assert.Equal(1, await journal.AppendAsync([Some.Note(), Some.Note()], CancellationToken.None));
            Assert.Equal(3, await journal.AppendAsync([Some.Note()], CancellationToken.None));
            Assert.False(journal.Over.IsCompleted);
        }

        Assert.Equal(before, await electorate.ExecuteAsync(Picture));
        Assert.Equal(2, await store.CommitAsync([Some.Note()], 1, CancellationToken.None));
    }
}
