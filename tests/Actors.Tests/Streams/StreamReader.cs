using Orchestry.Actors.Tests.Controller;
using Orchestry.Core.Engine;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Streams;
using Orchestry.Testing;

namespace Orchestry.Actors.Tests.Streams;

/// <summary>A subscriber that keeps what it gets, and reads on only while the test does not hold it.</summary>
internal sealed class StreamReader : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<StreamItem> _items = [];
    private TaskCompletionSource _news = NewSignal();
    private TaskCompletionSource _goesOn = NewSignal();
    private bool _isHolding;
    private Task _reading = Task.CompletedTask;

    private StreamReader(bool isHeld)
    {
        if (!isHeld)
            _goesOn.SetResult();
    }

    public IReadOnlyList<StreamItem> Items
    {
        get
        {
            lock (_gate)
                return [.. _items];
        }
    }

    /// <summary>Each item in a few words.</summary>
    public IReadOnlyList<string> Said => [.. Items.Select(Say)];

    /// <summary>The lines alone.</summary>
    public IReadOnlyList<string> Lines => [.. Items.OfType<LineItem>().Select(l => l.Message)];

    /// <summary>Where a successor goes on.</summary>
    public string Cursor => Items[^1].Cursor;

    /// <summary>Completes, or fails, as the subscription does.</summary>
    public Task Ended => _reading.WaitAsync(TestKit.Guard);

    public bool HasEnded => _reading.IsCompleted;

    /// <param name="subscribe">Makes the subscription, given what ends it.</param>
    /// <param name="isHeld">Whether it deals with its first batch only when released.</param>
    public static async Task<StreamReader> OpenAsync(Func<CancellationToken, Task<Outcome<Subscription>>> subscribe, bool isHeld)
    {
        var reader = new StreamReader(isHeld);
        var subscription = (await subscribe(reader._stop.Token).WaitAsync(TestKit.Guard)).Granted();
        // Not on another thread: the first step attaches it.
        reader._reading = reader.ReadAsync(subscription);
        return reader;
    }

    /// <summary>Deals with no further batch.</summary>
    public void Hold()
    {
        lock (_gate)
            _goesOn = NewSignal();
    }

    public void Release()
    {
        lock (_gate)
            _goesOn.TrySetResult();
    }

    /// <summary>Waits until it stands still with a batch in its hands: from then on it takes no more.</summary>
    public Task UntilHoldingAsync() => UntilAsync(_ => _isHolding, "a batch to hold");

    public Task UntilAsync(int items) => UntilAsync(all => all.Count >= items, $"{items} items");

    public Task UntilLineAsync(string line) => UntilAsync(all => all.OfType<LineItem>().Any(l => l.Message == line), $"the line '{line}'");

    public async Task UntilAsync(Func<IReadOnlyList<StreamItem>, bool> isSo, string what)
    {
        while (true)
        {
            Task news;
            lock (_gate)
            {
                if (isSo(_items))
                    return;

                news = _news.Task;
            }

            try
            {
                await news.WaitAsync(TestKit.Guard);
            }
            catch (TimeoutException)
            {
                Assert.Fail($"waited for {what}; got {string.Join(" | ", Said)}");
            }

            if (_reading.IsFaulted)
                await _reading;
        }
    }

    /// <summary>Leaves, and has left when it returns.</summary>
    public async ValueTask DisposeAsync()
    {
        Release();
        await _stop.CancelAsync();
        await _reading.WaitAsync(TestKit.Guard).ContinueWith(static _ => { }, TaskScheduler.Default);
    }

    private static string Say(StreamItem item) => item switch
    {
        LineItem { Stream: LogStream.Stderr } line => $"err {line.Message}",
        LineItem line => line.Message,
        EndItem end => $"{end.Container}#{end.Of} ended",
        LogGapItem gap => $"gap {(gap.Of is null ? "of all" : $"of #{gap.Of}")}: {gap.Reason}",
        EventItem happened => $"{happened.Stored.Revision} {happened.Stored.Event.Reason}",
        EventGapItem gap => $"gap {gap.After}-{gap.Before}",
        EventsReplacedItem replaced => $"others up to {replaced.Until.Revision}",
        MetricItem figures => $"cpu {figures.Sample.CpuPercent}",
        MetricGapItem gap => $"gap: {gap.Reason}",
        _ => item.ToString(),
    };

    private async Task ReadAsync(Subscription subscription)
    {
        try
        {
            await foreach (var batch in subscription.Batches)
            {
                Task goesOn;
                lock (_gate)
                {
                    goesOn = _goesOn.Task;
                    _isHolding = !goesOn.IsCompleted;
                }

                Tell();
                await goesOn;
                lock (_gate)
                {
                    _isHolding = false;
                    _items.AddRange(batch.Span);
                }

                Tell();
            }
        }
        finally
        {
            await subscription.DisposeAsync();
            Tell();
        }
    }

    private void Tell()
    {
        lock (_gate)
        {
            _news.TrySetResult();
            _news = NewSignal();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
