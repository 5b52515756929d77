using Orchestry.Core.Journal;

namespace Orchestry.Storage.Tests;

public abstract partial class StoreContract
{
    [Fact]
    public async Task An_event_comes_back_with_every_field()
    {
        var full = new EventRecord
        {
            Type = EventType.Health,
            Level = EventLevel.Warning,
            Component = "replica",
            Reason = "ReadinessLost",
            Application = "web",
            Message = "Replica 2 of web failed 3 probes.",
            Details = """{"failures":3}""",
            At = Some.Noon,
        };
        await CommitAsync(new Change(full), Some.Note());

        var events = (await QueryAsync(new EventQuery())).Events;

        Assert.Equal([new StoredEvent(2, Some.Event()), new StoredEvent(1, full)], events);
    }

    [Fact]
    public async Task Every_type_and_level_comes_back_as_it_was()
    {
        var all = Enum.GetValues<EventType>().SelectMany(type => Enum.GetValues<EventLevel>().Select(level => (type, level))).ToList();
        await CommitAsync([.. all.Select(pair => new Change(Some.Event() with { Type = pair.type, Level = pair.level }))]);

        Assert.Equal(all, (await ReadJournalAsync()).Select(entry => (entry.Event.Type, entry.Event.Level)));
    }

    [Fact]
    public async Task Decisions_are_found_only_by_who_asks_for_them()
    {
        await CommitAsync(new Change(Some.Event() with { Type = EventType.Decision }), new Change(Some.Event() with { Type = EventType.Scaling }));

        var (usual, asked) = (await QueryAsync(new EventQuery()), await QueryAsync(new EventQuery(Type: EventType.Decision)));

        Assert.Equal([EventType.Scaling], usual.Events.Select(e => e.Event.Type));
        Assert.Equal([EventType.Decision], asked.Events.Select(e => e.Event.Type));
        Assert.Equal((1, 1), (usual.Total, asked.Total));
    }

    [Theory]
    [InlineData("2026-11-23T12:34:56.7890123+00:00")]
    [InlineData("2026-11-23T12:34:56.7890123+05:30")]
    [InlineData("0001-01-01T00:00:00.0000000+00:00")]
    [InlineData("9999-12-31T23:59:59.9999999+00:00")]
    public async Task Times_are_kept_to_the_tick_in_utc(string text)
    {
        var at = DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        await CommitAsync(new Change(Some.Event() with { At = at }));

        var kept = Assert.Single(await ReadJournalAsync()).Event.At;

        Assert.Equal(at.UtcTicks, kept.Ticks);
        Assert.Equal(TimeSpan.Zero, kept.Offset);
    }

    [Fact]
    public async Task The_journal_is_read_page_by_page_oldest_first()
    {
        await CommitAsync([.. Enumerable.Range(1, 25).Select(n => Some.Note($"{n}"))]);

        var pages = new List<int>();
        var all = new List<JournalEntry>();
        for (IReadOnlyList<JournalEntry> page = [default!]; page.Count > 0; all.AddRange(page))
        {
            page = await ReadJournalAsync(after: all.Count, limit: 10);
            pages.Add(page.Count);
        }

        Assert.Equal([10, 10, 5, 0], pages);
        Assert.Equal(Enumerable.Range(1, 25).Select(n => $"{n}"), all.Select(entry => entry.Event.Message));
        Assert.Equal(Enumerable.Range(1, 25), all.Select(entry => (int)entry.Revision));
    }

    [Fact]
    public async Task A_follower_of_the_journal_misses_nothing_while_others_write()
    {
        const int Commits = 100;
        var writing = Task.Run(() => Task.WhenAll(Enumerable.Range(0, Commits).Select(n => CommitAsync(Some.Note($"{n}"), Some.Put($"{n}")))));

        var followed = new List<long>();
        while (followed.Count < 2 * Commits)
        {
            followed.AddRange((await ReadJournalAsync(after: followed.Count, limit: 7)).Select(entry => entry.Revision));
            Assert.False(writing.IsFaulted);
        }

        await writing;
        Assert.Equal(Enumerable.Range(1, 2 * Commits).Select(n => (long)n), followed);
    }

    [Fact]
    public async Task A_journal_entry_names_the_resource_it_touched()
    {
        await CommitAsync(Some.Put("web"), Some.Note(), Some.Delete("web"));

        Assert.Equal(
            [(Some.App("web"), false), (null, false), (Some.App("web"), true)],
            (await ReadJournalAsync()).Select(entry => (entry.Key, entry.IsDelete)));
    }

    [Fact]
    public async Task Events_are_filtered_by_application_type_level_and_time_and_paged_by_revision()
    {
        await CommitAsync(
            Filtered("web", EventType.Health, EventLevel.Info, minute: 0),
            Filtered("web", EventType.Scaling, EventLevel.Warning, minute: 1),
            Filtered("api", EventType.Health, EventLevel.Warning, minute: 2),
            Filtered(null, EventType.Error, EventLevel.Error, minute: 3),
            Filtered("web", EventType.Health, EventLevel.Warning, minute: 4));

        Assert.Equal([5, 4, 3, 2, 1], await MatchingAsync(new EventQuery()));
        Assert.Equal([5, 2, 1], await MatchingAsync(new EventQuery(Application: "web")));
        Assert.Equal([], await MatchingAsync(new EventQuery(Application: "WEB")));
        Assert.Equal([5, 3, 1], await MatchingAsync(new EventQuery(Type: EventType.Health)));
        Assert.Equal([5, 3, 2], await MatchingAsync(new EventQuery(Level: EventLevel.Warning)));
        Assert.Equal([5, 4, 3], await MatchingAsync(new EventQuery(Since: Some.Noon.AddMinutes(2))));
        Assert.Equal([5, 4, 3], await MatchingAsync(new EventQuery(Since: Some.Noon.AddMinutes(2).ToOffset(TimeSpan.FromHours(9)))));
        Assert.Equal([2, 1], await MatchingAsync(new EventQuery(BeforeRevision: 3)));
        Assert.Equal([5], await MatchingAsync(new EventQuery("web", EventType.Health, EventLevel.Warning, Some.Noon, 6)));
    }

    [Fact]
    public async Task A_page_of_events_is_the_newest_of_all_that_match_and_tells_how_many_do()
    {
        await CommitAsync([.. Enumerable.Range(1, 30).Select(n => new Change(Some.Event() with { Application = n % 3 == 0 ? "web" : "api" }))]);

        var first = await QueryAsync(new EventQuery(Application: "web", Limit: 4));
        var second = await QueryAsync(new EventQuery(Application: "web", BeforeRevision: first.Events[^1].Revision, Limit: 4));

        Assert.Equal([30, 27, 24, 21], first.Events.Select(e => e.Revision));
        Assert.Equal(10, first.Total);
        Assert.Equal([18, 15, 12, 9], second.Events.Select(e => e.Revision));
        Assert.Equal(6, second.Total);
    }

    [Fact]
    public async Task A_limit_below_one_is_refused()
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => QueryAsync(new EventQuery(Limit: 0)));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => ReadJournalAsync(limit: 0));
    }

    [Fact]
    public async Task Pruning_deletes_older_events_and_neither_resources_nor_the_revision_counter()
    {
        await CommitAsync([.. Enumerable.Range(0, 10).Select(n => Filtered("web", EventType.Health, EventLevel.Info, minute: n))]);
        await CommitAsync(Some.Put("web"));

        Assert.Equal(6, await Store.PruneEventsAsync(Some.Noon.AddMinutes(5), CancellationToken.None)); // Put is told at noon
        Assert.Equal([10, 9, 8, 7, 6], await MatchingAsync(new EventQuery()));

        Assert.Equal(5, await Store.PruneEventsAsync(Some.Noon.AddDays(1), CancellationToken.None));
        Assert.Equal(0, await Store.PruneEventsAsync(Some.Noon.AddDays(1), CancellationToken.None));
        await ReopenAsync();

        var snapshot = await LoadAsync();
        Assert.Equal(11, snapshot.Revision);
        Assert.Equal(new Resource(Some.App("web"), 11, "{}", null), Assert.Single(snapshot.Resources));
        Assert.Equal(12, await CommitAsync(Some.Note()));
    }

    private static Change Filtered(string? application, EventType type, EventLevel level, int minute) =>
        new(Some.Event() with { Application = application, Type = type, Level = level, At = Some.Noon.AddMinutes(minute) });

    private async Task<IEnumerable<int>> MatchingAsync(EventQuery query)
    {
        var page = await QueryAsync(query);
        Assert.Equal(page.Events.Count, page.Total);
        return page.Events.Select(stored => (int)stored.Revision);
    }
}
