using Orchestry.Actors.Kernel.Streams;
using Orchestry.Testing;

namespace Orchestry.Actors.Tests.Kernel.Streams;

public sealed class HubSubscriptionTests
{
    private readonly BroadcastHub<Element> _hub = new(OverflowStrategy.DropHead, capacity: 8);

    [Fact]
    public async Task A_reader_that_waits_is_woken_by_the_next_element()
    {
        using var subscription = _hub.Subscribe();
        var waiting = subscription.WaitAsync().AsTask();
        Assert.False(waiting.IsCompleted);

        _hub.Publish(new Element(1));

        Assert.True(await waiting.WaitAsync(TestKit.Guard));
    }

    [Fact]
    public async Task A_reader_can_wait_again_and_again()
    {
        using var subscription = _hub.Subscribe();
        var into = new Element[1];
        for (var n = 1; n <= 1000; n++)
        {
            var waiting = subscription.WaitAsync().AsTask();
            _hub.Publish(new Element(n));
            Assert.True(await waiting.WaitAsync(TestKit.Guard));
            Assert.Equal(1, subscription.Read(into, out _));
            Assert.Equal(n, into[0].Number);
        }
    }

    [Fact]
    public async Task A_reader_that_waits_is_woken_by_the_end()
    {
        using var subscription = _hub.Subscribe();
        var waiting = subscription.WaitAsync().AsTask();

        _hub.Complete();

        Assert.False(await waiting.WaitAsync(TestKit.Guard));
    }

    [Fact]
    public async Task A_reader_that_waits_is_told_of_a_failure()
    {
        using var subscription = _hub.Subscribe();
        var waiting = subscription.WaitAsync().AsTask();

        _hub.Complete(new InvalidOperationException());

        await Assert.ThrowsAsync<StreamFailedException>(() => waiting.WaitAsync(TestKit.Guard));
    }

    [Fact]
    public async Task Cancelling_ends_a_wait_and_every_later_one_and_leaves_nobody_parked()
    {
        using var stop = new CancellationTokenSource();
        using var subscription = _hub.Subscribe(stop.Token);
        var waiting = subscription.WaitAsync().AsTask();
        Assert.Equal(1, _hub.Waiting);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(TestKit.Guard));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => subscription.WaitAsync().AsTask());
        Assert.Equal(0, _hub.Waiting);
        _hub.Publish(new Element(1));
    }

    [Fact]
    public async Task Disposing_ends_a_wait_and_every_later_one_and_leaves_nobody_parked()
    {
        var subscription = _hub.Subscribe();
        var waiting = subscription.WaitAsync().AsTask();

        subscription.Dispose();
        subscription.Dispose();

        Assert.False(await waiting.WaitAsync(TestKit.Guard));
        Assert.Equal(0, _hub.Waiting);
        _hub.Publish(new Element(1));
        Assert.False(await subscription.WaitAsync());
        Assert.Equal(0, _hub.Waiting);
    }

    [Fact]
    public async Task Of_a_wake_and_a_cancellation_at_the_same_time_one_ends_the_wait_and_the_other_does_no_harm()
    {
        for (var round = 0; round < 2000; round++)
        {
            using var stop = new CancellationTokenSource();
            using var subscription = _hub.Subscribe(stop.Token);
            var waiting = subscription.WaitAsync().AsTask();
            var both = Task.WhenAll(Task.Run(stop.Cancel), Task.Run(() => _hub.Publish(new Element(1))));

            try
            {
                Assert.True(await waiting.WaitAsync(TestKit.Guard));
            }
            catch (OperationCanceledException)
            {
            }

            await both.WaitAsync(TestKit.Guard);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => subscription.WaitAsync().AsTask());
        }

        Assert.Equal(0, _hub.Waiting);
    }

    [Fact]
    public async Task A_wait_that_begins_while_the_subscription_is_cancelled_ends()
    {
        for (var round = 0; round < 2000; round++)
        {
            using var stop = new CancellationTokenSource();
            using var subscription = _hub.Subscribe(stop.Token);
            var cancelling = Task.Run(stop.Cancel);

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => subscription.WaitAsync().AsTask().WaitAsync(TestKit.Guard));
            await cancelling;
        }

        Assert.Equal(0, _hub.Waiting);
    }
}
