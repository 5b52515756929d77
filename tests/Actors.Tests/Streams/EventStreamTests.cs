using Orchestry.Actors.Streams;
using Orchestry.Core.Apps;
using Orchestry.Core.Journal;
using Orchestry.Core.Streams;

namespace Orchestry.Actors.Tests.Streams;

public sealed class EventStreamTests
{
    [Fact]
    public async Task A_subscriber_gets_the_events_that_are_committed_from_now_on()
    {
        await using var rig = await StreamRig.StartAsync();
        await rig.CommitAsync(Event("Before"));
        var reader = await rig.ReadEventsAsync();

        await rig.CommitAsync(Event("A"), Event("B"));
        await reader.UntilAsync(items: 2);

        Assert.Equal(["2 A", "3 B"], reader.Said);
        Assert.Equal($"3.{rig.Store.Events[^1].At.UtcTicks}", reader.Cursor);
    }

    [Fact]
    public async Task A_tail_begins_with_the_last_events_that_are_wanted()
    {
        await using var rig = await StreamRig.StartAsync();
        await rig.CommitAsync(Event("A"), Event("B", app: "api"), Event("C"), Event("D", app: "api"), Event("E", EventType.Decision));

        var all = await rig.ReadEventsAsync(tail: 3);
        var ofWeb = await rig.ReadEventsAsync(tail: 2, app: StreamRig.Web);
        await rig.CommitAsync(Event("F"));
        await Task.WhenAll(all.UntilAsync(items: 4), ofWeb.UntilAsync(items: 3));

        Assert.Equal(["2 B", "3 C", "4 D", "6 F"], all.Said);
        Assert.Equal(["1 A", "3 C", "6 F"], ofWeb.Said);
    }

    [Fact]
    public async Task Since_begins_with_every_event_from_that_time_on()
    {
        await using var rig = await StreamRig.StartAsync();
        await rig.CommitAsync(Event("A"), Event("B"));
        var since = rig.Clock.GetUtcNow();
        await rig.CommitAsync(Event("C"));

        var all = await rig.ReadEventsAsync(tail: null, since: since);
        var last = await rig.ReadEventsAsync(tail: 1, since: since);
        await rig.CommitAsync(Event("D"));
        await Task.WhenAll(all.UntilAsync(items: 3), last.UntilAsync(items: 2));

        Assert.Equal(["2 B", "3 C", "4 D"], all.Said);
        Assert.Equal(["3 C", "4 D"], last.Said);
    }

    [Fact]
    public async Task A_past_longer_than_a_page_is_read_whole()
    {
        await using var rig = await StreamRig.StartAsync();
        await rig.CommitAsync(Enumerable.Range(1, 2500).Select(n => Event($"E{n}")));

        var since = await rig.ReadEventsAsync(tail: null, since: rig.Clock.Start);
        var tail = await rig.ReadEventsAsync(tail: 1500);
        var after = await rig.ReadEventsAsync(after: "0");
        await Task.WhenAll(since.UntilAsync(items: 2500), tail.UntilAsync(items: 1500), after.UntilAsync(items: 2500));

        Assert.Equal(Enumerable.Range(1, 2500).Select(n => $"{n} E{n}"), since.Said);
        Assert.Equal(since.Said.Skip(1000), tail.Said);
        Assert.Equal(since.Said, after.Said);
    }

    [Fact]
    public async Task Only_events_of_the_kind_and_application_that_were_asked_for_come()
    {
        await using var rig = await StreamRig.StartAsync();
        var ofWeb = await rig.ReadEventsAsync(app: StreamRig.Web);
        var health = await rig.ReadEventsAsync(type: EventType.Health);
        var decisions = await rig.ReadEventsAsync(type: EventType.Decision, app: AppName.Parse("api"));

        await rig.CommitAsync(
            Event("A"), Event("B", EventType.Health), Event("C", EventType.Decision), Event("D", EventType.Decision, app: "api"),
            Event("E", EventType.Health, app: "api"), Event("F", app: null), Event("Last", EventType.Health),
            Event("Last", EventType.Decision, app: "api"));
        await Task.WhenAll(ofWeb.UntilAsync(items: 3), health.UntilAsync(items: 3), decisions.UntilAsync(items: 2));

        Assert.Equal(["1 A", "2 B", "7 Last"], ofWeb.Said);
        Assert.Equal(["2 B", "5 E", "7 Last"], health.Said);
        Assert.Equal(["4 D", "8 Last"], decisions.Said);
    }

    [Fact]
    public async Task Who_comes_back_at_any_node_gets_what_followed_and_nothing_twice()
    {
        await using var rig = await StreamRig.StartAsync();
        var other = rig.AddNode();
        await rig.CommitAsync(Event("A"), Event("B"));

        var back = await rig.ReadEventsAsync(after: "1", node: other, tail: 5);
        await rig.CommitAsync(Event("C"));
        await back.UntilAsync(items: 2);

        Assert.Equal(["2 B", "3 C"], back.Said);
    }

    [Fact]
    public async Task A_node_that_is_behind_sends_nothing_twice()
    {
        await using var rig = await StreamRig.StartAsync();
        await rig.CommitAsync(Event("A"));
        var back = await rig.ReadEventsAsync(after: "3");

        await rig.CommitAsync(Event("B"), Event("C"), Event("D"));
        await back.UntilAsync(items: 1);

        Assert.Equal(["4 D"], back.Said);
    }

    [Fact]
    public async Task Events_that_retention_has_deleted_are_announced_to_who_comes_back_by_one_gap()
    {
        await using var rig = await StreamRig.StartAsync();
        await rig.CommitAsync(Event("A"), Event("B"), Event("C"), Event("D"));
        await rig.Store.PruneEventsAsync(rig.Clock.GetUtcNow(), default);

        var back = await rig.ReadEventsAsync(after: "1");
        await back.UntilAsync(items: 2);
        var afterGap = await rig.ReadEventsAsync(after: back.Items[0].Cursor);
        var fresh = await rig.ReadEventsAsync(tail: 10);
        await Task.WhenAll(afterGap.UntilAsync(items: 1), fresh.UntilAsync(items: 1));

        Assert.Equal(["gap 1-4", "4 D"], back.Said);
        Assert.Equal(["4 D"], afterGap.Said);
        Assert.Equal(["4 D"], fresh.Said);
    }

    [Fact]
    public async Task When_all_events_were_deleted_the_gap_reaches_to_now()
    {
        await using var rig = await StreamRig.StartAsync();
        await rig.CommitAsync(Event("A"), Event("B"));
        await rig.Store.PruneEventsAsync(rig.Clock.GetUtcNow().AddSeconds(1), default);

        var back = await rig.ReadEventsAsync(after: "1");
        await back.UntilAsync(items: 1);

        Assert.Equal(["gap 1-3"], back.Said);
    }

    [Fact]
    public async Task Who_is_there_is_told_of_what_was_deleted_before_it_was_read_and_who_is_ahead_only_of_what_it_lacks()
    {
        await using var rig = await StreamRig.StartAsync();
        await rig.CommitAsync(Event("A"));
        var (there, ahead, further) = (await rig.ReadEventsAsync(), await rig.ReadEventsAsync(after: "2"), await rig.ReadEventsAsync(after: "3"));
        rig.Store.ReadFailure = new StoreException("away");
        await rig.CommitAsync(Event("B"), Event("C"));
        await rig.Store.PruneEventsAsync(rig.Clock.GetUtcNow().AddSeconds(1), default);
        await rig.CommitAsync(Event("D"));
        rig.Store.ReadFailure = null;

        await rig.PassTimeUntilAsync(() => new[] { there, ahead, further }.All(r => r.Said.Contains("4 D")));

        Assert.Equal(["gap 1-4", "4 D"], there.Said);
        Assert.Equal(["gap 2-4", "4 D"], ahead.Said);
        Assert.Equal(["4 D"], further.Said);
    }

    [Fact]
    public async Task Who_is_there_is_told_when_the_database_has_other_events_in_the_place_of_its_last_ones()
    {
        await using var rig = await StreamRig.StartAsync();
        await rig.CommitAsync(Event("A"));
        var behind = rig.Replicate();
        var (there, ofApi) = (await rig.ReadEventsAsync(), await rig.ReadEventsAsync(app: AppName.Parse("api")));
        await rig.CommitAsync(Event("B"), Event("C"));
        await there.UntilAsync(items: 2);

        rig.Store.Become(behind);
        await rig.CommitAsync(Event("Other B"), Event("Other C"), Event("D"));
        await Task.WhenAll(there.UntilAsync(items: 4), ofApi.UntilAsync(items: 1));
        await rig.CommitAsync(Event("E", app: "api"));
        await Task.WhenAll(there.UntilAsync(items: 5), ofApi.UntilAsync(items: 2));

        Assert.Equal(["2 B", "3 C", "others up to 3", "4 D", "5 E"], there.Said);
        Assert.Equal(["others up to 3", "5 E"], ofApi.Said);
    }

    [Fact]
    public async Task Who_comes_back_is_told_once_that_the_database_has_another_event_where_it_was()
    {
        await using var rig = await StreamRig.StartAsync();
        await rig.CommitAsync(Event("A"));
        var behind = rig.Replicate();
        await rig.CommitAsync(Event("B"));
        var before = await rig.ReadEventsAsync(tail: 2);
        await before.UntilAsync(items: 2);
        await before.DisposeAsync();

        rig.Store.Become(behind);
        await rig.CommitAsync(Event("Other B"), Event("C"));
        var back = await rig.ReadEventsAsync(after: before.Cursor);
        await back.UntilAsync(items: 2);
        var again = await rig.ReadEventsAsync(after: back.Items[0].Cursor);
        var untouched = await rig.ReadEventsAsync(after: before.Items[0].Cursor);
        await Task.WhenAll(again.UntilAsync(items: 1), untouched.UntilAsync(items: 2));

        Assert.Equal(["others up to 2", "3 C"], back.Said);
        Assert.Equal(["3 C"], again.Said);
        Assert.Equal(["2 Other B", "3 C"], untouched.Said);
    }

    [Fact]
    public async Task A_database_that_has_lost_its_last_events_is_waited_for_until_it_has_new_ones()
    {
        await using var rig = await StreamRig.StartAsync();
        await rig.CommitAsync(Event("A"));
        var there = await rig.ReadEventsAsync();
        rig.Node.Model.Reached(2);
        await StreamRig.UntilAsync(() => rig.Clock.ActiveTimers == 1);

        await rig.CommitAsync(Event("B"), Event("C"));
        await rig.PassTimeUntilAsync(() => there.Items.Count == 2);

        Assert.Equal(["2 B", "3 C"], there.Said);
    }

    [Fact]
    public async Task One_that_is_too_slow_ends_with_a_cursor_that_loses_nothing_and_the_others_go_on()
    {
        await using var rig = await StreamRig.StartAsync(new StreamOptions { BufferItems = 8 });
        var (quick, slow) = (await rig.ReadEventsAsync(), await rig.ReadEventsAsync());
        for (var n = 1; n <= 30; n++)
        {
            if (n == 2)
                slow.Hold();

            await rig.CommitAsync(Event($"E{n}"));
            await quick.UntilAsync(items: n);
            if (n == 1)
                await slow.UntilAsync(items: 1);
        }

        slow.Release();
        var ended = await Assert.ThrowsAsync<StreamEndedException>(() => slow.Ended);
        var back = await rig.ReadEventsAsync(after: ended.Cursor);
        await back.UntilAsync(all => all.Any(i => i.Cursor.StartsWith("30.", StringComparison.Ordinal)), "the last event");

        Assert.Equal(StreamEnd.TooSlow, ended.End);
        Assert.Equal(quick.Said, slow.Said.Concat(back.Said));
    }

    [Fact]
    public async Task A_database_that_is_away_delays_who_is_there_and_who_comes_and_loses_nothing()
    {
        await using var rig = await StreamRig.StartAsync();
        await rig.CommitAsync(Event("A"));
        var there = await rig.ReadEventsAsync();
        rig.Store.ReadFailure = new StoreException("away");
        await rig.CommitAsync(Event("B"));
        var comes = await rig.ReadEventsAsync(tail: 10);
        var back = await rig.ReadEventsAsync(after: "0");

        await StreamRig.UntilAsync(() => rig.Clock.ActiveTimers == 3);
        Assert.False(there.HasEnded || comes.HasEnded || back.HasEnded);
        rig.Store.ReadFailure = null;
        await rig.PassTimeUntilAsync(() => there.Items.Count == 1 && comes.Items.Count == 2 && back.Items.Count == 2);

        Assert.Equal(["2 B"], there.Said);
        Assert.Equal(["1 A", "2 B"], comes.Said);
        Assert.Equal(comes.Said, back.Said);
        Assert.Single(rig.Logs.WithId(2751));
    }

    [Fact]
    public async Task A_bug_in_reading_ends_the_streams_and_who_comes_then_finds_them_well()
    {
        await using var rig = await StreamRig.StartAsync();
        var there = await rig.ReadEventsAsync();
        rig.Store.ReadFailure = new InvalidOperationException("the test said so");
        await rig.CommitAsync(Event("A"));
        var ended = await Assert.ThrowsAsync<StreamEndedException>(() => there.Ended);
        rig.Store.ReadFailure = null;

        var back = await rig.ReadEventsAsync(after: "0");
        await back.UntilAsync(items: 1);

        Assert.Equal((StreamEnd.Failed, null), (ended.End, ended.Cursor));
        Assert.Equal(["1 A"], back.Said);
        Assert.Single(rig.Logs.WithId(2752));
    }

    [Fact]
    public async Task Past_and_present_join_without_an_event_missed_or_doubled()
    {
        for (var seed = 0; seed < 30; seed++)
        {
            await using var rig = await StreamRig.StartAsync();
            var random = new Random(seed);
            var committing = Task.Run(async () =>
            {
                for (var n = 1; n <= 100; n++)
                    await rig.CommitAsync(Event($"E{n}"));
            });
            var readers = new List<StreamReader>();
            for (var n = 0; n < 5; n++)
            {
                readers.Add(await rig.ReadEventsAsync(after: "0"));
                for (var pause = random.Next(20); pause > 0; pause--)
                    await Task.Yield();
            }

            await committing;
            await Task.WhenAll(readers.Select(r => r.UntilAsync(items: 100)));
            Assert.All(readers, r => Assert.Equal(Enumerable.Range(1, 100).Select(n => $"{n} E{n}"), r.Said));
        }
    }

    private static EventRecord Event(string reason, EventType type = EventType.Scaling, string? app = "web") => new()
    {
        Type = type, Component = "test", Reason = reason, Application = app, Message = reason, At = default,
    };
}
