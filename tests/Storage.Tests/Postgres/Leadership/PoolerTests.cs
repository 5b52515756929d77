using Orchestry.Testing.Postgres;

namespace Orchestry.Storage.Tests.Postgres.Leadership;

/// <summary>Behind a pooler in transaction mode a session lock belongs to whichever connection happened to carry it.</summary>
[Collection(SharedPostgres.Name)]
public sealed class PoolerTests(PostgresServer postgres)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Behind_a_pooler_that_shares_sessions_the_lease_alone_decides(bool isRoundRobin)
    {
        await using var electorate = await Electorate.MakeAsync(postgres.Server);
        await using var pooler = await PrivatePooler.StartAsync(postgres.Server, "transaction", isRoundRobin);
        var node = electorate.Node("a", pooler.Port);
        var office = await node.Stand().WaitAsync(Electorate.Guard);
        var rival = electorate.Node("b", pooler.Port);
        var standing = rival.Stand();

        await electorate.OutlastLeaseAsync();

        Assert.Equal("f", await electorate.ExecuteAsync("SELECT holds_lock FROM leader_lease"));
        Assert.False(office.Ended.IsCompleted);
        Assert.False(standing.IsCompleted);
        Assert.Equal("0", await electorate.ExecuteAsync(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"));
        await office.ReleaseAsync(default);
        Assert.Equal(office.Term + 1, (await standing.WaitAsync(Electorate.Guard)).Term);
        Assert.Contains("pooler", Assert.Single(node.Logs.WithId(4157)).Message, StringComparison.Ordinal);
        Assert.Single(rival.Logs.WithId(4157));
    }

    [Fact]
    public async Task Behind_a_pooler_that_keeps_sessions_apart_the_lock_moves_at_once()
    {
        await using var electorate = await Electorate.MakeAsync(postgres.Server, leaseSeconds: 600);
        await using var pooler = await PrivatePooler.StartAsync(postgres.Server, "session");
        var node = electorate.Node("a", pooler.Port);
        var former = await node.Stand().WaitAsync(Electorate.Guard);
        var successor = electorate.Node("b", pooler.Port).Stand();
        await electorate.WaitersAsync(1);

        await electorate.EndLockHolderAsync();

        Assert.Equal(former.Term + 1, (await successor.WaitAsync(Electorate.Guard)).Term);
        Assert.Empty(node.Logs.WithId(4157));
    }

    [Fact]
    public async Task A_node_with_the_lock_and_one_behind_a_pooler_never_lead_at_once()
    {
        await using var electorate = await Electorate.MakeAsync(postgres.Server, leaseSeconds: 3);
        await using var pooler = await PrivatePooler.StartAsync(postgres.Server, "transaction");
        var (direct, pooled) = (electorate.Node("direct"), electorate.Node("pooled", pooler.Port));
        var term = 0L;
        foreach (var first in new[] { pooled, direct, pooled, direct })
        {
            var second = first == pooled ? direct : pooled;
            var office = await first.StandAgain().WaitAsync(Electorate.Guard);
            Assert.Equal(++term, office.Term);
            var standing = second.StandAgain();
            await electorate.OutlastLeaseAsync();
            Assert.Equal(term, await electorate.TermAsync());
            Assert.False(standing.IsCompleted);
            Assert.False(office.Ended.IsCompleted);
            await office.ReleaseAsync(default);
            var next = await standing.WaitAsync(Electorate.Guard);
            Assert.Equal(++term, next.Term);
            await next.ReleaseAsync(default);
        }
    }
}
