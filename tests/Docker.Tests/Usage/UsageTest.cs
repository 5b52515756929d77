using Microsoft.Extensions.Logging;
using Orchestry.Core.Engine;
using Orchestry.Testing;
using Orchestry.Testing.Engine;

namespace Orchestry.Docker.Tests.Usage;

/// <summary>A fake engine that is taken to be on this host, folders that stand for the kernel's, and a clock that is moved by hand.</summary>
public abstract class UsageTest : IDisposable
{
    protected const int FromGroups = 3050;
    protected const int FromStatistics = 3051;

    protected static readonly DockerOptions OnThisHost = new() { Host = "unix:///run/somewhere.sock" };

    private readonly CapturingLoggerFactory _logs = new();
    private readonly List<UsageReader> _readers = [];

    private protected HostFolders Host { get; } = new();

    private protected ManualClock Clock { get; } = new();

    private protected FakeContainerEngine Engine { get; }

    protected UsageTest()
    {
        Engine = new FakeContainerEngine(Clock);
        Engine.AddImage("web:1");
    }

    public void Dispose()
    {
        _readers.ForEach(reader => reader.Dispose());
        Host.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected UsageReader Reader(
        DockerOptions? endpoint = null, UsageOptions? options = null, TimeProvider? time = null, IContainerEngine? engine = null)
    {
        var reader = new UsageReader(
            engine ?? Engine, endpoint ?? OnThisHost, options ?? Host.Options, time ?? Clock, new Logger<UsageReader>(_logs));
        _readers.Add(reader);
        return reader;
    }

    private protected async Task<ContainerId> RunAsync(string name = "web-1")
    {
        var id = (await Engine.CreateContainerAsync(new ContainerSpec { Name = name, Image = "web:1" }, default)).Value;
        _ = (await Engine.StartContainerAsync(id, default)).Value;
        return id;
    }

    private protected IReadOnlyList<string> Said(int eventId) => [.. _logs.WithId(eventId).Select(entry => entry.Message)];

    /// <summary>The ids of everything said, in order.</summary>
    private protected IReadOnlyList<int> Said() => [.. _logs.Entries.Select(entry => entry.EventId.Id)];
}
