using Orchestry.Core.Journal;
using Orchestry.Core.Scaling.Explained;
using Orchestry.Testing.Journal;

namespace Orchestry.Core.Tests.Scaling.Explained;

public sealed class DecisionPageTests
{
    [Fact]
    public async Task Entries_come_newest_first_and_each_with_its_last_count()
    {
        await using var store = await OpenAsync();
        await WriteAsync(store, "web", Entry(0, 1));
        await WriteAsync(store, "web", Entry(0, 9, lasted: 4), Entry(5, 1));
        await WriteAsync(store, "web", Entry(6, 1, term: 2));

        var page = await ReadAsync(store, 10);

        Assert.Equal([(2L, 6, 1), (1L, 5, 1), (1L, 0, 9)], page.Entries.Select(e => (e.Term, (int)(e.FirstAt - ALoad.Now).TotalMinutes, e.Count)));
        Assert.False(page.HasMore);
    }

    [Fact]
    public async Task A_limit_cuts_off_the_oldest_and_says_so()
    {
        await using var store = await OpenAsync();
        await WriteAsync(store, "web", Entry(0, 1), Entry(1, 1), Entry(2, 1));

        var page = await ReadAsync(store, 2);

        Assert.Equal([2, 1], page.Entries.Select(e => (int)(e.FirstAt - ALoad.Now).TotalMinutes));
        Assert.True(page.HasMore);
    }

    [Fact]
    public async Task What_was_last_decided_before_the_time_asked_for_is_left_out()
    {
        await using var store = await OpenAsync();
        await WriteAsync(store, "web", Entry(0, 3, lasted: 1), Entry(2, 5, lasted: 9));

        Assert.Equal([5], (await ReadAsync(store, 10, ALoad.Now.AddMinutes(5))).Entries.Select(e => e.Count));
    }

    [Fact]
    public async Task Long_histories_are_read_page_by_page()
    {
        await using var store = await OpenAsync();
        for (var i = 0; i < 450; i++)
        {
            await WriteAsync(store, "web", Entry(i, 1));
        }

        Assert.Equal(450, (await ReadAsync(store, 1000)).Entries.Count);
    }

    [Fact]
    public async Task Events_of_other_kinds_and_applications_are_not_read()
    {
        await using var store = await OpenAsync();
        await WriteAsync(store, "web", Entry(0, 1));
        await WriteAsync(store, "api", Entry(1, 1));

        Assert.Equal(0, (int)(Assert.Single((await ReadAsync(store, 10)).Entries).FirstAt - ALoad.Now).TotalMinutes);
    }

    private static DecisionEntry Entry(int minute, int count, int lasted = 0, long term = 1)
    {
        var input = ALoad.Steady(2);
        return DecisionEntry.Of(input.Decide(), input, term) with
        {
            FirstAt = ALoad.Now.AddMinutes(minute),
            LastAt = ALoad.Now.AddMinutes(minute + lasted),
            Count = count,
        };
    }

    private static async Task<FakeStore> OpenAsync()
    {
        var store = new FakeStore();
        await store.OpenAsync(CancellationToken.None);
        return store;
    }

    private static Task<DecisionPage> ReadAsync(FakeStore store, int limit, DateTimeOffset? since = null) =>
        DecisionPage.ReadAsync(store, "web", since ?? ALoad.Now, limit, CancellationToken.None);

    private static async Task WriteAsync(FakeStore store, string app, params DecisionEntry[] entries)
    {
        var told = new EventRecord
        {
            Type = EventType.Decision,
            Component = "autoscaler",
            Reason = "ScalingExplained",
            Application = app,
            Message = "why",
            Details = DecisionJson.Write(new DecisionBatch(entries)),
            At = entries.Max(e => e.LastAt),
        };
        await store.CommitAsync([new Change(told)], 1, CancellationToken.None);
    }
}
