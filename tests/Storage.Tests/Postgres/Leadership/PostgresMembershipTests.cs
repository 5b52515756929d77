using Orchestry.Core.Journal;

namespace Orchestry.Storage.Tests.Postgres.Leadership;

[Collection(SharedPostgres.Name)]
public sealed class PostgresMembershipTests(PostgresServer postgres)
{
    [Fact]
    public async Task A_beat_shows_the_node_itself_and_all_others()
    {
        await using var electorate = await Electorate.MakeAsync(postgres.Server);
        var (b, a) = (electorate.Node("b"), electorate.Node("a"));
        await b.Membership.BeatAsync(default);

        var reading = await a.Membership.BeatAsync(default);

        Assert.Null(reading.Lease);
        Assert.Equal([a.Node, b.Node], reading.Nodes.Select(status => status.Node));
        Assert.All(reading.Nodes, status => Assert.True(status.IsHealthy));
        Assert.All(reading.Nodes, status => Assert.Equal("1.2.3", status.Version));
    }

    [Fact]
    public async Task A_node_that_is_silent_is_unhealthy_until_it_beats_again()
    {
        await using var electorate = await Electorate.MakeAsync(postgres.Server);
        var (a, b) = (electorate.Node("a"), electorate.Node("b"));
        await b.Membership.BeatAsync(default);
        await electorate.ExecuteAsync("UPDATE cluster_nodes SET started_at = 'epoch', last_heartbeat = last_heartbeat - interval '4 s'");

        Assert.False((await a.Membership.BeatAsync(default)).Nodes[1].IsHealthy);
        await b.Membership.BeatAsync(default);

        Assert.True((await a.Membership.BeatAsync(default)).Nodes[1].IsHealthy);
        Assert.Equal("t", await electorate.ExecuteAsync("SELECT started_at = 'epoch' FROM cluster_nodes WHERE node_id = 'b'"));
    }

    [Fact]
    public async Task A_node_silent_for_a_day_is_forgotten_and_one_that_leaves_at_once()
    {
        await using var electorate = await Electorate.MakeAsync(postgres.Server);
        var (a, b, c) = (electorate.Node("a"), electorate.Node("b"), electorate.Node("c"));
        await b.Membership.BeatAsync(default);
        await electorate.ExecuteAsync("UPDATE cluster_nodes SET last_heartbeat = last_heartbeat - interval '1 day'");
        await c.Membership.BeatAsync(default);

        await c.Membership.LeaveAsync(default);

        Assert.Equal([a.Node], (await a.Membership.BeatAsync(default)).Nodes.Select(status => status.Node));
    }

    [Fact]
    public async Task A_beat_shows_the_lease_and_how_long_it_is_valid_by_the_databases_clock()
    {
        await using var electorate = await Electorate.MakeAsync(postgres.Server, leaseSeconds: 60);
        var (a, b) = (electorate.Node("a"), electorate.Node("b"));
        var office = await a.Stand().WaitAsync(Electorate.Guard);

        var held = await b.Membership.BeatAsync(default);
        await office.ReleaseAsync(default);
        var given = await b.Membership.BeatAsync(default);

        Assert.Equal(a.Node, held.Lease!.Leader);
        Assert.Equal(office.Term, held.Lease.Term);
        Assert.Equal(electorate.Options.Duration, held.Lease.ExpiresAt - held.Lease.RenewedAt);
        Assert.InRange(held.Remaining, TimeSpan.FromSeconds(1), electorate.Options.Duration);
        Assert.True(given.Remaining <= TimeSpan.Zero);
        Assert.Equal(office.Term, given.Lease!.Term);
    }

    [Fact]
    public async Task A_change_of_leadership_wakes_who_waits_for_one()
    {
        await using var electorate = await Electorate.MakeAsync(postgres.Server, leaseSeconds: 600);
        var (a, b) = (electorate.Node("a"), electorate.Node("b"));
        // The first wait ends when it has begun to listen.
        await b.Membership.WaitForChangeAsync(Electorate.Guard, default);
        var waiting = b.Membership.WaitForChangeAsync(TimeSpan.FromMinutes(10), default);

        await a.Stand().WaitAsync(Electorate.Guard);

        await waiting.WaitAsync(Electorate.Guard);
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_said_to_be_away_and_not_to_have_no_leader()
    {
        await using var electorate = await Electorate.MakeAsync(postgres.Server);
        var proxy = electorate.Proxy();
        var node = electorate.Node("a", proxy.Port);
        await node.Membership.BeatAsync(default);

        proxy.Cut();

        await Assert.ThrowsAsync<StoreException>(() => node.Membership.BeatAsync(default).WaitAsync(Electorate.Guard));
        proxy.Heal();
    }
}
