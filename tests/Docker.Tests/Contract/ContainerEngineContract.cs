using Orchestry.Core.Engine;

namespace Orchestry.Docker.Tests.Contract;

/// <summary>
/// What every <see cref="IContainerEngine"/> must do. One subclass per engine says how to make containers that behave in a certain way;
/// everything it creates carries a label of its own and is removed afterwards, also when the test failed.
/// </summary>
public abstract partial class ContainerEngineContract : IAsyncLifetime
{
    private const string RunLabel = "orchestry.contract";

    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromMinutes(2), TimeProvider.System);
    private readonly HashSet<string> _networks = [];
    private int _names;

    /// <summary>Cancelled when the test takes absurdly long.</summary>
    protected CancellationToken Token => _deadline.Token;

    /// <summary>Tells this test's objects from everybody else's.</summary>
    protected string Run { get; } = Guid.NewGuid().ToString("N")[..12];

    /// <summary>The engine under test.</summary>
    protected abstract IContainerEngine Engine { get; }

    /// <summary>A subnet that nothing else on the engine's host uses.</summary>
    protected abstract string FreeSubnet { get; }

    /// <summary>This test's label, as a filter.</summary>
    protected Dictionary<string, string?> Mine => new() { [RunLabel] = Run };

    /// <summary>This test's label, to put on things.</summary>
    protected Dictionary<string, string> MyLabels => new() { [RunLabel] = Run };

    /// <summary>Prepares images; called once per test.</summary>
    public abstract Task InitializeAsync();

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        using var cleanup = new CancellationTokenSource(TimeSpan.FromMinutes(1), TimeProvider.System);
        var containers = await Engine.ListContainersAsync(Mine, cleanup.Token);
        foreach (var container in containers.Fault is null ? containers.Value : [])
        {
            await Engine.RemoveContainerAsync(container.Id, force: true, cleanup.Token);
        }

        foreach (var network in _networks)
        {
            await Engine.RemoveNetworkAsync(network, cleanup.Token);
        }

        var volumes = await Engine.ListVolumesAsync(Mine, cleanup.Token);
        foreach (var volume in volumes.Fault is null ? volumes.Value : [])
        {
            await Engine.RemoveVolumeAsync(volume, cleanup.Token);
        }

        await CleanUpAsync();
        await Engine.DisposeAsync();
        _deadline.Dispose();
    }

    /// <summary>Image and command of a container that does that; the name and labels are filled in by the suite.</summary>
    protected abstract ContainerSpec SpecOf(Workload workload);

    /// <summary>Removes what <see cref="InitializeAsync"/> made.</summary>
    protected virtual Task CleanUpAsync() => Task.CompletedTask;

    /// <summary>A name no other test uses.</summary>
    protected string NewName(string kind = "c") => $"orchestry-contract-{Run}-{kind}{++_names}";

    /// <summary>The name of the network with that subnet, the same in every run.</summary>
    protected static string NetworkOf(string subnet) => "orchestry-contract-" + subnet.Replace('.', '-').Replace('/', '-');

    /// <summary>A spec of this test's.</summary>
    protected ContainerSpec Spec(Workload workload)
    {
        var spec = SpecOf(workload);
        return spec with { Name = NewName(), Labels = new Dictionary<string, string>(spec.Labels) { [RunLabel] = Run } };
    }

    protected async Task<ContainerId> CreateAsync(ContainerSpec spec) => (await Engine.CreateContainerAsync(spec, Token)).Value;

    protected async Task<ContainerId> RunAsync(ContainerSpec spec)
    {
        var id = await CreateAsync(spec);
        _ = (await Engine.StartContainerAsync(id, Token)).Value;
        return id;
    }

    protected Task<ContainerId> RunAsync(Workload workload) => RunAsync(Spec(workload));

    protected async Task<ContainerSnapshot> InspectAsync(ContainerId id) => (await Engine.InspectContainerAsync(id, Token)).Value;

    protected async Task<NetworkSnapshot> EnsureNetworkAsync(string name, string? subnet)
    {
        if (_networks.Add(name))
        {
            // A run that was killed may have left it behind, and the engine would refuse its subnet to another.
            _ = (await Engine.RemoveNetworkAsync(name, Token)).Value;
        }

        return (await Engine.EnsureNetworkAsync(new NetworkSpec(name, subnet, MyLabels), Token)).Value;
    }

    /// <summary>Looks until the container has exited.</summary>
    protected async Task<ContainerSnapshot> ExitedAsync(ContainerId id)
    {
        while (true)
        {
            var container = await InspectAsync(id);
            if (container.State == ContainerState.Exited)
            {
                return container;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Token);
        }
    }

    /// <summary>Watches this test's containers until an event is the wanted one.</summary>
    protected async Task<EngineEvent> NextAsync(IAsyncEnumerator<EngineEvent> events, Func<EngineEvent, bool> wanted)
    {
        while (await events.MoveNextAsync().AsTask().WaitAsync(Token))
        {
            if (wanted(events.Current))
            {
                return events.Current;
            }
        }

        throw new InvalidOperationException("The event stream ended, which it must not.");
    }

    protected async Task<List<LogFrame>> ReadLogAsync(ContainerId id, int? tail = null, DateTimeOffset? since = null)
    {
        var lines = new List<LogFrame>();
        await foreach (var line in Engine.ReadLogsAsync(id, new LogQuery(tail, since, Follow: false), Token))
        {
            lines.Add(line);
        }

        return lines;
    }

    /// <summary>Reads the log until it holds that many lines, because output reaches the engine a moment after it was written.</summary>
    protected async Task<List<LogFrame>> LogOfAsync(ContainerId id, int lines)
    {
        while (true)
        {
            var log = await ReadLogAsync(id);
            if (log.Count >= lines)
            {
                return log;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Token);
        }
    }

    protected static void AssertFault<T>(EngineFaultKind kind, EngineResult<T> result)
    {
        Assert.False(result.IsSuccess, "The call succeeded.");
        Assert.True(result.Fault.Kind == kind, $"{result.Fault.Kind} instead of {kind}: {result.Fault.Message}");
    }
}
