using Microsoft.Extensions.Logging;
using Orchestry.Actors.Apps;
using Orchestry.Actors.Streams;
using Orchestry.Actors.Tests.Controller;
using Orchestry.Core.Apps;
using Orchestry.Core.Engine;
using Orchestry.Core.Journal;
using Orchestry.Core.Metrics;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Replicas;
using Orchestry.Core.Streams;
using Orchestry.Testing;
using Orchestry.Testing.Apps;
using Orchestry.Testing.Engine;
using Orchestry.Testing.Journal;
using Orchestry.Testing.Metrics;

namespace Orchestry.Actors.Tests.Streams;

/// <summary>The streams of one node or several, over one engine, one store and one history, with the application <c>web</c>.</summary>
internal sealed class StreamRig : IAsyncDisposable
{
    public static readonly AppName Web = AppName.Parse("web");

    private readonly List<StreamNode> _nodes = [];
    private readonly List<StreamReader> _readers = [];

    private StreamRig() => Engine = new FakeContainerEngine(Clock);

    public ManualClock Clock { get; } = new(RegisteredApp.Epoch);

    public FakeContainerEngine Engine { get; }

    public FakeStore Store { get; } = new();

    public FakeMetricHistory History { get; } = new();

    public CapturingLoggerFactory Logs { get; } = new();

    public StreamNode Node => _nodes[0];

    public StreamNode OtherNode => _nodes[1];

    /// <summary>The application as every node was last shown it.</summary>
    public AppSnapshot App { get; private set; } = ShownApp.Of("web");

    public static async Task<StreamRig> StartAsync(StreamOptions? options = null)
    {
        var rig = new StreamRig();
        rig.Engine.AddImage("web:1");
        await rig.Store.OpenAsync(CancellationToken.None);
        rig.AddNode(options);
        return rig;
    }

    /// <summary>Another node, which is shown the same.</summary>
    public StreamNode AddNode(StreamOptions? options = null)
    {
        var model = new ReadModel();
        var node = new StreamNode(model, new StreamService(
            model, Engine, Store, History, options ?? new StreamOptions(), Clock, Logs.CreateLogger<StreamService>()));
        _nodes.Add(node);
        model.Publish(App);
        model.Reached(Store.Events.Count);
        return node;
    }

    /// <summary>Shows all nodes the application as it is now.</summary>
    public void Show(AppSnapshot app)
    {
        App = app;
        foreach (var node in _nodes)
            node.Model.Publish(app);
    }

    public void Remove()
    {
        foreach (var node in _nodes)
            node.Model.Remove(Web, App.Revision + 1);
    }

    /// <summary>Starts a replica's container and shows it.</summary>
    public async Task<FakeContainer> StartReplicaAsync(int slot, int? attempt = null)
    {
        var container = await RunAsync(slot, attempt ?? slot);
        Show(App.With(slot, attempt ?? slot, container.Id));
        return container;
    }

    /// <summary>Starts a replica's container that no node is shown yet.</summary>
    public async Task<FakeContainer> RunAsync(int slot, int attempt)
    {
        var spec = new ContainerSpec { Name = $"default.web-{slot}-{attempt}", Image = "web:1" };
        var id = (await Engine.CreateContainerAsync(spec, CancellationToken.None)).Value;
        Assert.Null((await Engine.StartContainerAsync(id, CancellationToken.None)).Fault);
        return Engine.Container(id.Value);
    }

    /// <summary>Writes lines, each a millisecond after the one before it.</summary>
    public void Write(FakeContainer container, params IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            Clock.Advance(TimeSpan.FromMilliseconds(1));
            container.Log.Write(line);
        }
    }

    /// <summary>Subscribes, attached to the feed when it returns.</summary>
    public async Task<StreamReader> ReadLogsAsync(
        int? tail = 0, DateTimeOffset? since = null, string? after = null, string? container = null, StreamNode? node = null, bool isHeld = false)
    {
        var cursor = after is null ? null : Parse(after);
        var request = new LogStreamRequest(container, tail, since, cursor);
        return await ReadAsync(stop => (node ?? Node).Streams.SubscribeLogsAsync(Web, request, stop), isHeld);
    }

    public Task<StreamReader> ReadMetricsAsync(int? tail = 0, DateTimeOffset? since = null, DateTimeOffset? after = null) =>
        ReadAsync(stop => Node.Streams.SubscribeMetricsAsync(Web, new SeriesStreamRequest(tail, since, after), stop), isHeld: false);

    public Task<StreamReader> ReadEventsAsync(
        int? tail = 0, DateTimeOffset? since = null, string? after = null, AppName? app = null, EventType? type = null, StreamNode? node = null,
        bool isHeld = false) =>
        ReadAsync(stop => (node ?? Node).Streams.SubscribeEventsAsync(new EventStreamRequest(app, type, tail, since, CursorOf(after)), stop), isHeld);

    /// <summary>Commits events, a second after one another, and tells the nodes of the revision.</summary>
    public async Task CommitAsync(params IEnumerable<EventRecord> events)
    {
        foreach (var happened in events)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            await Store.CommitAsync([new Change(happened with { At = Clock.GetUtcNow() })], 1, CancellationToken.None);
        }

        foreach (var node in _nodes)
            node.Model.Reached(Store.Events.Count);
    }

    /// <summary>A replica of the store, as it is now.</summary>
    public FakeStore Replicate()
    {
        var replica = new FakeStore();
        replica.Become(Store);
        return replica;
    }

    /// <summary>Measures: to the history, and shown.</summary>
    public async Task MeasureAsync(double cpu, bool isKept = true)
    {
        Clock.Advance(TimeSpan.FromSeconds(10));
        var sample = new MetricSample { App = "web", At = Clock.GetUtcNow(), CpuPercent = cpu };
        if (isKept)
            await History.AppendAsync([sample], 1, CancellationToken.None);

        Show(App.With(sample));
    }

    /// <summary>Waits until something is so that needs no time to pass.</summary>
    public static async Task UntilAsync(Func<bool> isSo)
    {
        using var guard = new CancellationTokenSource(TestKit.Guard, TimeProvider.System);
        while (!isSo())
        {
            guard.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>Moves the clock until something is so that pauses lead to.</summary>
    public async Task PassTimeUntilAsync(Func<bool> isSo)
    {
        using var guard = new CancellationTokenSource(TestKit.Guard, TimeProvider.System);
        while (!isSo())
        {
            guard.Token.ThrowIfCancellationRequested();
            Clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var reader in _readers)
            await reader.DisposeAsync();

        foreach (var node in _nodes)
            await node.Streams.DisposeAsync().AsTask().WaitAsync(TestKit.Guard);

        await Engine.DisposeAsync();
        Logs.Dispose();
    }

    private async Task<StreamReader> ReadAsync(Func<CancellationToken, Task<Outcome<Subscription>>> subscribe, bool isHeld)
    {
        var reader = await StreamReader.OpenAsync(subscribe, isHeld);
        _readers.Add(reader);
        return reader;
    }

    private static EventCursor? CursorOf(string? text)
    {
        if (text is null)
            return null;

        Assert.True(EventCursor.TryParse(text, out var cursor), text);
        return cursor;
    }

    private static LogCursor Parse(string text)
    {
        Assert.True(LogCursor.TryParse(text, out var cursor), text);
        return cursor!;
    }
}

/// <summary>One node of a <see cref="StreamRig"/>.</summary>
internal sealed record StreamNode(ReadModel Model, StreamService Streams);
