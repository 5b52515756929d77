using Orchestry.Core.Journal;
using Orchestry.Core.Scaling.Explained;
using Orchestry.Testing.Journal;

namespace Orchestry.Core.Tests.Scaling.Explained;

public sealed class DecisionPageTests : IAsyncLifetime
{
    private readonly FakeStore _store = new();

    public Task InitializeAsync() => _store.OpenAsync(CancellationToken.None);

    public Task DisposeAsync() => _store.DisposeAsync().AsTask();

    [Fact]
    public async Task Entries_come_newest_first_and_each_with_its_last_count()
    {
        await WriteAsync(Entry(0, 1));
        await WriteAsync(Entry(0, 9, lasted: 4), Entry(5, 1));
        await WriteAsync(Entry(6, 1, term: 2));

        var page = await ReadAsync(10);

        Assert.Equal([(2L, 6, 1), (1L, 5, 1), (1L, 0, 9)], page.Entries.Select(e => (e.Term, (int)(e.FirstAt - ALoad.Now).TotalMinutes, e.Count)));
        Assert.False(page.HasMore);
    }

    [Fact]
    public async Task A_limit_cuts_off_the_oldest_and_says_so()
    {
        await WriteAsync(Entry(0, 1), Entry(1, 1), Entry(2, 1));

        var page = await ReadAsync(2);

        Assert.Equal([2, 1], page.Entries.Select(e => (int)(e.FirstAt - ALoad.Now).TotalMinutes));
        Assert.True(page.HasMore);
    }

    [Fact]
    public async Task What_was_last_decided_before_the_time_asked_for_is_left_out()
    {
        await WriteAsync(Entry(0, 3, lasted: 1), Entry(2, 5, lasted: 9));

        Assert.Equal([5], (await ReadAsync(10, ALoad.Now.AddMinutes(5))).Entries.Select(e => e.Count));
    }

    [Fact]
    public async Task Long_histories_are_read_page_by_page()
    {
        for (var i = 0; i < 450; i++)
        {
            await WriteAsync(Entry(i, 1));
        }

        Assert.Equal(450, (await ReadAsync(1000)).Entries.Count);
    }

    [Fact]
    public async Task Events_of_other_kinds_and_applications_are_not_read()
    {
        await WriteAsync(Entry(0, 1));
        await WriteAsync("api", Entry(1, 1));

        Assert.Equal(0, (int)(Assert.Single((await ReadAsync(10)).Entries).FirstAt - ALoad.Now).TotalMinutes);
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

    private Task<DecisionPage> ReadAsync(int limit, DateTimeOffset? since = null) =>
        DecisionPage.ReadAsync(_store, "web", since ?? ALoad.Now, limit, CancellationToken.None);

    private Task WriteAsync(params DecisionEntry[] entries) => WriteAsync("web", entries);

    private async Task WriteAsync(string app, params DecisionEntry[] entries)
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
        await _store.CommitAsync([new Change(told)], 1, CancellationToken.None);
    }
}
