using System.Diagnostics;
using System.Globalization;
using Orchestry.Core.Engine;

namespace Orchestry.Benchmarks.Lifecycle;

/// <summary>What the engine alone needs for the same work: its bare calls, one after the other, nothing decided, stored or probed.</summary>
internal sealed class BareEngine(IContainerEngine engine)
{
    private static readonly Dictionary<string, string> Ours = new() { ["orchestry-bench"] = "bare" };
    private int _number;

    public async Task<ContainerId> CreateAndStartAsync(CancellationToken cancellationToken)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"orchestry-bench-{Interlocked.Increment(ref _number)}");
        var id = (await engine.CreateContainerAsync(
            new ContainerSpec { Name = name, Image = BenchImage.Tag, Labels = Ours, Network = "orchestry-bench" }, cancellationToken)).Value;
        _ = (await engine.StartContainerAsync(id, cancellationToken)).Value;
        return id;
    }

    /// <summary>From the kill to the start of the successor: the die event, remove, create, start.</summary>
    public async Task<TimeSpan> ReplaceAfterKillAsync(CancellationToken cancellationToken)
    {
        var victim = await CreateAndStartAsync(cancellationToken);
        var process = (await engine.InspectContainerAsync(victim, cancellationToken)).Value.ProcessId;
        await using var events = engine.WatchAsync(new Dictionary<string, string?> { ["orchestry-bench"] = "bare" }, null, cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        await events.MoveNextAsync();
        var killedAt = Stopwatch.GetTimestamp();
        Kill(process);
        while (!(events.Current is EngineEvent.Died died && died.Id == victim))
        {
            await events.MoveNextAsync();
        }

        _ = (await engine.RemoveContainerAsync(victim, force: true, cancellationToken)).Value;
        await CreateAndStartAsync(cancellationToken);
        return Stopwatch.GetElapsedTime(killedAt);
    }

    public async Task<TimeSpan> CreateAndStartManyAsync(int count, int concurrency, CancellationToken cancellationToken)
    {
        var startedAt = Stopwatch.GetTimestamp();
        await Parallel.ForAsync(
            0,
            count,
            new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = cancellationToken },
            async (_, token) => await CreateAndStartAsync(token));
        return Stopwatch.GetElapsedTime(startedAt);
    }

    public async Task CleanAsync(CancellationToken cancellationToken)
    {
        var containers = (await engine.ListContainersAsync(new Dictionary<string, string?> { ["orchestry-bench"] = "bare" }, cancellationToken)).Value;
        await Parallel.ForEachAsync(containers, cancellationToken, async (container, token) =>
            _ = (await engine.RemoveContainerAsync(container.Id, force: true, token)).Value);
    }

    /// <summary>SIGKILL to a container's process from outside, as an out-of-memory killer or a crash would end it.</summary>
    public static void Kill(int process)
    {
        using var victim = Process.GetProcessById(process);
        victim.Kill();
    }
}
