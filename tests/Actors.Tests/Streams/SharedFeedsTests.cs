using Orchestry.Actors.Streams;
using Orchestry.Testing;

namespace Orchestry.Actors.Tests.Streams;

public sealed class SharedFeedsTests
{
    private readonly SharedFeeds<string, Feed> _feeds = new();
    private int _made;

    [Fact]
    public async Task All_who_want_a_feed_share_one_which_is_opened_once()
    {
        var opening = new TaskCompletionSource();
        var first = AcquireAsync(_ => opening.Task);
        var second = AcquireAsync(_ => throw new InvalidOperationException("opened twice"));
        opening.SetResult();

        Assert.Same((await first).Feed, (await second).Feed);
        Assert.Equal(1, _made);
    }

    [Fact]
    public async Task A_feed_is_closed_with_the_last_who_leaves_and_leaving_twice_counts_once()
    {
        var (first, second) = (await AcquireAsync(), await AcquireAsync());

        await first.DisposeAsync();
        await first.DisposeAsync();
        Assert.Equal(0, second.Feed.Closings);
        await second.DisposeAsync();

        Assert.Equal(1, second.Feed.Closings);
        Assert.NotSame(first.Feed, (await AcquireAsync()).Feed);
    }

    [Fact]
    public async Task A_feed_that_cannot_be_opened_fails_all_who_wait_is_closed_and_made_anew()
    {
        var opening = new TaskCompletionSource();
        Feed? failed = null;
        var waiting = new[] { AcquireAsync(feed => OpenAsync(feed)), AcquireAsync() };
        opening.SetException(new InvalidOperationException("the test said so"));
        foreach (var waits in waiting)
            await Assert.ThrowsAsync<InvalidOperationException>(() => waits.WaitAsync(TestKit.Guard));

        var well = await AcquireAsync();

        Assert.Equal(1, failed!.Closings);
        Assert.NotSame(failed, well.Feed);

        async Task OpenAsync(Feed feed)
        {
            failed = feed;
            await opening.Task;
        }
    }

    [Fact]
    public async Task Who_gives_up_waiting_leaves_the_feed_to_the_others()
    {
        var opening = new TaskCompletionSource();
        using var stop = new CancellationTokenSource();
        var impatient = AcquireAsync(_ => opening.Task, stop.Token);
        var patient = AcquireAsync();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient.WaitAsync(TestKit.Guard));

        opening.SetResult();

        Assert.Equal(0, (await patient).Feed.Closings);
    }

    [Fact]
    public async Task A_retired_feed_stays_for_those_who_have_it_and_others_get_a_new_one()
    {
        var old = await AcquireAsync();
        _feeds.Retire(old.Feed);
        Assert.Empty(_feeds.All);
        var young = await AcquireAsync();

        await old.DisposeAsync();

        Assert.Equal((1, 0), (old.Feed.Closings, young.Feed.Closings));
        Assert.Equal([young.Feed], _feeds.All);
    }

    [Fact]
    public async Task Closing_all_closes_the_retired_too_and_who_leaves_later_does_no_harm()
    {
        var old = await AcquireAsync();
        _feeds.Retire(old.Feed);
        var young = await AcquireAsync();

        await _feeds.DisposeAsync();
        Assert.True(old.Feed.Closings > 0 && young.Feed.Closings > 0);
        await old.DisposeAsync();
        await young.DisposeAsync();

        Assert.Empty(_feeds.All);
    }

    [Fact]
    public async Task Whoever_comes_while_the_last_leaves_gets_a_feed_that_is_open()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (var round = 0; round < 500; round++)
            {
                var lease = await AcquireAsync();
                Assert.Equal(0, lease.Feed.Closings);
                await lease.DisposeAsync();
            }
        }))).WaitAsync(TestKit.Guard);

        Assert.Empty(_feeds.All);
    }

    private Task<SharedFeeds<string, Feed>.FeedLease> AcquireAsync(Func<Feed, Task>? open = null, CancellationToken cancellationToken = default) =>
        _feeds.AcquireAsync("web", Make, open ?? (static _ => Task.CompletedTask), cancellationToken);

    private Feed Make()
    {
        Interlocked.Increment(ref _made);
        return new Feed();
    }

    internal sealed class Feed : IAsyncDisposable
    {
        private int _closings;

        public int Closings => Volatile.Read(ref _closings);

        public ValueTask DisposeAsync()
        {
            Interlocked.Increment(ref _closings);
            return ValueTask.CompletedTask;
        }
    }
}
