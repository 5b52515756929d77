using Orchestry.Actors.Kernel.Streams;
using Orchestry.Testing;

namespace Orchestry.Actors.Tests.Kernel.Streams;

/// <summary>Many subscribers that come, read at their own pace, and go, while others publish.</summary>
public sealed class ConcurrentHubTests
{
    private const int Elements = 2000;

    [Fact]
    public async Task Every_subscriber_gets_one_run_of_elements_without_a_hole_that_it_was_not_told_of()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            var isWhole = await RunAsync(capacity: random.Next(1, 64), subscribers: random.Next(1, 40), seed).WaitAsync(TestKit.Guard);
            Assert.True(isWhole, $"a subscriber had a hole, or one was left parked; seed {seed}");
        }
    }

    [Fact]
    public async Task Publishing_waits_for_nobody()
    {
        var hub = new BroadcastHub<Element>(OverflowStrategy.DropHead, capacity: 4);
        var blocked = new ManualResetEventSlim();
        using var stuck = hub.Subscribe();
        var reading = Task.Run(async () =>
        {
            await stuck.WaitAsync().ConfigureAwait(false);
            blocked.Wait(TestKit.Guard);
        });
        while (hub.Waiting == 0)
            await Task.Yield();

        var publishing = Task.Run(() =>
        {
            for (var n = 0; n < Elements; n++)
                hub.Publish(new Element(n));
        });

        await publishing.WaitAsync(TestKit.Guard);
        Assert.False(reading.IsCompleted);
        blocked.Set();
        await reading.WaitAsync(TestKit.Guard);
        Assert.Equal(Elements - 4, stuck.Missed);
    }

    private static async Task<bool> RunAsync(int capacity, int subscribers, int seed)
    {
        var hub = new BroadcastHub<Element>(OverflowStrategy.DropHead, capacity);
        var readers = Enumerable.Range(0, subscribers).Select(n => Task.Run(() => ReadAsync(hub, new Random(seed + n)))).ToArray();
        var random = new Random(seed);
        for (var n = 0; n < Elements; n++)
        {
            hub.Publish(new Element(n));
            if (random.Next(16) == 0)
                await Task.Yield();
        }

        hub.Complete();
        return (await Task.WhenAll(readers)).All(isWhole => isWhole) && hub.Waiting == 0;
    }

    /// <summary>Reads to the end in several subscriptions, one after the other.</summary>
    private static async Task<bool> ReadAsync(BroadcastHub<Element> hub, Random random)
    {
        var into = new Element[1 + random.Next(32)];
        while (true)
        {
            using var leaving = new CancellationTokenSource();
            using var subscription = hub.Subscribe(leaving.Token);
            var patience = random.Next(200);
            long? next = null;
            try
            {
                while (await subscription.WaitAsync().ConfigureAwait(false))
                {
                    var count = subscription.Read(into, out var missed);
                    foreach (var element in into[..count])
                    {
                        // Where it came in between is for the hub to choose; from there on each number is due.
                        if (next is { } due && element.Number != due + missed)
                            return false;

                        (next, missed) = (element.Number + 1, 0);
                    }

                    if (--patience == 0)
                        _ = Task.Run(leaving.Cancel);

                    for (var pause = random.Next(4); pause > 0; pause--)
                        await Task.Yield();
                }
            }
            catch (OperationCanceledException)
            {
                continue;
            }

            return next is null or Elements;
        }
    }
}
