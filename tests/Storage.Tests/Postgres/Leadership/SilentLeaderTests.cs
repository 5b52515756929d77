using Npgsql;

namespace Orchestry.Storage.Tests.Postgres.Leadership;

/// <summary>Leaders that do not die but fall silent: their sessions, and the lock, outlive them.</summary>
[Collection(SharedPostgres.Name)]
public sealed class SilentLeaderTests(PostgresServer postgres)
{
    [Fact]
    public async Task A_leader_cut_off_ends_its_office_before_one_successor_begins_another()
    {
        await using var electorate = await Electorate.MakeAsync(postgres.Server);
        var proxy = electorate.Proxy();
        var former = await electorate.Node("a", proxy.Port).Stand().WaitAsync(Electorate.Guard);
        var ended = StampAsync(former.Ended);
        Contender[] rivals = [electorate.Node("b"), electorate.Node("c")];
        var began = rivals.Select(rival => StampAsync(rival.Stand())).ToArray();
        await electorate.WaitersAsync(2);

        proxy.Cut();

        var successor = await await Task.WhenAny(began).WaitAsync(Electorate.Guard);
        Assert.True(await ended < successor, "The old office ended after the new one had begun.");
        Assert.Equal("It could not renew its lease in time.", await former.Ended);
        await electorate.WaitersAsync(1);
        Assert.Single(rivals, rival => rival.Stand().IsCompleted);
        Assert.Equal(former.Term + 1, await electorate.TermAsync());
    }

    [Fact]
    public async Task A_leader_that_comes_back_after_it_was_deposed_stays_deposed_and_stands_again()
    {
        await using var electorate = await Electorate.MakeAsync(postgres.Server);
        var proxy = electorate.Proxy();
        var node = electorate.Node("a", proxy.Port);
        var former = await node.Stand().WaitAsync(Electorate.Guard);
        proxy.Cut();
        var rival = electorate.Node("b");
        var successor = await rival.Stand().WaitAsync(Electorate.Guard);

        proxy.Heal();
        await former.ReleaseAsync(default);
        var again = node.StandAgain();
        await electorate.WaitersAsync(1);
        Assert.False(successor.Ended.IsCompleted);
        await successor.ReleaseAsync(default);

        Assert.Equal(successor.Term + 1, (await again.WaitAsync(Electorate.Guard)).Term);
    }

    [Fact]
    public async Task Releasing_an_office_takes_a_bounded_time_when_the_database_is_silent()
    {
        await using var electorate = await Electorate.MakeAsync(postgres.Server, leaseSeconds: 60);
        var proxy = electorate.Proxy();
        var office = await electorate.Node("a", proxy.Port).Stand().WaitAsync(Electorate.Guard);
        proxy.Cut();

        var from = TimeProvider.System.GetTimestamp();
        await office.ReleaseAsync(default).WaitAsync(Electorate.Guard);

        Assert.True(office.Ended.IsCompleted);
        Assert.InRange(TimeProvider.System.GetElapsedTime(from), TimeSpan.Zero, TimeSpan.FromSeconds(15));
        proxy.Heal();
    }

    [Fact]
    public async Task A_commit_left_open_by_a_silent_leader_does_not_hold_up_its_successor()
    {
        await using var electorate = await Electorate.MakeAsync(postgres.Server);
        var proxy = electorate.Proxy();
        var former = await electorate.Node("a", proxy.Port).Stand().WaitAsync(Electorate.Guard);
        await using var writer = new NpgsqlConnection(electorate.Server.ConnectionString(electorate.Name));
        await writer.OpenAsync();
        await using var commit = await writer.BeginTransactionAsync();
        await using var fence = new NpgsqlCommand("UPDATE journal SET last_revision = last_revision + 1", writer, commit);
        await fence.ExecuteNonQueryAsync();

        proxy.Cut();
        var successor = await electorate.Node("b").Stand().WaitAsync(Electorate.Guard);

        Assert.Equal(former.Term + 1, successor.Term);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => commit.CommitAsync());
        Assert.Equal("0", await electorate.ExecuteAsync("SELECT last_revision FROM journal"));
    }

    [Fact]
    public async Task Where_the_silent_session_may_not_be_ended_the_expired_lease_alone_decides()
    {
        await using var electorate = await Electorate.MakeAsync(postgres.Server);
        await electorate.ExecuteAsync(
            $"""
            CREATE ROLE plain_{electorate.Name} LOGIN;
            GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO plain_{electorate.Name}
            """);
        var proxy = electorate.Proxy();
        var former = await electorate.Node("a", proxy.Port).Stand().WaitAsync(Electorate.Guard);
        var rival = electorate.Node("b", user: $"plain_{electorate.Name}");
        var standing = rival.Stand();
        await electorate.WaitersAsync(1);

        proxy.Cut();
        var successor = await standing.WaitAsync(Electorate.Guard);

        Assert.True(former.Ended.IsCompleted);
        Assert.Equal(former.Term + 1, successor.Term);
        Assert.Equal("b|f", await electorate.ExecuteAsync("SELECT leader_id, holds_lock FROM leader_lease"));
        Assert.Contains("may not end the session", Assert.Single(rival.Logs.WithId(4151)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_candidate_that_can_not_ask_the_database_does_not_take_the_lease_for_free()
    {
        await using var electorate = await Electorate.MakeAsync(postgres.Server);
        var proxy = electorate.Proxy();
        var office = await electorate.Node("a").Stand().WaitAsync(Electorate.Guard);
        var rival = electorate.Node("b", proxy.Port);
        var standing = rival.Stand();
        await electorate.WaitersAsync(1);

        proxy.Cut();
        await Electorate.UntilAsync(() => Task.FromResult(rival.Logs.WithId(4156).Count > 0));
        await electorate.OutlastLeaseAsync();
        Assert.False(standing.IsCompleted);
        Assert.False(office.Ended.IsCompleted);
        proxy.Heal();
        await office.ReleaseAsync(default);

        Assert.Equal(office.Term + 1, (await standing.WaitAsync(Electorate.Guard)).Term);
    }

    private static async Task<long> StampAsync(Task happening)
    {
        await happening;
        return TimeProvider.System.GetTimestamp();
    }
}
