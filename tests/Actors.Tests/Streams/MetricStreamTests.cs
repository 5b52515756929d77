using Orchestry.Core.Journal;
using Orchestry.Core.Streams;
using Orchestry.Testing.Apps;

namespace Orchestry.Actors.Tests.Streams;

public sealed class MetricStreamTests
{
    [Fact]
    public async Task The_newest_figures_come_first_and_then_each_as_it_is_measured()
    {
        await using var rig = await StreamRig.StartAsync();
        await rig.MeasureAsync(cpu: 1);
        await rig.MeasureAsync(cpu: 2);

        var reader = await rig.ReadMetricsAsync(tail: 1);
        await reader.UntilAsync(items: 1);
        await rig.MeasureAsync(cpu: 3);
        await reader.UntilAsync(items: 2);

        Assert.Equal(["cpu 2", "cpu 3"], reader.Said);
    }

    [Fact]
    public async Task The_newest_come_first_even_where_they_are_not_in_the_history_yet()
    {
        await using var rig = await StreamRig.StartAsync();
        await rig.MeasureAsync(cpu: 1);
        await rig.MeasureAsync(cpu: 2);
        await rig.MeasureAsync(cpu: 3, isKept: false);

        var (one, two) = (await rig.ReadMetricsAsync(tail: 1), await rig.ReadMetricsAsync(tail: 2));
        await rig.MeasureAsync(cpu: 4);
        await Task.WhenAll(one.UntilAsync(items: 2), two.UntilAsync(items: 3));

        Assert.Equal(["cpu 3", "cpu 4"], one.Said);
        Assert.Equal(["cpu 2", "cpu 3", "cpu 4"], two.Said);
    }

    [Fact]
    public async Task Since_begins_with_all_figures_from_that_time_on()
    {
        await using var rig = await StreamRig.StartAsync();
        await rig.MeasureAsync(cpu: 1);
        await rig.MeasureAsync(cpu: 2);
        var since = rig.Clock.GetUtcNow();
        await rig.MeasureAsync(cpu: 3);

        var reader = await rig.ReadMetricsAsync(tail: null, since: since);
        await rig.MeasureAsync(cpu: 4);
        await reader.UntilAsync(items: 3);

        Assert.Equal(["cpu 2", "cpu 3", "cpu 4"], reader.Said);
    }

    [Fact]
    public async Task Figures_of_an_earlier_application_that_was_called_so_are_nobody_s()
    {
        await using var rig = await StreamRig.StartAsync();
        await rig.MeasureAsync(cpu: 1);
        rig.Show(rig.App with { CreatedAt = rig.Clock.GetUtcNow() + TimeSpan.FromSeconds(1), Metrics = null });
        await rig.MeasureAsync(cpu: 2);

        var (tail, since) = (await rig.ReadMetricsAsync(tail: 10), await rig.ReadMetricsAsync(tail: null, since: DateTimeOffset.UnixEpoch));
        await rig.MeasureAsync(cpu: 3);
        await Task.WhenAll(tail.UntilAsync(items: 2), since.UntilAsync(items: 2));

        Assert.Equal(["cpu 2", "cpu 3"], tail.Said);
        Assert.Equal(["cpu 2", "cpu 3"], since.Said);
    }

    [Fact]
    public async Task Who_comes_back_gets_from_the_history_what_followed()
    {
        await using var rig = await StreamRig.StartAsync();
        await rig.MeasureAsync(cpu: 1);
        var first = await rig.ReadMetricsAsync(tail: 1);
        await first.UntilAsync(items: 1);
        await rig.MeasureAsync(cpu: 2);
        await rig.MeasureAsync(cpu: 3);

        Assert.True(MetricCursor.TryParse(first.Items[0].Cursor, out var cursor));
        var back = await rig.ReadMetricsAsync(after: cursor);
        await rig.MeasureAsync(cpu: 4);
        await back.UntilAsync(items: 3);

        Assert.Equal(["cpu 2", "cpu 3", "cpu 4"], back.Said);
    }

    [Fact]
    public async Task Who_was_ahead_gets_nothing_twice()
    {
        await using var rig = await StreamRig.StartAsync();
        await rig.MeasureAsync(cpu: 1);
        var back = await rig.ReadMetricsAsync(after: rig.Clock.GetUtcNow().AddSeconds(10));
        await rig.MeasureAsync(cpu: 2);

        await rig.MeasureAsync(cpu: 3);
        await back.UntilAsync(items: 1);

        Assert.Equal(["cpu 3"], back.Said);
    }

    [Fact]
    public async Task Figures_that_are_not_kept_any_more_are_announced_by_one_gap()
    {
        await using var rig = await StreamRig.StartAsync();
        await rig.MeasureAsync(cpu: 1);
        var last = rig.Clock.GetUtcNow();
        await rig.MeasureAsync(cpu: 2);
        await rig.MeasureAsync(cpu: 3);
        await rig.History.PruneAsync(rig.Clock.GetUtcNow(), rig.Clock.GetUtcNow(), default);

        var back = await rig.ReadMetricsAsync(after: last);
        await back.UntilAsync(items: 2);
        Assert.Equal(["gap: The figures after the cursor are not kept any more", "cpu 3"], back.Said);
        var gap = (MetricGapItem)back.Items[0];
        Assert.Equal((last, rig.Clock.GetUtcNow()), (gap.From, gap.To));
    }

    [Fact]
    public async Task Who_comes_back_from_a_gap_is_not_told_of_it_again()
    {
        await using var rig = await StreamRig.StartAsync();
        await rig.MeasureAsync(cpu: 1);
        var last = rig.Clock.GetUtcNow();
        await rig.MeasureAsync(cpu: 2);
        await rig.MeasureAsync(cpu: 3);
        await rig.History.PruneAsync(rig.Clock.GetUtcNow(), rig.Clock.GetUtcNow(), default);
        var back = await rig.ReadMetricsAsync(after: last);
        await back.UntilAsync(items: 2);

        Assert.True(MetricCursor.TryParse(back.Items[0].Cursor, out var afterGap));
        var again = await rig.ReadMetricsAsync(after: afterGap);
        await rig.MeasureAsync(cpu: 4);
        await again.UntilAsync(all => all.Any(i => i is MetricItem { Sample.CpuPercent: 4 }), "the newest");

        Assert.Equal(["cpu 3", "cpu 4"], again.Said);
    }

    [Fact]
    public async Task Figures_shown_again_come_once()
    {
        await using var rig = await StreamRig.StartAsync();
        var reader = await rig.ReadMetricsAsync(tail: 10);
        await rig.MeasureAsync(cpu: 1);
        rig.Show(rig.App with { Revision = rig.App.Revision + 1 });
        rig.Show(rig.App with { Metrics = null, Revision = rig.App.Revision + 1 });
        await rig.MeasureAsync(cpu: 2);
        await reader.UntilAsync(items: 2);

        Assert.Equal(["cpu 1", "cpu 2"], reader.Said);
    }

    [Fact]
    public async Task A_slow_subscriber_gets_one_gap()
    {
        await using var rig = await StreamRig.StartAsync();
        await rig.MeasureAsync(cpu: 0);
        var slow = await rig.ReadMetricsAsync(tail: 1);
        await slow.UntilAsync(items: 1);
        var from = rig.Clock.GetUtcNow();
        slow.Hold();
        await rig.MeasureAsync(cpu: 1);
        await slow.UntilHoldingAsync();
        // More than is kept.
        for (var n = 2; n <= 400; n++)
            await rig.MeasureAsync(cpu: n);

        slow.Release();
        await slow.UntilAsync(all => all.Any(i => i is MetricItem { Sample.CpuPercent: 400 }), "the newest");

        var gap = Assert.Single(slow.Items.OfType<MetricGapItem>());
        var figures = slow.Items.OfType<MetricItem>().Select(i => i.Sample).ToList();
        Assert.Equal("The subscriber was too slow", gap.Reason);
        Assert.True(gap.From >= from);
        Assert.Contains(figures, f => f.At == gap.From);
        Assert.Contains(figures, f => f.At == gap.To);
        Assert.DoesNotContain(figures, f => f.At > gap.From && f.At < gap.To);
    }

    [Fact]
    public async Task A_history_that_cannot_be_read_ends_the_subscription_with_the_reason_and_who_wants_no_past_goes_on()
    {
        await using var rig = await StreamRig.StartAsync();
        await rig.MeasureAsync(cpu: 1);
        rig.History.Failure = new StoreException("The database is away.");

        var past = await rig.ReadMetricsAsync(tail: 5);
        var live = await rig.ReadMetricsAsync();
        var ended = await Assert.ThrowsAsync<StreamEndedException>(() => past.Ended);
        await rig.MeasureAsync(cpu: 2, isKept: false);
        await live.UntilAsync(items: 1);

        Assert.Equal((StreamEnd.Failed, "The database is away."), (ended.End, ended.Message));
        Assert.Equal(["cpu 2"], live.Said);
    }

    [Fact]
    public async Task An_application_that_is_removed_or_registered_again_ends_its_stream()
    {
        await using var rig = await StreamRig.StartAsync();
        await rig.MeasureAsync(cpu: 1);
        var first = await rig.ReadMetricsAsync(tail: 1);
        rig.Show(ShownApp.Of("web", rig.Clock.GetUtcNow()) with { Revision = 50 });
        await first.Ended;

        var second = await rig.ReadMetricsAsync(tail: 1);
        await rig.MeasureAsync(cpu: 2);
        await second.UntilAsync(items: 1);
        rig.Remove();
        await second.Ended;

        Assert.Equal(["cpu 2"], second.Said);
    }
}
