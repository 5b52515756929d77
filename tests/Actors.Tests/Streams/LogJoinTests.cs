using Orchestry.Actors.Streams;
using Orchestry.Actors.Streams.Logs;
using Orchestry.Core.Engine;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Streams;
using Orchestry.Testing;
using Orchestry.Testing.Engine;

namespace Orchestry.Actors.Tests.Streams;

/// <summary>
/// Containers that come, write and end, connections that break, and subscribers that come, leave in the middle of a batch and go on at another
/// node, all at the same time: whoever asked for everything has everything in the end, once.
/// </summary>
public sealed class LogJoinTests
{
    private const int Containers = 3;
    private const int Subscribers = 6;
    private const int LinesEach = 120;

    [Fact]
    public async Task Past_and_present_join_without_a_line_missed_or_doubled_however_they_interleave()
    {
        for (var seed = 0; seed < 20; seed++)
            await RunAsync(seed, new StreamOptions());
    }

    [Fact]
    public async Task Nor_is_one_missed_or_doubled_by_subscribers_that_are_too_slow_and_go_on_from_the_cursor_of_their_gap()
    {
        for (var seed = 100; seed < 120; seed++)
            await RunAsync(seed, new StreamOptions { BufferItems = 16 });
    }

    private static async Task RunAsync(int seed, StreamOptions options)
    {
        await using var rig = await StreamRig.StartAsync(options);
        rig.AddNode(options);
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, Subscribers).Select(n => new Subscriber(rig, new Random((seed * 100) + n))).ToArray();
        var subscribers = readers.Select(reader => Task.Run(() => reader.ReadAllAsync(stop.Token))).ToArray();
        var writing = Task.Run(() => WriteAsync(rig, new Random(seed), subscribers));
        try
        {
            var all = await Task.WhenAll(subscribers).WaitAsync(TestKit.Guard);
            var written = await writing.WaitAsync(TestKit.Guard);
            foreach (var got in all)
            {
                Assert.True(
                    written.Order().SequenceEqual(got.Order()),
                    $"seed {seed}: missed [{string.Join(", ", written.Except(got))}], not written [{string.Join(", ", got.Except(written))}], "
                    + $"doubled [{string.Join(", ", got.CountBy(line => line).Where(line => line.Value > 1))}]");
            }
        }
        catch (TimeoutException)
        {
            Assert.Fail($"seed {seed}: not all was got in time\n{string.Join('\n', readers.Select(reader => reader.State))}\n{string.Join('\n', rig.Logs.Entries.Select(e => e.Message))}");
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(subscribers).ContinueWith(static _ => { }, TaskScheduler.Default).WaitAsync(TestKit.Guard);
            await writing.WaitAsync(TestKit.Guard);
        }
    }

    /// <summary>Everything that happens, and time that passes until all have heard of it.</summary>
    /// <returns>What every subscriber is to get.</returns>
    private static async Task<List<string>> WriteAsync(StreamRig rig, Random random, Task[] subscribers)
    {
        var expected = new List<string>();
        var writers = new List<Writer>();
        while (writers.Count < Containers || writers.Any(w => w.Left > 0))
        {
            if (writers.Count < Containers && random.Next(40) == 0)
            {
                var slot = writers.Count + 1;
                writers.Add(new Writer(await rig.StartReplicaAsync(slot), slot));
            }

            if (writers.Where(w => w.Left > 0).ToArray() is { Length: > 0 } busy)
                expected.Add(busy[random.Next(busy.Length)].Write(rig, random));

            if (random.Next(3) == 0)
                rig.Clock.Advance(TimeSpan.FromMilliseconds(random.Next(4)));

            if (random.Next(8) == 0)
                await Task.Yield();
        }

        while (!subscribers.All(s => s.IsCompleted))
        {
            rig.Clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        return [.. expected, .. writers.Select(w => w.End)];
    }

    /// <summary>A container's process. Each of its streams is stamped in order, one apart from the other.</summary>
    private sealed class Writer(FakeContainer container, int slot)
    {
        private readonly Dictionary<LogStream, DateTimeOffset> _last = [];

        public int Left { get; private set; } = LinesEach;

        public string End => $"web-{slot} ended";

        public string Write(StreamRig rig, Random random)
        {
            var stream = random.Next(3) == 0 ? LogStream.Stderr : LogStream.Stdout;
            var stamp = rig.Clock.GetUtcNow() - TimeSpan.FromMilliseconds(random.Next(3) == 0 ? random.Next(900) : 0);
            stamp = _last.TryGetValue(stream, out var last) && last > stamp ? last : stamp;
            _last[stream] = stamp;
            var line = $"{slot}.{Left--}";
            container.Log.Write(line, stream, stamp);
            if (random.Next(30) == 0)
                container.Log.Break();

            if (Left == 0)
                rig.Engine.Crash(container.Name);

            return line;
        }
    }

    /// <summary>Comes and goes until it has heard of the end of every container.</summary>
    private sealed class Subscriber(StreamRig rig, Random random)
    {
        private readonly List<string> _got = [];
        private int _ends;
        private LogCursor? _cursor;
        private string _at = "nowhere";

        /// <summary>Where it has come, for a failure's message.</summary>
        public string State => $"{_got.Count} got, {_ends} ended, {_at} at {_cursor}";

        public async Task<List<string>> ReadAllAsync(CancellationToken cancellationToken)
        {
            while (_ends < Containers)
            {
                var node = random.Next(2) == 0 ? rig.Node : rig.OtherNode;
                _at = "subscribing";
                // As a client's request does that carries a cursor.
                await node.Model.ReachAsync(_cursor?.Revision ?? 0, cancellationToken);
                var request = new LogStreamRequest(null, null, rig.Clock.Start - TimeSpan.FromSeconds(1), _cursor);
                try
                {
                    if ((await node.Streams.SubscribeLogsAsync(StreamRig.Web, request, cancellationToken)).TryGet(out var subscription, out var refusal))
                    {
                        _at = "reading";
                        await using (subscription)
                            await ReadSomeAsync(subscription, random.Next(1, 120));
                    }
                    else
                    {
                        Assert.Equal(RefusalKind.EngineFailed, refusal!.Kind);
                    }
                }
                catch (StreamEndedException error) when (error.End == StreamEnd.Failed)
                {
                    // The connection broke while it read the past: it goes on from what it has.
                }
            }

            return _got;
        }

        private async Task ReadSomeAsync(Subscription subscription, int wanted)
        {
            await foreach (var batch in subscription.Batches)
            {
                for (var pause = random.Next(3); pause > 0; pause--)
                    await Task.Yield();

                for (var i = 0; i < batch.Length; i++)
                {
                    var item = (LogsItem)batch.Span[i];
                    _cursor = item.Place;
                    switch (item)
                    {
                        case LineItem line:
                            _got.Add(line.Message);
                            break;
                        case EndItem end:
                            _got.Add($"{end.Container} ended");
                            _ends++;
                            break;
                        case LogGapItem { Reason: HubReading.TooSlow }:
                            return;
                        case LogGapItem gap:
                            _got.Add(gap.Reason);
                            break;
                    }

                    // What is left of the batch it never saw.
                    if (--wanted == 0 || _ends == Containers)
                        return;
                }
            }
        }
    }
}
