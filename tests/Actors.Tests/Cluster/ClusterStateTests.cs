using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orchestry.Actors.Cluster;
using Orchestry.Core.Cluster;
using Orchestry.Testing;

namespace Orchestry.Actors.Tests.Cluster;

public sealed class ClusterStateTests
{
    private static readonly ClusterNode Us = new("a", "host-a", "http://a:8000");
    private static readonly ClusterNode Other = new("b", "host-b", "http://b:8000");
    private readonly ManualClock _clock = new();

    [Fact]
    public void A_node_that_shares_nothing_shows_itself_alive_and_no_lease()
    {
        var state = State(isClustered: false);
        _clock.AdvanceTo(_clock.GetUtcNow() + TimeSpan.FromHours(1));

        state.TookOffice(1);

        Assert.True(state.View.IsLeader);
        Assert.Equal(_clock.GetUtcNow(), Assert.Single(state.View.Nodes).LastHeartbeat);
        Assert.Null(state.View.Lease);
    }

    [Fact]
    public void A_lease_is_believed_until_its_time_has_passed_although_the_database_does_not_answer()
    {
        var state = State();
        state.Read(Reading(Other, term: 3, TimeSpan.FromSeconds(4)), _clock.GetTimestamp());

        state.DatabaseIsAway("gone");
        _clock.AdvanceTo(_clock.GetUtcNow() + TimeSpan.FromSeconds(3.9));
        Assert.Equal((Other, "gone"), (state.View.Leader, state.View.DatabaseFault));

        _clock.AdvanceTo(_clock.GetUtcNow() + TimeSpan.FromSeconds(0.1));
        Assert.Null(state.View.Leader);
        Assert.Equal(3, state.View.Term);
    }

    [Fact]
    public void A_failed_read_does_not_say_that_nobody_leads()
    {
        var state = State();
        state.Read(Reading(Other, term: 3, TimeSpan.FromSeconds(4)), _clock.GetTimestamp());

        state.DatabaseIsAway("gone");

        Assert.Equal(Other, state.View.Leader);
    }

    [Fact]
    public void An_expired_lease_names_no_leader_and_keeps_its_term()
    {
        var state = State();

        state.Read(Reading(Other, term: 3, TimeSpan.FromSeconds(-1)), _clock.GetTimestamp());

        Assert.Null(state.View.Leader);
        Assert.Equal(3, state.View.Term);
    }

    [Fact]
    public void A_node_leads_from_taking_office_to_leaving_it_whatever_was_read_meanwhile()
    {
        var state = State();
        state.TookOffice(4);
        state.Read(Reading(Other, term: 3, TimeSpan.FromSeconds(1)), _clock.GetTimestamp());
        Assert.Equal((Us, 4), (state.View.Leader, state.View.Term));

        state.Read(Reading(Us, term: 4, TimeSpan.FromSeconds(5)), _clock.GetTimestamp());
        state.LeftOffice();

        // The database may show our lease for some seconds more; we have given up what it grants.
        Assert.Null(state.View.Leader);
        state.Read(Reading(Us, term: 4, TimeSpan.FromSeconds(3)), _clock.GetTimestamp());
        Assert.Null(state.View.Leader);
    }

    private static ClusterReading Reading(ClusterNode leader, long term, TimeSpan remaining)
    {
        var at = DateTimeOffset.UnixEpoch;
        return new ClusterReading(new Lease(leader, term, at, at, at + remaining), remaining, [new NodeStatus(Us, "1.0.0", at, true)]);
    }

    private ClusterState State(bool isClustered = true) => new(
        new ClusterIdentity(Us, "1.0.0", isClustered, TimeSpan.FromSeconds(1)), _clock, NullLogger<ClusterState>.Instance);
}
