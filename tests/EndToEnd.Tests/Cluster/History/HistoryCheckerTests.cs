using FsCheck;
using FsCheck.Fluent;
using Orchestry.ClusterRig.History;

namespace Orchestry.EndToEnd.Tests.Cluster.History;

/// <summary>The checker finds nothing wrong with a good history, and each way of spoiling one.</summary>
public sealed class HistoryCheckerTests
{
    [Fact]
    public void A_history_in_which_every_promise_is_kept_passes() => ForAll(seed =>
    {
        var found = HistoryChecker.Check(GoodHistory.Of(seed));
        Assert.True(found.Count == 0, string.Join('\n', found));
    });

    [Fact]
    public void A_missing_revision_is_found() => Finds(JournalRules.NoGap, (history, random) =>
        history with { Journal = Without(history.Journal, random.Next(history.Journal.Count)) });

    [Fact]
    public void A_revision_that_is_there_twice_is_found() => Finds(JournalRules.NoDuplicate, (history, random) =>
    {
        var at = random.Next(history.Journal.Count);
        return history with { Journal = [.. history.Journal.Take(at + 1), history.Journal[at], .. history.Journal.Skip(at + 1)] };
    });

    [Fact]
    public void A_write_of_a_deposed_leader_is_found() => Finds(JournalRules.TermsGrow, (history, random) =>
    {
        var at = random.Next(1, history.Journal.Count);
        return history with { Journal = Replace(history.Journal, at, history.Journal[at] with { Term = history.Journal[at - 1].Term - 1 }) };
    });

    [Fact]
    public void A_term_with_two_leaders_is_found() => Finds(OfficeRules.OneLeaderPerTerm, (history, random) =>
        history with { Offices = [.. history.Offices, Any(history.Offices, random) with { Node = "node-9" }] });

    [Fact]
    public void A_leader_that_does_not_know_that_its_time_is_over_is_found() => Finds(OfficeRules.OneLeaderAtATime, (history, random) =>
    {
        var last = history.Offices[^1];
        var late = last.Ended + TimeSpan.FromSeconds(1);
        return history with { Offices = [.. history.Offices, new OfficeSeen("node-9", last.Term - 1, late, late)] };
    });

    [Fact]
    public void A_leader_that_just_wakes_may_answer_once_from_its_dream() => ForAll(seed =>
    {
        var history = GoodHistory.Of(seed);
        var last = history.Offices[^1];
        var late = last.Ended + TimeSpan.FromSeconds(1);
        var woken = history with
        {
            Offices = [.. history.Offices, new OfficeSeen("node-9", last.Term - 1, late, late)],
            Freezes = [new Freeze("node-9", last.Began, late)],
        };
        Assert.DoesNotContain(HistoryChecker.Check(woken), v => v.Rule == OfficeRules.OneLeaderAtATime);
    });

    [Fact]
    public void An_acknowledged_write_that_the_journal_does_not_have_is_found() => Finds(WriteRules.IsReal, (history, random) =>
    {
        var lost = Any(history.Operations.Where(o => o.Outcome == OperationOutcome.Acknowledged && o.Wish.Kind != WishKind.Remove), random).Revision;
        // What came after it takes its place.
        var journal = history.Journal.Where(r => r.Revision != lost).Select(r => r.Revision > lost ? r with { Revision = r.Revision - 1 } : r);
        var operations = history.Operations.Select(o => o.Revision > lost ? o with { Revision = o.Revision - 1 } : o);
        return history with { Journal = [.. journal], Operations = [.. operations], LastRevision = history.LastRevision - 1 };
    });

    [Fact]
    public void An_acknowledged_write_that_is_undone_in_the_end_is_found() => Finds(WriteRules.IsKept, (history, _) =>
        history with { End = history.End with { Apps = [.. history.End.Apps.Select(a => a.Name == "steady" ? a with { Desired = 1 } : a)] } });

    [Fact]
    public void An_acknowledged_specification_that_is_not_there_in_the_end_is_found() => Finds(WriteRules.IsKept, (history, _) =>
        history with { End = history.End with { Apps = [.. history.End.Apps.Select(a => a.Name == "steady" ? a with { Marker = "m-1" } : a)] } });

    [Fact]
    public void An_application_that_differs_from_its_journal_is_found() => Finds(EndRules.FollowsJournal, (history, _) =>
        history with { End = history.End with { Apps = [.. history.End.Apps.Where(a => a.Name != "steady")] } });

    [Fact]
    public void A_read_answered_from_before_what_it_asked_for_is_found() => Finds(ReadRules.NotOlder, (history, _) =>
        history with { Reads = [new ReadSeen(1, "node-3", "steady", history.LastRevision, history.LastRevision - 1, new AppState(true, 2), default)] });

    [Fact]
    public void A_read_that_claims_to_be_new_and_shows_the_past_is_found() => Finds(ReadRules.NotOlder, (history, _) =>
        history with { Reads = [new ReadSeen(1, "node-3", "steady", history.LastRevision, history.LastRevision, new AppState(true, 0), default)] });

    [Fact]
    public void A_container_made_twice_is_found() => Finds(EngineRules.MadeOnce, (history, random) =>
        WithLast(history, c => [.. c, c[random.Next(c.Count)] with { Id = "another" }]));

    [Fact]
    public void Two_containers_in_one_slot_for_long_are_found() => Finds(EngineRules.OnePerSlot, (history, _) => history with
    {
        Engine = [.. history.Engine.Select(s => s with
        {
            Containers = [.. s.Containers, .. s.Containers.Where(c => c is { App: "steady", Slot: 1 }).Select(c => c with { Id = "2nd", Name = "2nd", Attempt = 99 })],
        })],
    });

    [Fact]
    public void A_replica_that_is_gone_for_a_moment_is_found() => Finds(EngineRules.NeverFewer, (history, random) =>
    {
        var at = random.Next(history.Engine.Count - 3, history.Engine.Count - 1);
        var sample = history.Engine[at];
        return history with
        {
            Engine = Replace(history.Engine, at, sample with { Containers = [.. sample.Containers.Where(c => c is not { App: "steady", Slot: 2 })] }),
        };
    });

    [Fact]
    public void A_container_that_nothing_claims_is_found() => Finds(EndRules.NoOrphan, (history, _) =>
        WithLast(history, c => [.. c, new ContainerSeen("0rphan", "c.steady-7-70", false, "steady", 7, 70, 1, 1)]));

    [Fact]
    public void A_replica_that_is_missing_in_the_end_is_found() => Finds(EndRules.AllThere, (history, random) =>
        WithLast(history, c => Without(c, random.Next(c.Count))));

    [Fact]
    public void Nodes_that_answer_differently_are_found() => Finds(EndRules.SameEverywhere, (history, random) =>
    {
        var at = random.Next(history.End.Answers.Count);
        return history with { End = history.End with { Answers = Replace(history.End.Answers, at, history.End.Answers[at] with { Body = "?" }) } };
    });

    [Fact]
    public void A_cluster_that_does_not_settle_is_found() => Finds(EndRules.Settles, (history, _) =>
        history with { End = history.End with { Trouble = "node-2 knows no leader" } });

    private static void Finds(string rule, Func<ClusterHistory, Random, ClusterHistory> spoil) => ForAll(seed =>
    {
        var spoilt = spoil(GoodHistory.Of(seed), new Random(seed));
        Assert.Contains(HistoryChecker.Check(spoilt), v => v.Rule == rule);
    });

    private static void ForAll(Action<int> holds) => Prop.ForAll(ArbMap.Default.ArbFor<int>(), holds).QuickCheckThrowOnFailure();

    private static T Any<T>(IEnumerable<T> from, Random random) => from.ToArray() is var all ? all[random.Next(all.Length)] : default!;

    private static T[] Without<T>(IReadOnlyList<T> list, int at) => [.. list.Take(at), .. list.Skip(at + 1)];

    private static T[] Replace<T>(IReadOnlyList<T> list, int at, T item) => [.. list.Take(at), item, .. list.Skip(at + 1)];

    private static ClusterHistory WithLast(ClusterHistory history, Func<IReadOnlyList<ContainerSeen>, IReadOnlyList<ContainerSeen>> change) =>
        history with { Engine = Replace(history.Engine, history.Engine.Count - 1, history.Engine[^1] with { Containers = change(history.Engine[^1].Containers) }) };
}
