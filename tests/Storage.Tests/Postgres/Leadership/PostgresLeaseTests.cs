using Npgsql;
using Orchestry.Core.Cluster;
using Orchestry.Core.Journal;
using Orchestry.Storage.Postgres.Leadership;

namespace Orchestry.Storage.Tests.Postgres.Leadership;

[Collection(SharedPostgres.Name)]
public sealed class PostgresLeaseTests(PostgresServer postgres)
{
    [Fact]
    public async Task One_of_three_candidates_leads()
    {
        await using var electorate = await Electorate.MakeAsync(postgres.Server);
        Contender[] nodes = [electorate.Node("a"), electorate.Node("b"), electorate.Node("c")];

        var (leader, office) = await Electorate.FirstOfAsync(nodes);
        await electorate.WaitersAsync(2);

        Assert.Equal(1, office.Term);
        Assert.False(office.Ended.IsCompleted);
        Assert.Equal($"{leader.Node.Id}|1|t", await electorate.ExecuteAsync("SELECT leader_id, term, holds_lock FROM leader_lease"));
        Assert.Single(nodes, node => node.Stand().IsCompleted);
    }

    [Fact]
    public async Task An_office_lasts_as_long_as_it_is_renewed()
    {
        await using var electorate = await Electorate.MakeAsync(postgres.Server);
        var office = await electorate.Node("a").Stand().WaitAsync(Electorate.Guard);
        var rival = electorate.Node("b").Stand();

        await electorate.OutlastLeaseAsync();

        Assert.False(office.Ended.IsCompleted);
        Assert.False(rival.IsCompleted);
        Assert.Equal(office.Term, await electorate.TermAsync());
    }

    [Fact]
    public async Task When_the_leaders_session_dies_the_next_one_leads_at_once_with_a_higher_term()
    {
        await using var electorate = await Electorate.MakeAsync(postgres.Server, leaseSeconds: 600);
        var former = await electorate.Node("a").Stand().WaitAsync(Electorate.Guard);
        var successor = electorate.Node("b").Stand();
        await electorate.WaitersAsync(1);

        await electorate.EndLockHolderAsync();

        Assert.Equal(former.Term + 1, (await successor.WaitAsync(Electorate.Guard)).Term);
        Assert.StartsWith("The connection of its lease broke", await former.Ended.WaitAsync(Electorate.Guard), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_office_that_is_released_is_handed_over_at_once()
    {
        await using var electorate = await Electorate.MakeAsync(postgres.Server, leaseSeconds: 600);
        var former = await electorate.Node("a").Stand().WaitAsync(Electorate.Guard);
        var successor = electorate.Node("b").Stand();
        await electorate.WaitersAsync(1);

        await former.ReleaseAsync(default);

        Assert.True(former.Ended.IsCompleted);
        Assert.Equal(former.Term + 1, (await successor.WaitAsync(Electorate.Guard)).Term);
    }

    [Fact]
    public async Task A_released_lease_stays_in_the_database_as_expired()
    {
        await using var electorate = await Electorate.MakeAsync(postgres.Server, leaseSeconds: 600);
        var office = await electorate.Node("a").Stand().WaitAsync(Electorate.Guard);

        await office.ReleaseAsync(default);
        await office.ReleaseAsync(default);

        Assert.Equal("a|1|t", await electorate.ExecuteAsync("SELECT leader_id, term, expires_at <= clock_timestamp() FROM leader_lease"));
    }

    [Fact]
    public async Task Once_a_new_office_has_begun_the_old_term_can_commit_nothing()
    {
        await using var electorate = await Electorate.MakeAsync(postgres.Server, leaseSeconds: 600);
        await using var store = electorate.Store();
        await store.OpenAsync(default);
        var former = await electorate.Node("a").Stand().WaitAsync(Electorate.Guard);
        await store.CommitAsync([Some.Put("web")], former.Term, default);
        var standing = electorate.Node("b").Stand();
        await electorate.WaitersAsync(1);

        await electorate.EndLockHolderAsync();
        var office = await standing.WaitAsync(Electorate.Guard);

        var refusal = await Assert.ThrowsAsync<TermPassedException>(() => store.CommitAsync([Some.Put("web")], former.Term, default));
        Assert.Equal(office.Term, refusal.Current);
        Assert.Equal(2, await store.CommitAsync([Some.Put("web")], office.Term, default));
    }

    [Fact]
    public async Task A_session_that_has_lost_the_lock_ends_its_office()
    {
        await using var electorate = await Electorate.MakeAsync(postgres.Server);
        var node = electorate.Node("a");
        var connection = await node.Database.OpenOwnAsync(default);
        var session = new LeaseSession(connection, connection.ProcessID, canLock: true, electorate.Options, TimeProvider.System);
        await session.LockAsync(default);
        var taken = await session.TakeAsync(node.Node, default);
        await using var unlock = new NpgsqlCommand(LeaseSql.Unlock, connection);
        await unlock.ExecuteNonQueryAsync();

        await using var office = new PostgresOffice(
            session, new LeaseWatch(node.Database, electorate.Options), taken, node.Node, electorate.Options, TimeProvider.System, node.Logs.CreateLogger("test"));

        Assert.Equal("Its session has lost the lock of the leader.", await office.Ended.WaitAsync(Electorate.Guard));
    }

    [Fact]
    public async Task A_pause_that_is_ended_the_moment_it_begins_ends()
    {
        const int Tries = 3000; // the provider loses about one such cancellation in a thousand
        await using var electorate = await Electorate.MakeAsync(postgres.Server);
        var node = electorate.Node("a");
        var connection = await node.Database.OpenOwnAsync(default);
        await using var session = new LeaseSession(connection, connection.ProcessID, canLock: true, electorate.Options, TimeProvider.System);
        var random = new Random(1);
        for (var i = 0; i < Tries; i++)
        {
            using var stopping = new CancellationTokenSource();
            var spin = random.Next(3000);
            var stop = Task.Run(() =>
            {
                Thread.SpinWait(spin);
                stopping.Cancel();
            });
            var idle = Task.Run(() => session.IdleAsync(TimeSpan.FromHours(1), stopping.Token));
            await stop;
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => idle.WaitAsync(Electorate.Guard));
        }

        Assert.True(session.IsOpen);
    }

    [Fact]
    public async Task An_office_that_another_term_has_replaced_ends()
    {
        await using var electorate = await Electorate.MakeAsync(postgres.Server);
        var office = await electorate.Node("a").Stand().WaitAsync(Electorate.Guard);

        await electorate.ExecuteAsync("UPDATE leader_lease SET leader_id = 'b', term = term + 1");

        Assert.Equal("Node b has taken office with term 2.", await office.Ended.WaitAsync(Electorate.Guard));
    }

    [Fact]
    public async Task Whoever_has_the_lock_waits_until_the_lease_of_a_leader_without_it_expires()
    {
        await using var electorate = await Electorate.MakeAsync(postgres.Server);
        await electorate.ExecuteAsync(
            """
            UPDATE journal SET term = 7;
            INSERT INTO leader_lease VALUES (1, 'pooled', 'h', 'u', 7, false, now(), now(), now() + interval '2 s')
            """);
        var expiry = await electorate.ExecuteAsync("SELECT expires_at FROM leader_lease");

        var office = await electorate.Node("a").Stand().WaitAsync(Electorate.Guard);

        Assert.Equal(8, office.Term);
        Assert.Equal("t", await electorate.ExecuteAsync($"SELECT acquired_at >= '{expiry}' FROM leader_lease"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task The_term_only_grows_whatever_happens(int seed)
    {
        const int Rounds = 25;
        await using var electorate = await Electorate.MakeAsync(postgres.Server);
        var random = new Random(seed);
        Contender[] nodes = [electorate.Node("a"), electorate.Node("b"), electorate.Node("c")];
        var term = 0L;
        for (var round = 0; round < Rounds; round++)
        {
            var (leader, office) = await Electorate.FirstOfAsync(nodes);
            Assert.True(office.Term > term, $"Term {office.Term} came after {term}.");
            term = office.Term;
            if (random.Next(2) == 0)
            {
                await electorate.EndLockHolderAsync();
                await office.Ended.WaitAsync(Electorate.Guard);
            }

            await office.ReleaseAsync(default);
            _ = leader.StandAgain();
        }

        Assert.Equal("1", await electorate.ExecuteAsync("SELECT count(*) FROM leader_lease"));
    }
}
